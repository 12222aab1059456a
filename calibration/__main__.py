"""Measure the velocity curve: how fast the bumps of a ring move for a given current.

A sweep drives one ring (right or left) with a current and the other with vel_integ_or, as on a
trajectory. The speed is decoded from the interneurons, and a monotone curve is fitted. It is
written to input_data/velocity_curves/NAME.json, with its errors and the parameters for which it is
valid. To use it, set "velocity_curve": "NAME".

With a SPECS_FILE of sheets (conn_id 2d), the drift of the pattern is measured in four directions:
stell_const_dc gives the currents at rest, and a push of up to --fastest is added to the sheet of
that direction and subtracted from the opposite one.

Without SPECS_FILE, the default ring is measured, with the noise of the published trajectory and
without noise. This is the curve that comes with the project; it takes about 20 minutes on one
core. Finished simulations are kept in data/calibration/, so the same command continues an
interrupted calibration.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from calibration.fit import Fit, fit, without_nan
from calibration.sheets import is_of_sheets, pushes, sheet_calibration, sheet_sweep
from calibration.sweep import calibration_sweep, currents, run, speeds
from input_data.velocity_curve import FOLDER, RING_NAMES, SHIPPED, curve_parameters
from param import Param
from parameters.kinds import FILE_NAME, POSITIVE, integer
from results.spec import load_spec
from simulation.provenance import commit_hash, now
from workspace.errors import UserError, in_one_line
from workspace.files import write_json
from workspace.help_text import Paragraphs

SLOWEST, FASTEST = -2.66e-3, 1.6e-2  # nA: the bumps of the default ring stand; move at 11 rad/s
FASTEST_PUSH = 5e-4  # nA, of sheets
SHEETS = "sheet"  # the name of the curve of sheets
PUBLISHED_NOISE = {"stell_noise": [1e6, 0, 1e-3], "intrnrn_noise": [1e6, 0, 2e-3]}


def cases(specs_file: str | None) -> dict[str, Param]:
    """The parameters to calibrate, {name: parameters}."""
    if specs_file is not None:
        return {"specs": _full(load_spec(specs_file).input_params)}
    return {"noise": _full(PUBLISHED_NOISE), "no_noise": _full({})}


def _full(input_params: Mapping[str, Any]) -> Param:
    params = Param()
    params.update_params({"sim_id": "calibration", **input_params})
    return params


def calibration_of(case: Param, current: np.ndarray, measured: np.ndarray) -> dict[str, Any]:
    """What the file keeps of the calibration of one set of parameters."""
    rings = {
        name: _ring(current, speed, fit(current, speed, case["vel_integ_or"]))
        for name, speed in zip(RING_NAMES, measured, strict=True)
    }
    right, left = np.nanmean(measured, axis=2)
    difference = float(np.sqrt(np.nanmean((right - left) ** 2)))
    return {
        "holds_for": curve_parameters(case),
        "right_minus_left_rms_rad_s": difference,
        **rings,
    }


def _ring(current: np.ndarray, speed: np.ndarray, fitted: Fit) -> dict[str, Any]:
    return {
        "error_rad_s": {
            "residual_rms": fitted.residual,
            "between_currents_rms": fitted.between,
            "repeats_sd": without_nan(fitted.spread),
        },
        "measured_current_nA": current.tolist(),
        "measured_speed_rad_s": without_nan(speed.tolist()),
        "speed_rad_s": fitted.speed.tolist(),
        "current_nA": fitted.current.tolist(),
    }


def calibrate(args: argparse.Namespace) -> int:
    """Run the sweep, fit the curves, write the file; return the exit status."""
    n_currents = integer(5).check("--n_currents", args.n_currents)
    n_repeats = integer(1).check("--repeats", args.repeats)
    sim_dur = POSITIVE.check("--sim_dur", args.sim_dur, "ms")
    calibrated = cases(args.specs_file)
    if is_of_sheets(next(iter(calibrated.values()))):
        return calibrate_sheets(args, calibrated["specs"], n_repeats, sim_dur)
    idle = max(case["vel_integ_or"] for case in calibrated.values())
    slowest = SLOWEST if args.slowest is None else args.slowest
    fastest = FASTEST if args.fastest is None else args.fastest
    if not idle < slowest < fastest:
        raise UserError(
            f"--slowest: got {slowest:g}, expected a current between vel_integ_or, {idle:g}, "
            f"and --fastest, {fastest:g} (nA)"
        )
    path = FOLDER / f"{FILE_NAME.check('--name', args.name or SHIPPED)}.json"
    current = currents(slowest, fastest, n_currents)
    simulations = run(calibration_sweep(calibrated, current, n_repeats, sim_dur))
    calibrations = [
        calibration_of(params, current, speeds(simulations, name, n_currents, n_repeats))
        for name, params in calibrated.items()
    ]
    _write(path, {"sim_dur_ms": sim_dur, "calibrations": calibrations})
    report(path, calibrations)
    return 0


def calibrate_sheets(args: argparse.Namespace, case: Param, n_repeats: int, sim_dur: float) -> int:
    """The same for sheets; return the exit status."""
    if args.slowest is not None:
        raise UserError("--slowest: has no effect on sheets, whose pushes begin at 0")
    path = FOLDER / f"{FILE_NAME.check('--name', args.name or SHEETS)}.json"
    fastest = FASTEST_PUSH if args.fastest is None else args.fastest
    push = pushes(POSITIVE.check("--fastest", fastest, "nA"), args.n_currents)
    simulations = run(sheet_sweep(case, push, n_repeats, sim_dur))
    found = sheet_calibration(case, push, n_repeats, simulations)
    _write(path, {"sim_dur_ms": sim_dur} | found)
    print(
        f"sheets: 0 to {found['speed_cells_s'][-1]:.2f} cells/s; "
        f"anisotropy {found['anisotropy']:.1%}; waves {found['lattice']}; "
        f"{found['n_other_patterns']} simulations with another pattern left out"
    )
    print(path)
    return 0


def _write(path: Path, found: Mapping[str, Any]) -> None:
    """Write a curve, with where it comes from."""
    path.parent.mkdir(exist_ok=True)
    made = {"made_by": "python -m calibration", "made": now(), "commit": commit_hash()}
    write_json(path, {**made, **found})


def report(path: Path, calibrations: Sequence[Mapping[str, Any]]) -> None:
    """Print how far each curve reaches, and its errors."""
    for calibration in calibrations:
        for name in RING_NAMES:
            ring = calibration[name]
            errors = ", ".join(
                f"{what.replace('_', ' ')} {value:.3f}"
                for what, value in ring["error_rad_s"].items()
                if value is not None
            )
            print(
                f"{name} ring: 0 to {ring['speed_rad_s'][-1]:.2f} rad/s; errors (rad/s): {errors}"
            )
    print(path)


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m calibration",
        description=__doc__,
        formatter_class=Paragraphs,
    )
    parser.add_argument(
        "specs_file", nargs="?", help="specs file with the parameters that differ from the defaults"
    )
    parser.add_argument("--name", help=f"name of the curve; default {SHIPPED}, for sheets {SHEETS}")
    parser.add_argument("--n_currents", type=int, default=30, help="number of currents; default 30")
    parser.add_argument("--repeats", type=int, default=1, help="simulations per current; default 1")
    parser.add_argument(
        "--sim_dur",
        type=float,
        default=5000.0,
        help="duration of each simulation (ms); default 5000",
    )
    parser.add_argument(
        "--slowest", type=float, help=f"lowest current (nA); only for rings; default {SLOWEST}"
    )
    parser.add_argument(
        "--fastest",
        type=float,
        help=f"highest current (nA), default {FASTEST}; for sheets, highest push (nA), default "
        f"{FASTEST_PUSH}",
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Calibrate; return the exit status."""
    args = parse_args(argv)
    again = "the same command again goes on"
    return in_one_line("calibration", lambda: calibrate(args), on_interrupt=again)


if __name__ == "__main__":
    sys.exit(main())
