"""Make a run in an arena: a rat of RatInABox, or recorded positions from a CSV file."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from input_data.arena_run import ArenaRun, from_positions
from input_data.sources import read_rows, run_rat
from input_data.trajectory import MS_PER_S
from parameters.kinds import quoted
from workspace.errors import UserError

CM_PER_M = 100.0
N_CORNERS = 48  # of the polygon that stands for a circle
MIDDLE_SPEED = 8.0  # cm/s, that of RatInABox's rat

Samples = npt.NDArray[np.float64]


def arena_corners(text: str) -> Samples:
    """Corners (cm) of the arena that a text names: "100,80" a rectangle, "circle:120" a circle.

    Raises
    ------
    UserError
        Any other text.
    """
    shape, _, size = text.rpartition(":")
    try:
        sides = [float(side) for side in size.split(",")]
        if not all(np.isfinite(side) and side > 0 for side in sides):
            raise ValueError
        if shape == "circle" and len(sides) == 1:
            angle = np.arange(N_CORNERS) * 2 * np.pi / N_CORNERS
            return sides[0] / 2 * (1 + np.stack([np.cos(angle), np.sin(angle)], axis=1))
        if shape == "" and len(sides) == 2:
            return np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * sides
        raise ValueError
    except ValueError:
        expected = "WIDTH,HEIGHT as 100,80 or circle:DIAMETER as circle:120 (cm, > 0)"
        raise UserError(f"--arena: got {quoted(text)}, expected {expected}") from None


def rat_in_arena(
    dur: float, seed: int, corners: Samples, mean_speed: float = MIDDLE_SPEED
) -> tuple[Samples, Samples]:
    """The run of a rat of RatInABox in an arena.

    Parameters
    ----------
    dur : float
        How long it runs at least (ms).
    seed : int
        Of numpy's global generator, from which RatInABox draws.
    corners : ndarray, shape (n_corners, 2)
        Of the arena (cm).
    mean_speed : float
        Parameter speed_mean of its Agent (cm/s); the speeds have about a Rayleigh distribution.

    Returns
    -------
    time, position : ndarray, shape (n,) and (n, 2)
        Times from 0 (ms), x and y (cm).

    Raises
    ------
    UserError
        If RatInABox is not installed.
    """
    box = {"boundary": (corners / CM_PER_M).tolist()}
    time, position = run_rat(dur, seed, box, {"speed_mean": mean_speed / CM_PER_M})
    return time, position * CM_PER_M


def read_positions(path: Path) -> tuple[Samples, Samples]:
    """Times (ms) and places (cm) from a file with the columns time (s), x, y (cm).

    Rows whose x or y is missing or NaN, where the tracking was lost, are left out. Raises
    UserError as `sources.read_rows`, and with fewer than 2 rows or times that do not ascend.
    """
    rows = read_rows(path, 3, "three numbers, time (s), x and y (cm)", gaps=True)
    table = rows[np.isfinite(rows).all(axis=1)]
    if len(table) < 2 or np.any(np.diff(table[:, 0]) <= 0):
        raise UserError(f"--csv {path}: expected at least 2 rows whose times ascend")
    return (table[:, 0] - table[0, 0]) * MS_PER_S, table[:, 1:]


def recorded_run(
    path: Path, corners: Samples | None, dur: float | None, wait: float, smoothing: float
) -> ArenaRun:
    """The run of a CSV file, in the arena of these corners or in the rectangle round its path."""
    time, position = read_positions(path)
    low, high = position.min(axis=0), position.max(axis=0)
    arena = low + np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (high - low)
    return _until(dur, time, position, arena if corners is None else corners, wait, smoothing)


def simulated_run(
    seed: int, corners: Samples, dur: float, wait: float, smoothing: float, mean_speed: float
) -> ArenaRun:
    """The run of a rat of RatInABox: it waits, then runs until `dur` (ms)."""
    time, position = rat_in_arena(dur - wait, seed, corners, mean_speed)
    return _until(dur, time, position, corners, wait, smoothing)


def _until(
    dur: float | None,
    time: Samples,
    position: Samples,
    arena: Samples,
    wait: float,
    smoothing: float,
) -> ArenaRun:
    end = time[-1] if dur is None else dur - wait
    if end > time[-1]:
        raise ValueError(f"the positions must reach {end:g} ms, they end at {time[-1]:g}")
    n = int(np.searchsorted(time, end)) + 1
    return from_positions(time[:n], position[:n], arena, wait=wait, smoothing=smoothing)
