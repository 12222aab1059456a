"""Inputs and recorders of the sheets (conn_id 2d)."""

from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import attach_drive, constant, layer_cells
from network_configs.network import Network


def setup_instrumentation(network: Network) -> Network:
    """Drive each sheet by its value of stell_const_dc, the interneurons by intrnrn_dc_amp."""
    params = network.params
    for sheet, amp in enumerate(params["stell_const_dc"]):
        attach_drive(network, layer_cells(network, sheet), constant(amp))
    attach_drive(network, network.interneurons.values(), constant(params["intrnrn_dc_amp"]))
    return attach_common(network)
