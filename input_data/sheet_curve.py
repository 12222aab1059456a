"""The velocity calibration of sheets: which current makes the pattern drift how fast.

A curve is a file input_data/velocity_curves/{name}.json, written by `python -m calibration`. At
rest each sheet has its current in stell_const_dc. To move the pattern along x, a *push* (nA) is
added to the sheet that shifts it to larger x and taken from the one that shifts it to smaller x.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from input_data.velocity_curve import curve_parameters, other_parameters, require_curve
from workspace.errors import UserError

Values = npt.NDArray[np.float64]
Params = Mapping[str, Any]
# What a curve of sheets depends on although one of rings does not, and the other way round.
ALSO = ("stell_const_dc",)
NOT_OF_SHEETS = {"vel_integ_or", "n_phases", "tuning", "ss_syn_gmax", "cm_per_period"} | {
    *("correction_interval", "correction_wall", "correction_dur"),
}


@dataclass(frozen=True)
class SheetCurve:
    """The calibration of the four sheets of a torus.

    Attributes
    ----------
    speed : ndarray, shape (n,)
        Speed of the pattern (cells/s), ascending from 0.
    push : ndarray, shape (n,)
        Current (nA) for each speed.
    lattice : ndarray, shape (3, 2)
        Waves of the hexagonal pattern: how often each repeats along x and y on the torus; the
        third is the second minus the first or their sum.
    holds_for : dict
        The parameters it was measured with.
    """

    speed: Values
    push: Values
    lattice: Values
    holds_for: dict[str, Any]

    def push_for(self, velocity: Values) -> Values:
        """Push along x and y (nA) for velocities of the pattern (cells/s), both shape (n, 2).

        The push has the direction of the velocity. Faster ones get that of the fastest.
        """
        speed = np.hypot(*velocity.T)
        strength = np.interp(speed, self.speed, self.push)
        moving = np.where(speed > 0, speed, 1.0)
        return velocity * np.where(speed > 0, strength / moving, 0.0)[:, None]

    def period(self, side: int) -> float:
        """Distance (cells) of neighbouring fields on a torus of this side."""
        return lattice_period(self.lattice, side)


def lattice_period(waves: Values, side: int) -> float:
    """Distance (cells) of neighbouring bumps of a hexagonal pattern on a torus.

    Parameters
    ----------
    waves : ndarray, shape (3, 2)
        How often each of its waves repeats along x and y.
    side : int
        Cells along a side of the torus.
    """
    return float(2 / np.sqrt(3) * side / np.hypot(*waves.T).mean())


def load_sheet_curve(params: Params) -> SheetCurve:
    """The curve that the parameter `velocity_curve` names.

    Raises
    ------
    UserError
        If there is no such file, or it does not hold a curve of sheets.
    """
    path, name = require_curve(params), params["velocity_curve"]
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if "calibrations" in found:
            raise UserError(
                f"velocity_curve: {name!r} is a curve of rings, expected one of sheets, made by "
                "python -m calibration SPECS_FILE"
            )
        curve = SheetCurve(
            np.array(found["speed_cells_s"], float),
            np.array(found["push_nA"], float),
            np.array(found["lattice"], float),
            found["holds_for"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"velocity_curve: {path} is not a curve of sheets: {error!r}") from None
    for fault in _faults(curve):
        raise UserError(f"velocity_curve: {path}: {fault}")
    return curve


def _faults(curve: SheetCurve) -> Iterator[str]:
    """What is wrong with a curve, a line each."""
    speed, push = curve.speed, curve.push
    if speed.ndim != 1 or speed.shape != push.shape or len(speed) < 2:
        yield "expected at least 2 speeds (cells/s), and as many pushes (nA)"
    elif not (np.isfinite(speed).all() and np.isfinite(push).all()):
        yield "expected finite numbers"
    elif speed[0] != 0 or np.any(np.diff(speed) <= 0):
        yield f"expected speeds that ascend from 0 (cells/s), got {speed[0]:g} to {speed[-1]:g}"
    if curve.lattice.shape != (3, 2):
        yield f"lattice has the shape {curve.lattice.shape}, expected 3 waves of 2 whole numbers"


def sheet_curve_parameters(params: Params) -> dict[str, Any]:
    """The parameters that a curve of sheets depends on, of all those of a simulation."""
    found = {k: v for k, v in curve_parameters(params).items() if k not in NOT_OF_SHEETS}
    return found | {key: params[key] for key in ALSO}


def sheet_curve_cautions(params: Params, speed: Values) -> Iterator[str]:
    """What to tell about the curve before a simulation, a line each.

    Parameters
    ----------
    params : mapping
        All parameters of the simulation.
    speed : ndarray
        The speeds of the pattern (cells/s) that it will ask for.

    Yields
    ------
    str
        If the curve was measured with other parameters, and if the run is faster than the curve.
    """
    curve, name = load_sheet_curve(params), params["velocity_curve"]
    yield from other_parameters(name, curve.holds_for, sheet_curve_parameters(params), "pattern")
    fastest, beyond = float(np.max(speed, initial=0.0)), speed > curve.speed[-1]
    if beyond.any():
        yield (
            f"traj_id: {params['traj_id']!r} asks for up to {fastest:.3g} cells/s, but "
            f"velocity_curve {name!r} ends at {curve.speed[-1]:.3g} cells/s; "
            f"{beyond.mean():.2%} of the run is cut off. A larger cm_per_period slows it down"
        )
