"""Inputs and recorders of the sheets (conn_id 2d)."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from input_data.arena_run import load_path
from input_data.sheet_curve import load_sheet_curve
from network_configs.instrumentations.arena import (
    SheetParams,
    follow_run,
    interneuron_currents,
    run_cautions,
)
from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import (
    Drive,
    Waveform,
    attach_drive,
    constant,
    dc_per_layer,
    layer_cells,
)
from network_configs.instrumentations.velocity import VelType
from network_configs.network import Network
from parameters.config_files import layers
from parameters.rules import conflict
from parameters.table import Parameters, own_parameters

OWN_PARAMETERS = own_parameters(SheetParams)


def constant_drift(params: Parameters) -> list[Drive]:
    """vel_type const: stell_const_dc, a value per sheet."""
    return [constant(amp) for amp in dc_per_layer(params)]


def follow_animal(params: Parameters) -> list[Waveform]:
    """vel_type input: the pattern follows an animal in an arena."""
    return follow_run(cast(SheetParams, params))


VEL_TYPES: dict[str, VelType] = {"const": constant_drift, "input": follow_animal}
INPUT_IDS = ()
N_DIRECTIONS = 4


def checks(params: Parameters) -> Iterator[str]:
    """Each stellate sheet has its direct current; a run in an arena has its files."""
    n_sheets = sum(layer.population == "stell" for layer in layers(params))
    dc = params["stell_const_dc"]
    if not isinstance(dc, list) or len(dc) != n_sheets:
        expected = f"stell_const_dc of {n_sheets} numbers, one per sheet (nA)"
        yield conflict(params, "stell_const_dc", "instr_id", expected=expected)
    if params["vel_type"] != "input":
        return
    if n_sheets != N_DIRECTIONS:
        expected = "four stellate sheets: east, west, north, south"
        yield conflict(params, "N_sheets_stell", "vel_type", expected=expected)
    if params["traj_id"] is None:
        expected = "traj_id of a file input_data/trajectories/traj_{traj_id}.hdf5"
        yield conflict(params, "vel_type", "traj_id", expected=expected)
    else:
        load_path(params)
        load_sheet_curve(params)


def cautions(params: Parameters) -> Iterator[str]:
    """A run or a velocity curve that hardly fits; parameters without effect."""
    if params["vel_type"] == "input":
        yield from run_cautions(cast(SheetParams, params))
        return
    given: Mapping[str, Any] = params
    for name, parameter in OWN_PARAMETERS.items():
        if given[name] != parameter.default:
            yield f"{name}: {given[name]:g} has no effect without vel_type 'input'"


def setup_instrumentation(network: Network) -> Network:
    """Drive each sheet by vel_type, and the interneurons by intrnrn_dc_amp and corrections."""
    params = network.params
    for sheet, drive in enumerate(VEL_TYPES[params["vel_type"]](params)):
        attach_drive(network, layer_cells(network, sheet), drive)
    if params["vel_type"] != "input":
        attach_drive(network, network.interneurons.values(), constant(params["intrnrn_dc_amp"]))
    else:
        for gids, current in interneuron_currents(cast(SheetParams, params)):
            cells = [network.interneurons[gid] for gid in gids if gid in network.interneurons]
            attach_drive(network, cells, current)
    return attach_common(network)
