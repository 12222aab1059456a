"""Direct currents into the cells: constant, or of few steps; neither costs memory per time step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from neuron import h

from cells.cell import Cell
from network_configs.network import Network

FOREVER = 1e12  # ms


@dataclass(frozen=True)
class Drive:
    """A current of steps: amps[k] (nA) from starts[k] (ms) on; starts[0] is 0."""

    amps: tuple[float, ...]
    starts: tuple[float, ...] = (0.0,)


def constant(amp: float) -> Drive:
    """The same current (nA) all the time."""
    return Drive((amp,))


def attach_drive(network: Network, cells: Iterable[Cell], drive: Drive) -> None:
    """Inject the drive into the soma of each cell, through its clamp `ext_dc`."""
    knots = None if len(drive.amps) == 1 else _knots(drive)
    for cell in cells:
        cell.ext_dc.amp = drive.amps[0]
        if knots:
            knots[0].play(cell.ext_dc._ref_amp, knots[1], True)
    network.kept.append(knots)


def ring_cells(network: Network, ring: int) -> list[Cell]:
    """The stellate cells of this process that belong to ring (or sheet) number `ring`."""
    size = network.params["N_per_sheet"]
    return [cell for gid, cell in network.stellate.items() if gid // size == ring]


def _knots(drive: Drive) -> tuple[Any, Any]:
    """Amplitudes and times of a piecewise linear current with the drive's jumps.

    The last knot is beyond any run: after the end of a played vector the two values of a
    jump there would be averaged.
    """
    amps = [amp for amp in drive.amps for _ in range(2)]
    times = [start for start in drive.starts for _ in range(2)]
    return h.Vector(amps), h.Vector([*times[1:], FOREVER])


# ---- kinds of velocity input on the rings: (right, left) by vel_type ----

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


RING_VELOCITY = {
    "const": constant_velocity,
    "ACVT-1DAC": rest_right_left,
    "PRED-IHD": reversal,
}
