"""Inputs and recorders of the sheets (conn_id 2d)."""

from collections.abc import Iterator
from typing import Annotated

from input_data.arena_run import load_path
from input_data.sheet_curve import load_sheet_curve
from network_configs.instrumentations.arena import (
    follow_run,
    interneuron_currents,
    run_cautions,
)
from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import (
    attach_drive,
    constant,
    dc_per_layer,
    layer_cells,
)
from network_configs.network import Network
from parameters.config_files import layers
from parameters.kinds import NOT_NEGATIVE, POSITIVE
from parameters.rules import conflict
from parameters.table import Parameter, Parameters, own_parameters


class SheetParams(Parameters):
    """The parameters of a run in an arena, vel_type input."""

    cm_per_period: Annotated[
        float,
        Parameter(POSITIVE, "cm", "distance of a cell's fields in the arena", default=50.0),
    ]
    correction_interval: Annotated[
        float,
        Parameter(
            NOT_NEGATIVE,
            "ms",
            "set the pattern to the animal's place so often; 0 never",
            default=0.0,
        ),
    ]
    correction_wall: Annotated[
        float,
        Parameter(
            NOT_NEGATIVE, "cm", "and when it comes this close to a wall; 0 never", default=0.0
        ),
    ]
    correction_dur: Annotated[
        float, Parameter(POSITIVE, "ms", "how long a correction takes", default=200.0)
    ]


OWN_PARAMETERS = own_parameters(SheetParams)
VEL_TYPES = {
    "const": lambda params: [constant(amp) for amp in dc_per_layer(params)],
    "input": follow_run,
}
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
        yield from run_cautions(params)
        return
    for name, parameter in OWN_PARAMETERS.items():
        if params.get(name, parameter.default) != parameter.default:
            yield f"{name}: {params[name]:g} has no effect without vel_type 'input'"  # type: ignore[literal-required]


def setup_instrumentation(network: Network) -> Network:
    """Drive each sheet by vel_type, and the interneurons by intrnrn_dc_amp and corrections."""
    params = network.params
    for sheet, drive in enumerate(VEL_TYPES[params["vel_type"]](params)):
        attach_drive(network, layer_cells(network, sheet), drive)
    if params["vel_type"] != "input":
        attach_drive(network, network.interneurons.values(), constant(params["intrnrn_dc_amp"]))
    else:
        for gids, current in interneuron_currents(params):
            cells = [network.interneurons[gid] for gid in gids if gid in network.interneurons]
            attach_drive(network, cells, current)
    return attach_common(network)
