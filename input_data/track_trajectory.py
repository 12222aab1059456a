"""Make a run on a circular track: a rat of RatInABox, or recorded positions from a CSV file."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from input_data.sources import read_rows, run_rat, smoothed
from input_data.trajectory import MS_PER_S, Trajectory
from workspace.errors import UserError

SAMPLE_DT = 10.0  # ms; an animal's velocity changes over some 100 ms
CIRCUMFERENCE = 1.0  # m
SMOOTHING = 100.0  # ms, standard deviation of the Gaussian over the velocity of a fast run
START = 200.0  # ms in which a fast run gets up to speed
HIGHEST_MEAN = 0.8  # of max_speed: faster runs would hardly change their speed

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
    track = {"dimensionality": "1D", "boundary_conditions": "periodic", "scale": circumference}
    time, position = run_rat(dur, seed, track, agent or {})
    return time, position[:, 0] * lambda0 / circumference


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
    wanted = smoothed(np.diff(position) / seconds, SMOOTHING / sample_dt)
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

    Raises UserError as `sources.read_rows`, and with fewer than 2 rows.
    """
    rows = read_rows(path, 2, "two numbers, time (s) and position (rad)")
    if len(rows) < 2 or not np.all(np.isfinite(rows)):
        raise UserError(f"--csv {path}: expected at least 2 rows of finite numbers")
    times, positions = rows.T * [[MS_PER_S], [1]]
    return times - times[0], positions
