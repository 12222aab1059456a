"""Every path of cache/, data/ and saved_matrices/; a lock per sim_id; results move whole."""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from workspace.errors import UserError

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "cache"
SAVED_MATRICES = ROOT / "network_configs" / "connections" / "saved_matrices"


def saved_matrix(conn_id: str, matrix_id: str) -> Path:
    """Where the matrix `matrix_id` is kept for all simulations."""
    return SAVED_MATRICES / f"matrix_{conn_id}_{matrix_id}.hdf5"


def data_file(folder: Path, data_id: str, sim_id: str) -> Path:
    """The HDF5 file of one recorded quantity."""
    return folder / f"{data_id}_{sim_id}.hdf5"


class Workspace:
    """The places of one sim_id.

    Parameters
    ----------
    sim_id : label of the simulation, a safe file name (param.Param has checked it)
    data_root : folder of the results; a relative one is taken from the project's root
    """

    def __init__(self, sim_id: str, data_root: str | Path = "data/") -> None:
        self.sim_id = self.label = sim_id
        self.data_root = ROOT / Path(data_root).expanduser()
        self.data = self.data_root / sim_id
        self.staging = self.data_root / f".{sim_id}.new"
        self.replaced = self.data_root / f".{sim_id}.old"
        self.parts = self.data_root / f".{sim_id}.parts"
        self.unfinished_parts = self.data_root / f".{sim_id}.unfinished"
        self.overwriting = self.data_root / f".{sim_id}.overwriting"
        self.params = CACHE / f"params_{sim_id}.json"
        self.sweep_cache = CACHE / f"sweep_{sim_id}"
        self.log = CACHE / f"log_{sim_id}.txt"
        self.failure = CACHE / f"failure_{sim_id}.txt"
        self.archived_params = self.data / f"{sim_id}.json"
        self.archived_specs = self.data / f"{sim_id}.py"

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> "Workspace":
        """The workspace that `sim_id` and `data_root` of the parameters name."""
        return cls(params["sim_id"], params["data_root"])

    def matrix(self, conn_id: str) -> Path:
        """The matrix built for this sim_id."""
        return CACHE / f"matrix_{conn_id}_{self.sim_id}.hdf5"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold this sim_id; a second run of it is a UserError. The system lets go when we die."""
        CACHE.mkdir(exist_ok=True)
        path = CACHE / f"lock_{self.sim_id}"
        with open(path, "a") as lock:
            if not _lock_file(lock, path):
                raise UserError(
                    f"sim_id: '{self.sim_id}' is being simulated by another process; "
                    "wait for it, or choose another sim_id"
                )
            try:
                yield
            finally:
                path.unlink()

    def refuse_existing_data(self) -> None:
        """Raise UserError if there are results of this sim_id."""
        if self.data.exists():
            raise UserError(
                f"sim_id: {self.data} exists; give -o (--overwrite_data) to replace it "
                "once the new run has succeeded, or choose another sim_id"
            )

    def recover(self) -> None:
        """Undo what a killed run left: unfinished results go, replaced ones come back."""
        self.discard_staging()
        if self.replaced.exists() and not self.data.exists():
            os.rename(self.replaced, self.data)
        elif self.replaced.exists():
            self._drop_replaced()

    def stage(self) -> None:
        """Make the folder in which a run gathers its results before they are whole.

        Raises UserError where data_root cannot be written.
        """
        try:
            self.staging.mkdir(parents=True)
        except OSError as error:
            raise UserError(
                f"data_root: got '{self.data_root}', expected a folder that can be written "
                f"({error.strerror})"
            ) from None

    def publish(self) -> None:
        """Put the staged results in the place of the old ones; the user's own files there stay."""
        if self.data.exists():
            os.rename(self.data, self.replaced)
            os.rename(self.staging, self.data)
            self._drop_replaced()
        else:
            os.rename(self.staging, self.data)

    def discard_staging(self) -> None:
        """Remove the results of a run that has not come to its end; none are no error."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def _drop_replaced(self) -> None:
        """Remove the old results, but not the files among them that are the user's own."""
        parameters = (f"{self.sim_id}.json", f"{self.sim_id}_provenance.json", f"{self.sim_id}.py")
        ours = {*parameters, "figures", "export"}
        for entry in self.replaced.iterdir():
            if entry.name not in ours and not entry.name.endswith(f"_{self.sim_id}.hdf5"):
                os.rename(entry, self.data / entry.name)
        shutil.rmtree(self.replaced)

    def clear_sweep(self) -> None:
        """Remove what a sweep that is complete has left beside its data."""
        self.overwriting.unlink(missing_ok=True)  # first: the data count as they are from now on
        for folder in (self.parts, self.unfinished_parts, self.sweep_cache):
            shutil.rmtree(folder, ignore_errors=True)
        self.params.unlink(missing_ok=True)

    def clear_cache(self, conn_id: str) -> None:
        """Remove what a run with the network `conn_id` has left in cache/."""
        for path in (self.params, self.matrix(conn_id), self.log, self.failure):
            path.unlink(missing_ok=True)


def _lock_file(lock: IO[str], path: Path) -> bool:
    """Whether we got the lock, and on the file that still stands at `path`."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return path.exists() and os.path.samestat(os.fstat(lock.fileno()), path.stat())


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: under a temporary name, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(temporary, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: Path, content: Any) -> None:
    """Write `content` as JSON, whole or not at all."""
    write_text(path, json.dumps(content, indent=1, allow_nan=False) + "\n")
