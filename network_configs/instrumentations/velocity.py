"""Velocity inputs: the currents into the right and the left stellate ring, by vel_type."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from input_data.trajectory_input import check_trajectory_input
from network_configs.instrumentations.drive import (
    Drive,
    Waveform,
    attach_drive,
    constant,
    dc_per_layer,
    layer_cells,
)
from network_configs.instrumentations.trajectory import follow_trajectory
from network_configs.network import Network
from parameters.config_files import layers
from parameters.kinds import NOT_NEGATIVE, NUMBER
from parameters.rules import conflict
from parameters.table import Parameter, Parameters

ACVT_STARTS = (0.0, 2000.0, 4000.0)  # ms: at rest, moving right, moving left
ACVT_RIGHT = (-1.5e-3, 0.0, -3e-3)  # nA
ACVT_LEFT = (-1.5e-3, -3e-3, 0.0)  # nA
IHD_SILENT = -3e-2  # nA: the ring that does not move the bump


def constant_velocity(params: Parameters) -> list[Drive]:
    """vel_type const: stell_const_dc, a value per ring."""
    return [constant(amp) for amp in dc_per_layer(params)]


def rest_right_left(params: Parameters) -> list[Drive]:
    """vel_type ACVT-1DAC: at rest, to the right, to the left, 2 s each."""
    return [Drive(ACVT_RIGHT, ACVT_STARTS), Drive(ACVT_LEFT, ACVT_STARTS)]


def reversal(params: Parameters) -> list[Drive]:
    """vel_type PRED-IHD: to the right until extra_params["dir_change_t"], then to the left."""
    moving, turn = params["extra_params"]["stell_dc"], params["extra_params"]["dir_change_t"]
    starts = (0.0, turn)
    return [Drive((moving, IHD_SILENT), starts), Drive((IHD_SILENT, moving), starts)]


VelType = Callable[[Parameters], Sequence[Drive | Waveform]]  # a current per stellate layer

RING_VELOCITY: dict[str, VelType] = {
    "const": constant_velocity,
    "ACVT-1DAC": rest_right_left,
    "PRED-IHD": reversal,
    "input": follow_trajectory,
}

RING_EXTRA_PARAMS = {
    "PRED-IHD": {
        "dir_change_t": Parameter(NOT_NEGATIVE, "ms", "when the direction of movement changes"),
        "stell_dc": Parameter(NUMBER, "nA", "DC into the driven ring"),
    }
}


def check_velocity(params: Parameters) -> Iterator[str]:
    """There are two stellate layers, each with its direct current, and a trajectory if needed."""
    stellate = [layer for layer in layers(params) if layer.population == "stell"]
    if len(stellate) != 2:
        expected = "a network of two stellate layers, right and left"
        yield conflict(params, "conn_id", "instr_id", expected=expected)
    dc = params["stell_const_dc"]
    if not isinstance(dc, list) or len(dc) != 2:
        expected = "stell_const_dc of 2 numbers, one per ring (nA)"
        yield conflict(params, "stell_const_dc", "instr_id", expected=expected)
    if params["vel_type"] == "input" and params["traj_id"] is None:
        expected = "traj_id of a file input_data/trajectories/traj_{traj_id}.hdf5"
        yield conflict(params, "vel_type", "traj_id", expected=expected)
    elif params["vel_type"] == "input":
        check_trajectory_input(params)


def attach_velocity(network: Network, vel_types: Mapping[str, VelType]) -> None:
    """Drive each stellate layer by what the function of this vel_type gives for it."""
    for layer, drive in enumerate(vel_types[network.params["vel_type"]](network.params)):
        attach_drive(network, layer_cells(network, layer), drive)
