"""Velocity inputs of the rings: the currents into the right and the left one, by vel_type."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from network_configs.instrumentations.drive import Drive, Waveform, constant
from network_configs.instrumentations.trajectory import follow_trajectory

ACVT_STARTS = (0.0, 2000.0, 4000.0)  # ms: at rest, moving right, moving left
ACVT_RIGHT = (-1.5e-3, 0.0, -3e-3)  # nA
ACVT_LEFT = (-1.5e-3, -3e-3, 0.0)  # nA
IHD_SILENT = -3e-2  # nA: the ring that does not move the bump


def constant_velocity(params: Mapping[str, Any]) -> list[Drive]:
    """vel_type const: stell_const_dc, a value per ring."""
    return [constant(amp) for amp in params["stell_const_dc"]]


def rest_right_left(params: Mapping[str, Any]) -> list[Drive]:
    """vel_type ACVT-1DAC: at rest, to the right, to the left, 2 s each."""
    return [Drive(ACVT_RIGHT, ACVT_STARTS), Drive(ACVT_LEFT, ACVT_STARTS)]


def reversal(params: Mapping[str, Any]) -> list[Drive]:
    """vel_type PRED-IHD: to the right until extra_params["dir_change_t"], then to the left."""
    moving, turn = params["extra_params"]["stell_dc"], params["extra_params"]["dir_change_t"]
    starts = (0.0, turn)
    return [Drive((moving, IHD_SILENT), starts), Drive((IHD_SILENT, moving), starts)]


RING_VELOCITY: dict[str, Callable[[Mapping[str, Any]], Sequence[Drive | Waveform]]] = {
    "const": constant_velocity,
    "ACVT-1DAC": rest_right_left,
    "PRED-IHD": reversal,
    "input": follow_trajectory,
}
