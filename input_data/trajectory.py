"""The run of an animal on a circular track, as a file: traj_{traj_id}.hdf5.

Datasets `pos_rinb` (rad, 0 to lambda0) and `vel_rinb` (rad/s); attributes `allothetic_dur` (ms),
for which the network is pinned to the animal's position, and `sample_dt` (ms), without which
there is one sample per time step of the simulation.
"""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt

from parameters.kinds import nearest
from workspace.errors import UserError
from workspace.files import written_whole
from workspace.paths import ROOT

FOLDER = ROOT / "input_data" / "trajectories"
MS_PER_S = 1000.0


@dataclass(frozen=True)
class Trajectory:
    """Where the animal is, and how fast it runs.

    Attributes
    ----------
    position : rad on the circle of lambda0, shape (n_samples,), from 0 ms on
    velocity : rad/s, shape (n_samples,), positive towards larger positions
    sample_dt : ms between samples
    allothetic_dur : ms for which the network is pinned to the position first
    """

    position: npt.NDArray[np.float64]
    velocity: npt.NDArray[np.float64]
    sample_dt: float
    allothetic_dur: float

    @property
    def duration(self) -> float:
        """How long the run lasts (ms): to its last sample."""
        return (len(self.position) - 1) * self.sample_dt


def trajectory_file(traj_id: str) -> Path:
    """Where the trajectory of this name is."""
    return FOLDER / f"traj_{traj_id}.hdf5"


def require_trajectory(traj_id: str) -> Path:
    """The file of a trajectory; UserError where there is none."""
    path = trajectory_file(traj_id)
    if not path.is_file():
        known = sorted(p.stem.removeprefix("traj_") for p in FOLDER.glob("traj_*.hdf5"))
        raise UserError(
            f"traj_id: no file {path}; make one: python -m input_data.make_trajectory {traj_id}"
            + nearest(traj_id, known)
        )
    return path


def load_trajectory(traj_id: str, dt: float) -> Trajectory:
    """Read a trajectory; `dt` (ms) is the sampling interval of a file that does not say its own.

    Raises UserError where there is no such file, or it does not hold what it should.
    """
    path = require_trajectory(traj_id)
    try:
        with h5py.File(path) as file:
            position, velocity = file["pos_rinb"][:], file["vel_rinb"][:]
            sample_dt = float(file.attrs.get("sample_dt", dt))
            allothetic_dur = float(file.attrs["allothetic_dur"])
    except (OSError, KeyError) as error:
        raise UserError(f"traj_id: {path} is not a trajectory: {error}") from None
    if position.ndim != 1 or position.shape != velocity.shape or len(position) < 2:
        raise UserError(
            f"traj_id: {path}: pos_rinb has the shape {position.shape}, vel_rinb {velocity.shape}; "
            "expected two rows of equally many samples"
        )
    return Trajectory(position.astype(float), velocity.astype(float), sample_dt, allothetic_dur)


def save_trajectory(path: Path, trajectory: Trajectory) -> None:
    """Write a trajectory, whole or not at all."""
    with written_whole(path) as temporary, h5py.File(temporary, "w") as file:
        file["pos_rinb"], file["vel_rinb"] = trajectory.position, trajectory.velocity
        file["pos_rinb"].attrs["unit"], file["vel_rinb"].attrs["unit"] = "rad", "rad/s"
        file.attrs["sample_dt"] = trajectory.sample_dt
        file.attrs["allothetic_dur"] = trajectory.allothetic_dur
