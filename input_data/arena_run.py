"""The run of an animal in an arena, as a file: traj_{traj_id}.hdf5.

Datasets `position` (cm) and `velocity` (cm/s), n samples x 2 (x, y); attributes `arena` (cm, the
corners of the arena, n corners x 2), `sample_dt` and `allothetic_dur` (ms), how long the animal
waits at its first position, to which the network is pinned.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from input_data.sources import smoothed
from input_data.trajectory import MS_PER_S, AnimalRun, part_of, require_trajectory, time_faults
from workspace.errors import UserError
from workspace.files import written_whole

DATASETS = {"position": "cm", "velocity": "cm/s"}

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ArenaRun(AnimalRun):
    """Where the animal is in the arena, and how it moves.

    Attributes
    ----------
    position : ndarray, shape (n_samples, 2)
        x and y (cm), from 0 ms on.
    velocity : ndarray, shape (n_samples, 2)
        Along x and y (cm/s).
    sample_dt, allothetic_dur : float
        See AnimalRun.
    arena : ndarray, shape (n_corners, 2)
        Corners of the arena (cm).
    """

    arena: Samples

    @property
    def speed(self) -> Samples:
        """Speed (cm/s), shape (n_samples,)."""
        return np.hypot(*self.velocity.T)


def save_arena_run(path: Path, run: ArenaRun) -> None:
    """Write a run, whole or not at all."""
    with written_whole(path) as temporary, h5py.File(temporary, "w") as file:
        for name, unit in DATASETS.items():
            file[name] = getattr(run, name)
            file[name].attrs["unit"] = unit
        file.attrs["sample_dt"] = run.sample_dt
        file.attrs["allothetic_dur"] = run.allothetic_dur
        file.attrs["arena"] = run.arena


def load_arena_run(traj_id: str) -> ArenaRun:
    """Read a run in an arena.

    Raises
    ------
    UserError
        If there is no such file, or its contents are not such a run.
    """
    path = require_trajectory(traj_id)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)  # the simulations of a sweep follow the same few files
def _read(path: Path, _modified: int) -> ArenaRun:
    """Read and check a file; `_modified` tells versions of it apart. The arrays are read-only."""
    try:
        with h5py.File(path) as file:
            if "vel_rinb" in file:
                raise UserError(
                    f"traj_id: {path} is a run on a circular track; expected one in an arena, made "
                    "by python -m input_data.make_trajectory NAME --arena 100,100"
                )
            position, velocity = (np.asarray(file[name][()], np.float64) for name in DATASETS)
            arena = np.asarray(file.attrs["arena"], np.float64)
            sample_dt, allothetic_dur = (
                float(file.attrs[name]) for name in ("sample_dt", "allothetic_dur")
            )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise UserError(f"traj_id: {path} is not a run in an arena: {error}") from None
    run = ArenaRun(position, velocity, sample_dt, allothetic_dur, arena)
    for fault in _faults(run):
        raise UserError(f"traj_id: {path}: {fault}")
    for samples in (position, velocity, arena):
        samples.flags.writeable = False
    return run


def _faults(run: ArenaRun) -> Iterator[str]:
    """What is wrong with the contents of a file, a line each."""
    shape = run.position.shape
    if len(shape) != 2 or shape[1] != 2 or shape[0] < 2 or run.velocity.shape != shape:
        yield (
            f"position has the shape {shape}, velocity {run.velocity.shape}; "
            "expected n >= 2 samples of x and y"
        )
    for name, unit in DATASETS.items():
        if not np.isfinite(getattr(run, name)).all():
            yield f"{name}: got nan or inf, expected finite numbers ({unit})"
    if run.arena.ndim != 2 or run.arena.shape[1:] != (2,) or len(run.arena) < 3:
        yield f"attribute arena has the shape {run.arena.shape}, expected at least 3 corners (cm)"
    yield from time_faults(run.sample_dt, run.allothetic_dur)


def load_path(params: Mapping[str, Any]) -> ArenaRun:
    """Read the part of the run `traj_id` that a simulation follows.

    Parameters
    ----------
    params : mapping
        All parameters; traj_id, sim_dur and init_allothetic_input are read.

    Returns
    -------
    ArenaRun
        Up to sim_dur. Its allothetic_dur is 0 without init_allothetic_input.

    Raises
    ------
    UserError
        As `load_arena_run`, and if the run ends before sim_dur.
    """
    return part_of(load_arena_run(str(params["traj_id"])), params)


def from_positions(
    time: Samples,
    position: Samples,
    arena: Samples,
    *,
    wait: float,
    smoothing: float = 0.0,
    sample_dt: float = 20.0,
) -> ArenaRun:
    """A run from positions at ascending times: the animal waits, then goes.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Times (ms), ascending from 0.
    position : ndarray, shape (n, 2)
        x and y (cm) at these times.
    arena : ndarray, shape (n_corners, 2)
        Corners of the arena (cm).
    wait : float
        How long it waits at the first position (ms).
    smoothing : float
        Standard deviation (ms) of the Gaussian that smooths the positions; 0 for none.
    sample_dt : float
        Time between the samples of the run (ms); a whole number of them should make up `wait`.

    Returns
    -------
    ArenaRun
        Its velocity, linear between samples, gives the positions back to second order.

    Raises
    ------
    ValueError
        If the times do not ascend, or there are fewer than 2.
    """
    if len(time) < 2 or np.any(np.diff(time) <= 0):
        raise ValueError("time must ascend and hold at least 2 values (ms)")
    sampled = np.arange(math.ceil((wait + time[-1] - time[0]) / sample_dt) + 1) * sample_dt
    at = np.maximum(sampled - wait, 0) + time[0]
    place = np.stack([np.interp(at, time, along) for along in position.T], axis=1)
    if smoothing > 0:
        place = np.stack([smoothed(c, smoothing / sample_dt) for c in place.T], axis=1)
    velocity = np.gradient(place, sample_dt / MS_PER_S, axis=0)
    return ArenaRun(place, velocity, sample_dt, wait, arena)
