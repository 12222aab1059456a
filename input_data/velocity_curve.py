"""The velocity calibration: which current makes the bumps of a ring move how fast.

A curve is a file input_data/velocity_curves/{name}.json, written by `python -m calibration`, or
a table of your own (.csv). The parameter `velocity_curve` names it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from parameters.kinds import nearest, quoted
from workspace.errors import UserError
from workspace.paths import ROOT

FOLDER = ROOT / "input_data" / "velocity_curves"
TABLE_SUFFIXES = (".csv", ".txt")
RING_NAMES = ("right", "left")
SHIPPED = "ring"  # the name of the curve that ships
NOISES = ("stell_noise", "intrnrn_noise")  # [until (ms), mean, standard deviation (nA)]
# What a curve does not depend on: the drive, where the bumps start, and how a simulation is run.
DRIVE = {
    *("vel_type", "traj_id", "velocity_curve", "stell_const_dc", "extra_params", "input_id"),
    *("lambda0", "cue_position"),
}
START = {
    *("init_allothetic_input", "allothetic_stell_dc", "allothetic_nrn_n", "allothetic_dur"),
    *("stell_init_noise", "intrnrn_init_noise", "noise_seed", "init_noise_seed"),
}
RUN = {
    *("sim_date_time", "sim_dur", "sim_id", "sim_num", "split_sim", "n_nodes", "n_cpus"),
    *("n_cpus_per_sim", "simulator", "post_sim_analysis", "show_progress_bar", "recorder_dt"),
    *("data_root", "python", "build_conn_matrix", "save_conn_matrix", "matrix_id"),
    *("split_built_conn_matrix", "git_commit_hash"),
    *("record_handle_stell", "record_handle_intrnrn"),
}
OF_SHEETS = {"N_per_axis", "N_sheets_stell"}
OF_TUNING = {"dc_amp_baseline", "dc_amp_minimum", "theta_response_scale"}
SHOWN = 3  # parameters that a line names

Values = npt.NDArray[np.float64]
Params = Mapping[str, Any]


@dataclass(frozen=True)
class RingCurve:
    """The calibration of one ring.

    Attributes
    ----------
    speed : ndarray, shape (n,)
        Speed of the bumps' phase (rad/s), ascending from 0.
    current : ndarray, shape (n,)
        Current into the driven ring (nA) for each speed.
    """

    speed: Values
    current: Values

    def current_for(self, speed: Values) -> Values:
        """The current (nA) for each speed (rad/s, >= 0): linear between the calibrated speeds.

        A faster one gets the current of the fastest.
        """
        return np.interp(speed, self.speed, self.current)


@dataclass(frozen=True)
class VelocityCurve:
    """The calibration of both rings.

    Attributes
    ----------
    right, left : RingCurve
    holds_for : dict
        The parameters it was measured with (see `curve_parameters`); empty if the file has none.
    """

    right: RingCurve
    left: RingCurve
    holds_for: dict[str, Any] = field(default_factory=dict)

    @property
    def fastest(self) -> float:
        """The speed up to which both rings are calibrated (rad/s)."""
        return float(min(self.right.speed[-1], self.left.speed[-1]))


def curve_file(params: Params) -> Path:
    """The file of the parameter `velocity_curve`: a name, or a path from the project's folder."""
    name = params["velocity_curve"]
    is_name = "/" not in name and Path(name).suffix not in (".json", *TABLE_SUFFIXES)
    return FOLDER / f"{name}.json" if is_name else ROOT / Path(name).expanduser()


def require_curve(params: Params, or_else: str = "") -> Path:
    """The file of the parameter `velocity_curve`; UserError if there is none."""
    path = curve_file(params)
    if not path.is_file():
        known = sorted(file.stem for file in FOLDER.glob("*.json"))
        raise UserError(
            f"velocity_curve: no file {path}; expected the name of a curve in {FOLDER}{or_else}"
            f"{nearest(params['velocity_curve'], known)}"
        )
    return path


def load_velocity_curve(params: Params) -> VelocityCurve:
    """Read the calibration that a simulation uses.

    Parameters
    ----------
    params : mapping
        All parameters; velocity_curve is read.

    Returns
    -------
    VelocityCurve

    Raises
    ------
    UserError
        If there is no such file, or it does not hold a curve.
    """
    path = require_curve(params, ", or the path of a .json or .csv file")
    try:
        curve = _read_table(path) if path.suffix in TABLE_SUFFIXES else _read_json(path, params)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise UserError(f"velocity_curve: {path} is not a velocity curve: {error!r}") from None
    for name, ring in zip(RING_NAMES, (curve.right, curve.left), strict=True):
        for fault in _faults(ring):
            raise UserError(f"velocity_curve: {path}: {name} ring: {fault}")
    return curve


