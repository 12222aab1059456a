"""Make a trajectory for vel_type input: input_data/trajectories/traj_{TRAJ_ID}.hdf5.

The animal is a simulated rat from RatInABox on a circular track, or comes from a CSV file of your
own. A run like the published one, 131 rad in 30 s at up to 10 rad/s:

    python -m input_data.make_trajectory fast --dur 30000 --mean_speed 4.5 --max_speed 10

With --arena the animal runs in an arena, for sheets; a CSV file then has time, x and y:

    python -m input_data.make_trajectory field --arena 100,100 --dur 600000
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from input_data.arena_run import ArenaRun, save_arena_run
from input_data.arena_trajectory import MIDDLE_SPEED, arena_corners, recorded_run, simulated_run
from input_data.track_trajectory import at_speed, make_trajectory, rat_on_circle, read_csv
from input_data.trajectory import save_trajectory, trajectory_file
from param import Param
from parameters.kinds import FILE_NAME, NOT_NEGATIVE, POSITIVE
from workspace.errors import UserError
from workspace.help_text import Paragraphs

DUR = 60_000.0  # ms
ARENA_SMOOTHING = 150.0  # ms: the sheets follow a velocity that changes smoothly
BOTH_WAYS = {"speed_mean": 0.0, "speed_std": 0.1}  # m/s; RatInABox: 0.08 both

Samples = npt.NDArray[np.float64]


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=Paragraphs)
    parser.add_argument("traj_id", help="name of the trajectory, for the parameter traj_id")
    parser.add_argument(
        "--dur", type=float, help="duration (ms); default: that of the CSV file, or 60 s"
    )
    parser.add_argument(
        "--csv",
        type=Path,
        help="file with the columns time (s), position (rad); with --arena time (s), x, y (cm)",
    )
    parser.add_argument(
        "--arena",
        help="run in an arena: WIDTH,HEIGHT or circle:DIAMETER (cm); with --csv also 'auto', the "
        "rectangle around the path",
    )
    parser.add_argument(
        "--smoothing",
        type=float,
        help=f"with --arena: Gaussian that smooths the positions (ms); default {ARENA_SMOOTHING:g}",
    )
    parser.add_argument("--seed", type=int, default=0, help="random seed of RatInABox; default 0")
    parser.add_argument(
        "--mean_speed",
        type=float,
        help="mean speed (rad/s); default: that of RatInABox, about 0.5 rad/s; with --arena in "
        f"cm/s, default {MIDDLE_SPEED:g}",
    )
    parser.add_argument("--max_speed", type=float, help="highest speed (rad/s)")
    parser.add_argument(
        "--both_ways",
        action="store_true",
        help="run in both directions equally often; default: mostly towards larger positions",
    )
    parser.add_argument(
        "--allothetic_dur",
        type=float,
        default=1000.0,
        help="how long the animal waits at first, with the network pinned (ms); default 1000",
    )
    parser.add_argument(
        "--lambda0",
        type=float,
        default=Param()["lambda0"],
        help="length of the circular track (rad)",
    )
    return parser.parse_args(argv)


def run(args: argparse.Namespace) -> Path:
    """Make the trajectory that the arguments ask for; return its file."""
    FILE_NAME.check("traj_id", args.traj_id)
    wait = NOT_NEGATIVE.check("--allothetic_dur", args.allothetic_dur, "ms")
    lambda0 = POSITIVE.check("--lambda0", args.lambda0, "rad")
    if args.smoothing is not None:
        NOT_NEGATIVE.check("--smoothing", args.smoothing, "ms")
    speed_unit = "rad/s" if args.arena is None else "cm/s"
    for name, unit in (("mean_speed", speed_unit), ("max_speed", speed_unit), ("dur", "ms")):
        if getattr(args, name) is not None:
            POSITIVE.check(f"--{name}", getattr(args, name), unit)
    if args.arena is not None:
        return _in_arena(args, wait)
    if args.smoothing is not None:
        raise UserError("--smoothing: expected only together with --arena")
    if args.csv and (args.mean_speed or args.max_speed or args.both_ways):
        raise UserError(
            "--csv: cannot be combined with a speed or --both_ways; the run is used as it is"
        )
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
        raise UserError(
            "--arena: cannot be combined with --max_speed or --both_ways, which are for a track"
        )
    if args.csv and args.mean_speed:
        raise UserError("--csv: cannot be combined with a speed; the run is used as it is")
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
