"""Every path of cache/, data/ and saved_matrices/; results move into their place whole."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workspace.attempts import remove_all_stale, remove_stale, running, writer
from workspace.errors import UserError, uninterrupted
from workspace.files import discard, empty, flush_to_disk, remove, remove_empty
from workspace.locks import Lock, holder

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

    Where data/{sim_id} is a symbolic link, new results, replaced ones and the lock are beside the
    folder that it points to: the results move within one disk, and the link stays.

    Parameters
    ----------
    sim_id : label of the simulation, a safe file name (param.Param has checked it)
    data_root : folder of the results; a relative one is taken from the project's root

    Raises
    ------
    UserError : a data_root that begins with the home of a user who does not exist
    """

    def __init__(self, sim_id: str, data_root: str | Path = "data/") -> None:
        self.sim_id = self.label = sim_id
        self.data_root = ROOT / _expanded(data_root)
        self.data = self.data_root / sim_id
        self.home = self.data.resolve() if self.data.is_symlink() else self.data
        self.lock = self._beside("lock")
        self.staging = self._beside("new")
        self.replaced = self._beside("old")
        self.parts = self.data_root / f".{sim_id}.parts"
        self.unfinished_parts = self.data_root / f".{sim_id}.unfinished"
        self.overwriting = self.data_root / f".{sim_id}.overwriting"
        self.trash = self.data_root / f".{sim_id}.discarded"
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

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold this sim_id, against all checkouts and hosts that share its cache or its data.

        data_root is made, and removed at the end if nothing was put there.

        Raises UserError where another process holds it, or its folder cannot be written.
        """
        CACHE.mkdir(exist_ok=True)
        if self.data.is_symlink() and not self.home.exists():
            raise UserError(
                f"data_root: {self.data} is a link to {self.home}, which is not there; "
                "mount its disk, or remove the link"
            )
        with self._held(CACHE / f"lock_{self.sim_id}"):
            made = [p for p in (self.data_root, *self.data_root.parents) if not p.exists()]
            try:
                self._make_data_root()
                with self._held(self.lock):
                    yield
            finally:
                remove_empty(made)

    def _make_data_root(self) -> None:
        """Make data_root, and try whether it can be written."""
        try:
            self.data_root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.lock.parent):
                pass
        except OSError as error:
            raise UserError(
                f"data_root: got '{self.data_root}', expected a folder that can be written "
                f"({error.strerror})"
            ) from None

    @contextmanager
    def _held(self, path: Path) -> Iterator[None]:
        lock = Lock(path)
        if not lock.acquire():
            raise UserError(
                f"sim_id: '{self.sim_id}' is being simulated by another process "
                f"({holder(path) or 'it has just ended'}); wait for it, or choose another sim_id"
            )
        try:
            yield
        finally:
            lock.release()

    def refuse_existing_data(self) -> None:
        """Raise UserError if there are results of this sim_id."""
        if self.data.exists():
            raise UserError(
                f"sim_id: {self.data} exists; give -o (--overwrite_data) to replace it "
                "once the new run has succeeded, or choose another sim_id"
            )

    def recover(self) -> None:
        """Finish or undo what a killed run has left: no result is lost, no half one stays.

        Raises UserError where processes of that run still go on.
        """
        if process := writer(self.staging):
            raise UserError(
                f"sim_id: an earlier run of '{self.sim_id}' is still running ({process}); "
                "wait for it, or end it"
            )
        if self.replaced.exists() and not self.home.exists():
            # It was killed while it published, with the new results whole in `staging`.
            os.rename(self.staging if self.staging.exists() else self.replaced, self.home)
        if self.replaced.exists():
            self._drop_replaced()
        self.discard_staging()
        remove_all_stale(self.unfinished_parts)
        empty(self.trash)

    def publish(self) -> None:
        """Put the staged results in the place of the old ones; the user's own files there stay."""
        for path in self.staging.iterdir():
            flush_to_disk(path)
        with uninterrupted():
            if self.home.exists():
                self._replace()
            else:
                os.rename(self.staging, self.home)

    def _replace(self) -> None:
        os.rename(self.home, self.replaced)
        try:
            os.rename(self.staging, self.home)
        except OSError:
            os.rename(self.replaced, self.home)
            raise
        self._drop_replaced()

    def discard_staging(self) -> None:
        """Remove the results of a run that has not come to its end; does nothing if none are."""
        remove_stale(self.staging)

    def _drop_replaced(self) -> None:
        """Remove the old results, but not the files among them that are the user's own."""
        for entry in self._own_files(self.replaced):
            os.rename(entry, self.home / entry.name)
        shutil.rmtree(self.replaced)

    def own_files(self) -> list[Path]:
        """The files in data/{sim_id} that are the user's own, not those of the program."""
        return self._own_files(self.data) if self.data.is_dir() else []

    def _own_files(self, folder: Path) -> list[Path]:
        endings = (".json", "_provenance.json", "_measures.json", ".py")
        ours = {*(f"{self.sim_id}{ending}" for ending in endings), "figures", "export"}
        return [
            entry
            for entry in folder.iterdir()
            if entry.name not in ours and not entry.name.endswith(f"_{self.sim_id}.hdf5")
        ]

    def clear_sweep(self) -> None:
        """Remove what a sweep has left beside its data, but nothing that simulations still use."""
        self.overwriting.unlink(missing_ok=True)  # first: the data count as they are from now on
        discard(self.parts, self.trash)
        remove_all_stale(self.unfinished_parts)
        if not running(self.unfinished_parts):
            shutil.rmtree(self.sweep_cache, ignore_errors=True)
        remove(self.params)

    def clear_cache(self, conn_id: str) -> None:
        """Remove what a run with the network `conn_id` has left in cache/."""
        for path in (self.params, self.matrix(conn_id), self.log, self.failure):
            remove(path)

    def _beside(self, what: str) -> Path:
        return self.home.with_name(f".{self.home.name}.{what}")


def _expanded(data_root: str | Path) -> Path:
    """`data_root` with ~ and ~user replaced by the home folder."""
    try:
        return Path(data_root).expanduser()
    except RuntimeError:
        raise UserError(
            f"data_root: got '{data_root}', expected a path; there is no such user's home folder"
        ) from None
