"""Inputs and recorders of the rings (conn_id 1d and asym)."""

from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import attach_drive, layer_cells
from network_configs.instrumentations.trajectory import interneuron_drives
from network_configs.instrumentations.velocity import RING_VELOCITY
from network_configs.network import Network


def setup_instrumentation(network: Network) -> Network:
    """Drive the rings by vel_type, the interneurons by intrnrn_dc_amp and `tuning`."""
    params = network.params
    for ring, drive in enumerate(RING_VELOCITY[params["vel_type"]](params)):
        attach_drive(network, layer_cells(network, ring), drive)
    for gids, drive in interneuron_drives(params):
        present = [network.interneurons[gid] for gid in gids if gid in network.interneurons]
        attach_drive(network, present, drive)
    return attach_common(network)
