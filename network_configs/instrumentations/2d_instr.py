"""Inputs and recorders of the sheets (conn_id 2d)."""

from collections.abc import Iterator

from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import (
    attach_drive,
    constant,
    dc_per_layer,
    layer_cells,
)
from network_configs.network import Network
from parameters.config_files import layers
from parameters.rules import conflict
from parameters.table import Parameters

VEL_TYPES = {"const": dc_per_layer}
INPUT_IDS = ()


def checks(params: Parameters) -> Iterator[str]:
    """Each stellate sheet has its direct current."""
    n_sheets = sum(layer.population == "stell" for layer in layers(params))
    dc = params["stell_const_dc"]
    if not isinstance(dc, list) or len(dc) != n_sheets:
        expected = f"stell_const_dc of {n_sheets} numbers, one per sheet (nA)"
        yield conflict(params, "stell_const_dc", "instr_id", expected=expected)


def setup_instrumentation(network: Network) -> Network:
    """Drive each sheet by its value of stell_const_dc, the interneurons by intrnrn_dc_amp."""
    params = network.params
    for sheet, amp in enumerate(dc_per_layer(params)):
        attach_drive(network, layer_cells(network, sheet), constant(amp))
    attach_drive(network, network.interneurons.values(), constant(params["intrnrn_dc_amp"]))
    return attach_common(network)
