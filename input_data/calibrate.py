"""Measure how fast the bumps of the default ring move at which current; write velocity_curve.json.

The sweep of specs/paper/fig2_velocity_curve.py, shorter unless asked for, with currents closer
together where the bumps begin to move; the other ring gets vel_integ_or, as on a trajectory. It
needs the extra [analysis].
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator
from scipy.optimize import isotonic_regression

import m_sim_setup
from analysis.decoding import bump_phase, bump_speed
from analysis.fields import field_period
from analysis.spikes import instantaneous_rates
from input_data.velocity_curve import CURVE_FILE
from param import Param
from results.reader import load_spikes
from simulation.provenance import commit_hash, now
from workspace.errors import RunError, UserError
from workspace.files import write_json

SIM_ID = "velocity_calibration"
SILENT, FASTEST = -2.66e-3, 2e-2  # nA: no stellate cell fires; as in figure 2
FIRST_STEP = 2e-5  # nA
SETTLING = 1500.0  # ms
BIN_WIDTH, STDEV = 5.0, 100.0  # ms
SAME_PERIOD = 0.05  # part of n_phases by which the distance of bumps may miss it
N_TABLE = 200

Values = npt.NDArray[np.float64]


def calibration_sweep(n_currents: int, sim_dur: float) -> dict[str, dict[str, Any]]:
    """The simulations, {sim_num: input_params}, from the silent to the fastest current."""
    steps = np.geomspace(FIRST_STEP, FASTEST - SILENT, n_currents - 1)
    idle = Param()["vel_integ_or"]
    return {
        str(sim_num): {
            "sim_id": SIM_ID,
            "sim_num": str(sim_num),
            "sim_dur": sim_dur,
            "stell_const_dc": [current, idle],
            "init_noise_seed": 50,
            "noise_seed": 100,
        }
        for sim_num, current in enumerate((SILENT + np.array([0, *steps])).tolist())
    }


def run_sweep(sweep: Mapping[str, Mapping[str, Any]]) -> None:
    """Run the simulations through m_sim_setup.py; RunError where one fails."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sweep.json")
        write_json(path, sweep)
        if m_sim_setup.main([str(path), "--overwrite_data"]):
            raise RunError("the sweep has failed, no velocity curve was written")


def speed_of(sim_num: str, sim_dur: float, n_phases: int) -> float:
    """Speed (rad/s) at which the interneurons' bumps move; NaN if they are not n_phases apart."""
    _, interneurons = load_spikes(SIM_ID, sim_num)
    rates = instantaneous_rates(interneurons, sim_dur, STDEV, BIN_WIDTH)
    settled = rates[:, int(SETTLING / BIN_WIDTH) :]
    if abs(field_period(settled) - n_phases) > SAME_PERIOD * n_phases:
        return np.nan
    return bump_speed(bump_phase(settled, n_phases), BIN_WIDTH)


def fit(current: Values, speed: Values) -> tuple[Values, Values]:
    """A monotone curve through measured speeds: a table of speeds from 0 on, and currents.

    Parameters
    ----------
    current : nA, ascending
    speed : rad/s at these currents; NaN is left out

    Returns
    -------
    Speeds (rad/s), evenly spaced from 0, and the currents (nA) for them: isotonic regression,
    then PCHIP. Speed 0 has the highest current at which the bumps do not move yet.

    Raises
    ------
    ValueError : fewer than two speeds that differ
    """
    measured = np.isfinite(speed)
    rising = np.maximum(isotonic_regression(speed[measured]).x, 0)
    rising[0] = 0
    last_of_equal = np.append(np.diff(rising) > 0, True)
    if np.count_nonzero(last_of_equal) < 2:
        raise ValueError(f"speed must rise with the current, got {speed}")
    curve = PchipInterpolator(rising[last_of_equal], current[measured][last_of_equal])
    table = np.linspace(0, rising[-1], N_TABLE)
    return table, curve(table)


def calibrate(n_currents: int, sim_dur: float, path: Path) -> None:
    """Run, measure, fit, write."""
    sweep = calibration_sweep(n_currents, sim_dur)
    run_sweep(sweep)
    current = np.array([params["stell_const_dc"][0] for params in sweep.values()])
    speed = np.array([speed_of(sim_num, sim_dur, Param()["n_phases"]) for sim_num in sweep])
    table, fitted = fit(current, speed)
    measured = np.isfinite(speed)
    write_json(
        path,
        {
            "made_by": "python -m input_data.calibrate",
            "made": now(),
            "commit": commit_hash(),
            "sim_dur_ms": sim_dur,
            "measured_current_nA": current[measured].tolist(),
            "measured_speed_rad_s": speed[measured].tolist(),
            "speed_rad_s": table.tolist(),
            "current_nA": fitted.tolist(),
        },
    )


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n_currents", type=int, default=20, help="default 20; figure 2: 1200")
    parser.add_argument(
        "--sim_dur", type=float, default=5000.0, help="ms each; default 5000; figure 2: 60000"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Calibrate; return the exit status."""
    args = parse_args(argv)
    try:
        calibrate(args.n_currents, args.sim_dur, CURVE_FILE)
    except (UserError, RunError) as error:
        print(f"calibrate: {error}", file=sys.stderr)
        return error.exit_status
    print(CURVE_FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
