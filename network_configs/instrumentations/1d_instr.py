"""Inputs and recorders of the rings (conn_id 1d and asym)."""

from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import attach_drive, constant, layer_cells
from network_configs.instrumentations.velocity import RING_VELOCITY
from network_configs.network import Network


def setup_instrumentation(network: Network) -> Network:
    """Drive the rings by vel_type, the interneurons by intrnrn_dc_amp; noise, theta, recorders."""
    params = network.params
    for ring, drive in enumerate(RING_VELOCITY[params["vel_type"]](params)):
        attach_drive(network, layer_cells(network, ring), drive)
    attach_drive(network, network.interneurons.values(), constant(params["intrnrn_dc_amp"]))
    return attach_common(network)
