"""The run of an animal on a circular track, as a file: traj_{traj_id}.hdf5.

Datasets `vel_rinb` (rad/s) and `pos_rinb` (rad, on the circle of lambda0); attributes
`allothetic_dur` (ms), for which the network is pinned to the animal's position, and `sample_dt`
(ms), without which there is one sample per time step of the simulation.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import h5py
import numpy as np
import numpy.typing as npt

from parameters.kinds import nearest
from workspace.errors import UserError
from workspace.files import written_whole
from workspace.paths import ROOT

FOLDER = ROOT / "input_data" / "trajectories"
MS_PER_S = 1000.0
ROUNDING = 1e-6  # of a sample, by which a length in ms may miss a whole number of samples

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AnimalRun:
    """Where an animal is and how it moves, on a track or in an arena.

    Attributes
    ----------
    position, velocity : ndarray
        A sample per row, from 0 ms on.
    sample_dt : float
        Time between samples (ms).
    allothetic_dur : float
        How long the network is pinned to the first position (ms).
    """

    position: Samples
    velocity: Samples
    sample_dt: float
    allothetic_dur: float

    @property
    def duration(self) -> float:
        """How long a simulation can follow it (ms): the last sample holds for one `sample_dt`."""
        return len(self.position) * self.sample_dt


@dataclass(frozen=True)
class Trajectory(AnimalRun):
    """Where the animal is on a circular track, and how fast it runs.

    Attributes
    ----------
    position : ndarray, shape (n_samples,)
        Position on the circle of lambda0 (rad), from 0 ms on.
    velocity : ndarray, shape (n_samples,)
        Velocity (rad/s), positive towards larger positions.
    sample_dt, allothetic_dur : float
        See AnimalRun.
    """


RunT = TypeVar("RunT", bound=AnimalRun)


def trajectory_file(traj_id: str) -> Path:
    """Where the trajectory of this name is."""
    return FOLDER / f"traj_{traj_id}.hdf5"


def require_trajectory(traj_id: str) -> Path:
    """The file of a trajectory; UserError if there is none."""
    path = trajectory_file(traj_id)
    if not path.is_file():
        known = sorted(p.stem.removeprefix("traj_") for p in FOLDER.glob("traj_*.hdf5"))
        raise UserError(
            f"traj_id: no file {path}; make one: python -m input_data.make_trajectory {traj_id}"
            + nearest(traj_id, known)
        )
    return path


def load_trajectory(traj_id: str, dt: float) -> Trajectory:
    """Read a trajectory.

    Parameters
    ----------
    traj_id : str
        Its name.
    dt : float
        Time between samples (ms) of a file that does not give its own `sample_dt`.

    Returns
    -------
    Trajectory
        With as many positions as velocities: a first position that the file lacks is filled in.

    Raises
    ------
    UserError
        If there is no such file, or its contents are not a trajectory.
    """
    path = require_trajectory(traj_id)
    return _read(path, path.stat().st_mtime_ns, dt)


@lru_cache(maxsize=4)  # the simulations of a sweep follow the same few files
def _read(path: Path, _modified: int, dt: float) -> Trajectory:
    """Read and check a file; `_modified` tells versions of it apart. The arrays are read-only."""
    try:
        with h5py.File(path) as file:
            velocity = np.asarray(file["vel_rinb"][()], np.float64)
            position = np.asarray(file["pos_rinb"][()], np.float64)
            sample_dt = float(file.attrs.get("sample_dt", dt))
            allothetic_dur = float(file.attrs["allothetic_dur"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise UserError(f"traj_id: {path} is not a trajectory: {error}") from None
    for fault in _faults(position, velocity, sample_dt, allothetic_dur):
        raise UserError(f"traj_id: {path}: {fault}")
    if len(position) < len(velocity):
        position = with_start(position, velocity, sample_dt)
    for samples in (position, velocity):
        samples.flags.writeable = False
    return Trajectory(position, velocity, sample_dt, allothetic_dur)


def pinned_for(traj_id: str) -> float:
    """How long a trajectory of any kind pins the network (ms).

    Raises UserError if there is no such file, or it does not say.
    """
    path = require_trajectory(traj_id)
    try:
        with h5py.File(path) as file:
            return float(file.attrs["allothetic_dur"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise UserError(f"traj_id: {path} is not a trajectory: {error}") from None


def with_start(position: Samples, velocity: Samples, sample_dt: float) -> Samples:
    """Add the first position, which a cumulative integral without its initial value lacks.

    Parameters
    ----------
    position : ndarray, shape (n_samples - 1,)
        Position (rad) after the first step, the second, and so on.
    velocity : ndarray, shape (n_samples,)
        Velocity (rad/s) from 0 ms on.
    sample_dt : float
        Time between samples (ms).

    Returns
    -------
    ndarray, shape (n_samples,)
        The positions, the first one a trapezoid step before the second.
    """
    step = velocity[:2].mean() * sample_dt / MS_PER_S
    return np.concatenate([position[:1] - step, position])


def load_track(params: Mapping[str, Any]) -> Trajectory:
    """Read the part of the trajectory `traj_id` that a simulation follows.

    Parameters
    ----------
    params : mapping
        All parameters; traj_id, dt, sim_dur and init_allothetic_input are read.

    Returns
    -------
    Trajectory
        Up to sim_dur. Its allothetic_dur is 0 without init_allothetic_input.

    Raises
    ------
    UserError
        As `load_trajectory`, and if the trajectory ends before sim_dur.
    """
    return part_of(load_trajectory(str(params["traj_id"]), params["dt"]), params)


def part_of(run: RunT, params: Mapping[str, Any]) -> RunT:
    """The part of an animal's run, on a track or in an arena, that a simulation follows.

    Up to sim_dur; its allothetic_dur is 0 without init_allothetic_input. Raises UserError if it
    ends before sim_dur.
    """
    if run.duration + ROUNDING * run.sample_dt < params["sim_dur"]:
        raise UserError(
            f"sim_dur: got {params['sim_dur']:g}, expected at most {run.duration:g} (ms), "
            f"the length of the trajectory {params['traj_id']!r}"
        )
    n_samples = math.ceil(params["sim_dur"] / run.sample_dt) + 1
    return replace(
        run,
        position=run.position[:n_samples],
        velocity=run.velocity[:n_samples],
        allothetic_dur=run.allothetic_dur if params["init_allothetic_input"] else 0.0,
    )


def bump_speeds(params: Mapping[str, Any], track: Trajectory) -> Samples:
    """Velocity (rad/s) of the bumps' phase that follows the animal, one per sample.

    The bumps move by one field, 2 pi, while the animal moves by lambda0.
    """
    return track.velocity * 2 * np.pi / params["lambda0"]


def save_trajectory(path: Path, trajectory: Trajectory) -> None:
    """Write a trajectory, whole or not at all."""
    with written_whole(path) as temporary, h5py.File(temporary, "w") as file:
        file["pos_rinb"], file["vel_rinb"] = trajectory.position, trajectory.velocity
        file["pos_rinb"].attrs["unit"], file["vel_rinb"].attrs["unit"] = "rad", "rad/s"
        file.attrs["sample_dt"] = trajectory.sample_dt
        file.attrs["allothetic_dur"] = trajectory.allothetic_dur


def _faults(
    position: Samples, velocity: Samples, sample_dt: float, allothetic_dur: float
) -> Iterator[str]:
    """What is wrong with the contents of a file, a line each."""
    n_velocities = len(velocity) if velocity.ndim == 1 else 0
    if n_velocities < 2 or position.shape not in ((n_velocities,), (n_velocities - 1,)):
        yield (
            f"vel_rinb has the shape {velocity.shape}, pos_rinb {position.shape}; "
            "expected n >= 2 velocities, and n or n - 1 positions"
        )
    for name, samples, unit in (("vel_rinb", velocity, "rad/s"), ("pos_rinb", position, "rad")):
        if not np.isfinite(samples).all():
            sample = int(np.flatnonzero(~np.isfinite(samples))[0])
            got = samples.flat[sample]
            yield f"{name}: got {got} at sample {sample}, expected finite numbers ({unit})"
    yield from time_faults(sample_dt, allothetic_dur)


def time_faults(sample_dt: float, allothetic_dur: float) -> Iterator[str]:
    """What is wrong with the attributes of a file, a line each."""
    if not (np.isfinite(sample_dt) and sample_dt > 0):
        yield f"attribute sample_dt: got {sample_dt:g}, expected a number > 0 (ms)"
    if not (np.isfinite(allothetic_dur) and allothetic_dur >= 0):
        yield f"attribute allothetic_dur: got {allothetic_dur:g}, expected a number >= 0 (ms)"
