"""Inputs and recorders of the rings (conn_id 1d and asym)."""

from network_configs.instrumentations.drive import (
    RING_VELOCITY,
    attach_drive,
    constant,
    ring_cells,
)
from network_configs.instrumentations.noise import attach_noise
from network_configs.instrumentations.recorders import attach_recorders
from network_configs.instrumentations.theta import attach_theta
from network_configs.network import Network


def setup_instrumentation(network: Network) -> Network:
    """Drive the rings by vel_type, the interneurons by intrnrn_dc_amp; noise, theta, recorders."""
    params = network.params
    for ring, drive in enumerate(RING_VELOCITY[params["vel_type"]](params)):
        attach_drive(network, ring_cells(network, ring), drive)
    attach_drive(network, network.interneurons.values(), constant(params["intrnrn_dc_amp"]))
    attach_noise(network)
    attach_theta(network)
    attach_recorders(network)
    return network
