"""Make a trajectory for vel_type input: input_data/trajectories/traj_{TRAJ_ID}.hdf5.

A rat that RatInABox lets run on a circular track, or a track of your own from a CSV file.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from input_data.trajectory import MS_PER_S, Trajectory, save_trajectory, trajectory_file
from param import Param
from parameters.kinds import FILE_NAME, NOT_NEGATIVE, POSITIVE
from workspace.errors import UserError

SAMPLE_DT = 10.0  # ms; an animal's velocity changes over some 100 ms
RAT_DT = 0.02  # s, the time step of RatInABox
CIRCUMFERENCE = 1.0  # m

Samples = npt.NDArray[np.float64]


def make_trajectory(
    time: Samples, position: Samples, dur: float, allothetic_dur: float, lambda0: float
) -> Trajectory:
    """A trajectory from positions: the animal waits for allothetic_dur, then runs.

    Parameters
    ----------
    time : ms, ascending from 0
    position : rad on the circle of lambda0 at these times, wrapped or not
    dur : length of the trajectory (ms)
    allothetic_dur : how long it waits (ms); a whole number of samples

    Returns
    -------
    Trajectory with a sample every SAMPLE_DT: positions between the given ones linearly, and the
    velocity that, linear between its samples, gives them back to second order.

    Raises
    ------
    ValueError : times that do not ascend, or end before dur - allothetic_dur
    """
    if len(time) < 2 or np.any(np.diff(time) <= 0):
        raise ValueError("time must ascend and hold at least 2 values (ms)")
    if time[-1] < dur - allothetic_dur:
        raise ValueError(f"time must reach {dur - allothetic_dur:g} ms, ends at {time[-1]:g}")
    sampled = np.arange(int(np.ceil(dur / SAMPLE_DT)) + 1) * SAMPLE_DT
    unwrapped = np.unwrap(position, period=lambda0)
    run = np.interp(np.maximum(sampled - allothetic_dur, 0) + time[0], time, unwrapped)
    velocity = np.gradient(run, SAMPLE_DT / MS_PER_S)
    return Trajectory(np.mod(run, lambda0), velocity, SAMPLE_DT, allothetic_dur)


def rat_on_circle(
    dur: float, seed: int, lambda0: float, circumference: float = CIRCUMFERENCE
) -> tuple[Samples, Samples]:
    """Times (ms) and positions (rad, wrapped at lambda0) of a rat on a circular track (m).

    Raises UserError where RatInABox is not installed.
    """
    try:
        from ratinabox.Agent import Agent
        from ratinabox.Environment import Environment
    except ImportError:
        raise UserError(
            "RatInABox is not installed: it comes with the optional extra [trajectories], "
            "pip install ratinabox; or give positions of your own with --csv"
        ) from None
    np.random.seed(seed)  # noqa: NPY002  RatInABox draws from numpy's global generator
    track = {"dimensionality": "1D", "boundary_conditions": "periodic", "scale": circumference}
    rat = Agent(Environment(track), {"dt": RAT_DT})
    for _ in range(int(np.ceil(dur / MS_PER_S / RAT_DT)) + 2):
        rat.update()
    time = np.array(rat.history["t"]) * MS_PER_S
    return time - time[0], np.array(rat.history["pos"])[:, 0] * lambda0 / circumference


def read_csv(path: Path) -> tuple[Samples, Samples]:
    """Times (ms) and positions (rad) from a file with the columns time (s), position (rad).

    A first line that does not hold numbers is a heading. Raises UserError for any other such line.
    """
    try:
        lines = [line for line in path.read_text().splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"--csv {path}: {error}") from None
    rows = []
    for number, line in enumerate(lines):
        try:
            time, position = map(float, line.split(","))
            rows.append((time * MS_PER_S, position))
        except ValueError:
            if number > 0:
                expected = "expected two numbers, time (s) and position (rad)"
                raise UserError(f"--csv {path}: got {line!r}, {expected}") from None
    if len(rows) < 2 or not np.all(np.isfinite(rows)):
        raise UserError(f"--csv {path}: expected at least 2 rows of finite numbers")
    times, positions = np.transpose(rows)
    return times - times[0], positions


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("traj_id", help="name of the trajectory, the parameter traj_id")
    parser.add_argument("--dur", type=float, help="length (ms); default: all of the CSV, or 60 s")
    parser.add_argument("--csv", type=Path, help="lines: time (s), position (rad of lambda0)")
    parser.add_argument("--seed", type=int, default=0, help="of RatInABox; default 0")
    parser.add_argument(
        "--allothetic_dur",
        type=float,
        default=1000.0,
        help="how long the animal waits at first, the network pinned to it (ms; default 1000)",
    )
    parser.add_argument(
        "--lambda0", type=float, default=Param()["lambda0"], help="length of the track (rad)"
    )
    return parser.parse_args(argv)


def run(args: argparse.Namespace) -> Path:
    """Make the trajectory that the arguments ask for; return its file."""
    FILE_NAME.check("traj_id", args.traj_id)
    wait = NOT_NEGATIVE.check("--allothetic_dur", args.allothetic_dur, "ms")
    lambda0 = POSITIVE.check("--lambda0", args.lambda0, "rad")
    if args.csv:
        time, position = read_csv(args.csv)
        dur = args.dur or float(time[-1]) + wait
    else:
        dur = POSITIVE.check("--dur", 60_000.0 if args.dur is None else args.dur, "ms")
        time, position = rat_on_circle(dur, args.seed, lambda0)
    try:
        trajectory = make_trajectory(time, position, dur, wait, lambda0)
    except ValueError as error:
        raise UserError(f"trajectory: {error}") from None
    path = trajectory_file(args.traj_id)
    save_trajectory(path, trajectory)
    return path


def main(argv: Sequence[str] | None = None) -> int:
    """Make a trajectory; return the exit status."""
    try:
        print(run(parse_args(argv)))
    except UserError as error:
        print(f"make_trajectory: {error}", file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
