"""Make a trajectory for vel_type input: input_data/trajectories/traj_{TRAJ_ID}.hdf5.

A rat that RatInABox lets run on a circular track, or a track of your own from a CSV file. A run
like the published one, 131 rad in 30 s at up to 10 rad/s:

    python -m input_data.make_trajectory fast --dur 30000 --mean_speed 4.5 --max_speed 10

With --arena the rat runs in an arena, for sheets; a CSV file then has time, x and y:

    python -m input_data.make_trajectory field --arena 100,100 --dur 600000
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from input_data.arena_run import ArenaRun, save_arena_run
from input_data.arena_trajectory import MIDDLE_SPEED, arena_corners, recorded_run, simulated_run
from input_data.trajectory import MS_PER_S, Trajectory, save_trajectory, trajectory_file
from param import Param
from parameters.kinds import FILE_NAME, NOT_NEGATIVE, POSITIVE
from workspace.errors import UserError

SAMPLE_DT = 10.0  # ms; an animal's velocity changes over some 100 ms
RAT_DT = 0.02  # s, the time step of RatInABox
CIRCUMFERENCE = 1.0  # m
SMOOTHING = 100.0  # ms, standard deviation of the Gaussian over the velocity of a fast run
START = 200.0  # ms in which a fast run gets up to speed
HIGHEST_MEAN = 0.8  # of max_speed: faster runs would hardly change their speed
DUR = 60_000.0  # ms
ARENA_SMOOTHING = 150.0  # ms: the sheets follow a velocity that changes smoothly
BOTH_WAYS = {"speed_mean": 0.0, "speed_std": 0.1}  # m/s; RatInABox: 0.08 both

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
    dur: float,
    seed: int,
    lambda0: float,
    circumference: float = CIRCUMFERENCE,
    agent: Mapping[str, float] | None = None,
) -> tuple[Samples, Samples]:
    """The run of a rat of RatInABox on a circular track.

    Parameters
    ----------
    dur : float
        How long it runs at least (ms).
    seed : int
        Of numpy's global generator, from which RatInABox draws.
    lambda0 : float
        Length of the track in the model (rad).
    circumference : float
        Length of the track (m).
    agent : mapping, optional
        Parameters of the ratinabox.Agent that differ from its defaults.

    Returns
    -------
    time, position : ndarray, shape (n,)
        Times from 0 (ms), positions wrapped at lambda0 (rad).

    Raises
    ------
    UserError
        If RatInABox is not installed.
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
    rat = Agent(Environment(track), {"dt": RAT_DT, **(agent or {})})
    for _ in range(int(np.ceil(dur / MS_PER_S / RAT_DT)) + 2):
        rat.update()
    time = np.array(rat.history["t"]) * MS_PER_S
    return time - time[0], np.array(rat.history["pos"])[:, 0] * lambda0 / circumference


def at_speed(
    position: Samples, sample_dt: float, mean_speed: float | None, max_speed: float | None
) -> Samples:
    """Make a run as fast as wanted, and smooth.

    The velocity is smoothed with a Gaussian (standard deviation SMOOTHING), rises from rest
    within START, and is stretched; near max_speed it is compressed by a hyperbolic tangent.

    Parameters
    ----------
    position : ndarray, shape (n,)
        Unwrapped positions (rad).
    sample_dt : float
        Time between them (ms).
    mean_speed : float or None
        Mean of the absolute velocity (rad/s).
    max_speed : float or None
        No velocity is faster (rad/s); without mean_speed the fastest is as fast as that.

    Returns
    -------
    ndarray, shape (n,)
        Unwrapped positions (rad) with the same start.

    Raises
    ------
    ValueError
        If mean_speed is more than 0.8 max_speed, or the animal does not move at all.
    """
    seconds = sample_dt / MS_PER_S
    wanted = _smoothed(np.diff(position) / seconds, SMOOTHING / sample_dt)
    start = np.minimum(np.arange(len(wanted)) * sample_dt / START, 1)
    if not (wanted * start).any():
        raise ValueError("the animal does not move")
    if mean_speed is None:
        velocity = wanted * start
        velocity *= (max_speed or np.abs(velocity).max()) / np.abs(velocity).max()
    elif max_speed is None:
        velocity = wanted * start
        velocity *= mean_speed / np.abs(velocity).mean()
    else:
        velocity = _compressed(wanted, start, mean_speed, max_speed)
    return position[0] + np.concatenate([[0], np.cumsum(velocity) * seconds])


def _smoothed(samples: Samples, width: float) -> Samples:
    """Convolution with a Gaussian of this standard deviation (samples); the ends are repeated."""
    reach = int(np.ceil(4 * width))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    return np.convolve(np.pad(samples, reach, "edge"), kernel / kernel.sum(), "valid")