def curve_parameters(params: Params) -> dict[str, Any]:
    """The parameters that a velocity curve depends on, of all those of a simulation.

    All that affect the results but the drive itself: connectivity, conductances, currents into
    the interneurons and into the ring that is not driven, theta, mean and standard deviation of
    the noise.
    """
    left_out = DRIVE | START | RUN | OF_SHEETS | (OF_TUNING if params["tuning"] == 0 else set())
    chosen = {key: value for key, value in params.items() if key not in left_out}
    return chosen | {key: list(params[key][1:]) for key in NOISES}


def curve_cautions(params: Params, speed: Values) -> Iterator[str]:
    """What to tell about the curve before a simulation, a line each.

    Parameters
    ----------
    params : mapping
        All parameters of the simulation.
    speed : ndarray
        The speeds (rad/s of the bumps' phase) it will ask for.

    Yields
    ------
    str
        If the curve was measured with other parameters, and if the run is faster than the curve.
    """
    curve = load_velocity_curve(params)
    name = params["velocity_curve"]
    yield from other_parameters(name, curve.holds_for, curve_parameters(params), "bumps")
    fastest = float(np.max(np.abs(speed), initial=0.0))
    if fastest > curve.fastest:
        yield (
            f"traj_id: {params['traj_id']!r} needs up to {fastest:.3g} rad/s, but "
            f"velocity_curve {name!r} ends at {curve.fastest:.3g} rad/s; higher speeds are cut off"
        )


def other_parameters(name: str, holds_for: Params, present: Params, what: str) -> Iterator[str]:
    """What to tell if a curve was measured with other parameters than the present ones.

    `what` moves at a speed that the curve gives: the bumps of rings, the pattern of sheets.
    """
    differing = [
        f"{key} {quoted(holds_for[key])} (here {quoted(present[key])})"
        for key in _differing(present, holds_for)
    ]
    if differing:
        more = f" and {len(differing) - SHOWN} more" if len(differing) > SHOWN else ""
        yield (
            f"velocity_curve: {name!r} was measured with {', '.join(differing[:SHOWN])}{more}; "
            f"the {what} may move at other speeds. Make one for these parameters: "
            "python -m calibration SPECS_FILE"
        )


def _differing(present: Params, holds_for: Params) -> list[str]:
    """The parameters of a curve that are otherwise now; a file without any agrees."""
    return [key for key, value in present.items() if key in holds_for and holds_for[key] != value]


def _read_json(path: Path, params: Params) -> VelocityCurve:
    """The calibration of a file whose parameters are nearest to those of the simulation."""
    calibrations = json.loads(path.read_text(encoding="utf-8"))["calibrations"]
    present = curve_parameters(params)
    nearest_one = min(calibrations, key=lambda c: len(_differing(present, c["holds_for"])))
    right, left = (
        RingCurve(np.array(ring["speed_rad_s"], float), np.array(ring["current_nA"], float))
        for ring in (nearest_one[name] for name in RING_NAMES)
    )
    return VelocityCurve(right, left, nearest_one["holds_for"])


def _read_table(path: Path) -> VelocityCurve:
    """Columns: speed (rad/s), current (nA); a third one is the current of the left ring."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    heading = any(character.isalpha() for character in lines[0].replace("e", ""))
    rows = np.loadtxt(lines[heading:], delimiter="," if "," in lines[-1] else None, ndmin=2)
    speed, right, left = (*rows.T, rows.T[-1])[:3]
    return VelocityCurve(RingCurve(speed, right), RingCurve(speed, left))


def _faults(ring: RingCurve) -> Iterator[str]:
    """What is wrong with the curve of a ring, a line each."""
    speed, current = ring.speed, ring.current
    if speed.ndim != 1 or speed.shape != current.shape or len(speed) < 2:
        yield "expected at least 2 speeds (rad/s), and as many currents (nA)"
    elif not (np.isfinite(speed).all() and np.isfinite(current).all()):
        yield "expected finite numbers"
    elif speed[0] != 0 or np.any(np.diff(speed) <= 0):
        yield f"expected speeds that ascend from 0 (rad/s), got {speed[0]:g} to {speed[-1]:g}"
