"""What every network gets beside its own inputs."""

from network_configs.instrumentations.noise import attach_noise
from network_configs.instrumentations.recorders import attach_recorders
from network_configs.instrumentations.theta import attach_theta
from network_configs.network import Network


def attach_common(network: Network) -> Network:
    """Attach noise, theta and recorders, as the parameters say; return the network."""
    attach_noise(network)
    attach_theta(network)
    attach_recorders(network)
    return network