def _compressed(velocity: Samples, start: Samples, mean_speed: float, max_speed: float) -> Samples:
    """start max_speed tanh(gain velocity / max_speed), with the gain that gives mean_speed."""
    if mean_speed > HIGHEST_MEAN * max_speed:
        raise ValueError(
            f"mean_speed must be at most {HIGHEST_MEAN:g} max_speed, "
            f"{HIGHEST_MEAN * max_speed:g} rad/s, got {mean_speed:g}"
        )
    shape = velocity / np.abs(velocity).mean()

    def run(gain: float) -> Samples:
        return start * max_speed * np.tanh(gain * shape / max_speed)

    low, high = 0.0, max_speed
    while np.abs(run(high)).mean() < mean_speed:
        high *= 2
    for _ in range(60):  # halvings: as exact as float64
        gain = (low + high) / 2
        low, high = (gain, high) if np.abs(run(gain)).mean() < mean_speed else (low, gain)
    return run(high)


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
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("traj_id", help="name of the trajectory, the parameter traj_id")
    parser.add_argument("--dur", type=float, help="length (ms); default: all of the CSV, or 60 s")
    parser.add_argument(
        "--csv",
        type=Path,
        help="lines: time (s), position (rad of lambda0); with --arena time (s), x, y (cm)",
    )
    parser.add_argument(
        "--arena",
        help="a run in an arena: WIDTH,HEIGHT or circle:DIAMETER (cm); "
        "of a CSV also 'auto', the rectangle round its path",
    )
    parser.add_argument(
        "--smoothing",
        type=float,
        help=f"--arena: Gaussian over the positions (ms); default {ARENA_SMOOTHING:g}",
    )
    parser.add_argument("--seed", type=int, default=0, help="of RatInABox; default 0")
    parser.add_argument(
        "--mean_speed",
        type=float,
        help="mean speed of the run (rad/s); default: that of RatInABox, about 0.5 rad/s; "
        f"with --arena in cm/s, default {MIDDLE_SPEED:g}",
    )
    parser.add_argument("--max_speed", type=float, help="highest speed of the run (rad/s)")
    parser.add_argument(
        "--both_ways",
        action="store_true",
        help="it runs one way as often as the other; default: mostly to larger positions",
    )
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
    if args.smoothing is not None:
        NOT_NEGATIVE.check("--smoothing", args.smoothing, "ms")
    for name in ("mean_speed", "max_speed", "dur"):
        if getattr(args, name) is not None:
            POSITIVE.check(f"--{name}", getattr(args, name), "ms" if name == "dur" else "rad/s")
    if args.arena is not None:
        return _in_arena(args, wait)
    if args.smoothing is not None:
        raise UserError("--smoothing: expected with --arena only")
    if args.csv and (args.mean_speed or args.max_speed or args.both_ways):
        raise UserError("--csv: got also a speed or --both_ways, expected the run as it is")
    try:
        if args.csv:
            time, position = read_csv(args.csv)
            dur = args.dur or float(time[-1]) + wait
        else:
            dur = args.dur or DUR
            if dur <= wait:
                raise ValueError(f"--dur must be longer than --allothetic_dur, {wait:g} ms")
            time, position = _rat(args, dur - wait, lambda0)
        trajectory = make_trajectory(time, position, dur, wait, lambda0)
    except ValueError as error:
        raise UserError(f"trajectory: {error}") from None
    path = trajectory_file(args.traj_id)
    save_trajectory(path, trajectory)
    return path


def _in_arena(args: argparse.Namespace, wait: float) -> Path:
    """Make the run in an arena that the arguments ask for; return its file."""
    if args.max_speed or args.both_ways:
        raise UserError("--arena: got also --max_speed or --both_ways, which are for a track")
    if args.csv and args.mean_speed:
        raise UserError("--csv: got also a speed, expected the run as it is")
    smoothing = ARENA_SMOOTHING if args.smoothing is None else args.smoothing
    auto = args.csv and args.arena == "auto"
    corners = None if auto else arena_corners(args.arena)
    try:
        run = _arena_run(args, corners, wait, smoothing)
    except ValueError as error:
        raise UserError(f"trajectory: {error}") from None
    path = trajectory_file(args.traj_id)
    save_arena_run(path, run)
    return path


def _arena_run(
    args: argparse.Namespace, corners: Samples | None, wait: float, smoothing: float
) -> ArenaRun:
    if args.csv:
        return recorded_run(args.csv, corners, args.dur, wait, smoothing)
    corners = arena_corners(args.arena) if corners is None else corners
    dur = args.dur or DUR
    if dur <= wait:
        raise ValueError(f"--dur must be longer than --allothetic_dur, {wait:g} ms")
    speed = args.mean_speed or MIDDLE_SPEED
    return simulated_run(args.seed, corners, dur, wait, smoothing, speed)


def _rat(args: argparse.Namespace, dur: float, lambda0: float) -> tuple[Samples, Samples]:
    """The rat that the arguments ask for, at the speed they ask for."""
    agent = BOTH_WAYS if args.both_ways else {}
    time, position = rat_on_circle(dur, args.seed, lambda0, agent=agent)
    if args.mean_speed or args.max_speed:
        n = np.searchsorted(time, dur) + 1  # mean and maximum count until the end of the run
        time, position = time[:n], np.unwrap(position[:n], period=lambda0)
        position = at_speed(position, time[1], args.mean_speed, args.max_speed)
        position = np.mod(position, lambda0)
    return time, position


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
