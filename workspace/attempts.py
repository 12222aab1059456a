"""Folders in which runs gather their results before they are whole, one for each attempt."""

import secrets
import shutil
from pathlib import Path

from workspace.errors import RunError
from workspace.files import make_folder
from workspace.locks import Holder, Lock, holder

WRITING = ".writing"  # ending of the lock beside the folder


class Attempt:
    """A folder in which one process gathers the results of a run until they are whole.

    While it does, the process holds a lock beside the folder. So others can tell an attempt that
    goes on, and leave it alone, from what a killed one has left.

    Parameters
    ----------
    folder : the folder, which must not exist yet
    parent_is_ours : its parent is made if need be, and must not be a symbolic link
    """

    def __init__(self, folder: Path, parent_is_ours: bool = False) -> None:
        self.folder = folder
        self._parent_is_ours = parent_is_ours
        self._lock = Lock(_lock_of(folder))

    @classmethod
    def unique(cls, parent: Path, name: str) -> "Attempt":
        """An attempt beside others of this name, in a folder {name}.{random} of `parent`."""
        return cls(parent / f"{name}.{secrets.token_hex(8)}", parent_is_ours=True)

    def open(self) -> Path:
        """Make the folder and return it.

        Raises RunError where another process is writing there.
        """
        if self._parent_is_ours:
            make_folder(self.folder.parent)
        if not self._lock.acquire():
            raise RunError(f"{self.folder}: another process is writing there")
        self.folder.mkdir()
        return self.folder

    def check(self) -> None:
        """Raise RunError if the folder is no longer ours, because somebody has removed it."""
        if not (self._lock.is_ours() and self.folder.is_dir()):
            raise RunError(f"{self.folder} was removed while the run wrote there; run it again")

    def release(self) -> None:
        """Let others have the folder; does nothing if it was not opened."""
        self._lock.release()

    def discard(self) -> None:
        """Remove the folder if it is still there; does nothing if it was not opened."""
        if self._lock.is_ours():
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()


def writer(folder: Path) -> Holder | None:
    """The process that gathers its results in this folder now; None if there is none."""
    return holder(_lock_of(folder))


def running(parent: Path) -> dict[str, Holder]:
    """{name: process} of the attempts in `parent` that go on, see Attempt.unique."""
    found = {lock.stem: holder(lock) for lock in parent.glob(f"*{WRITING}")}
    return {name_of(attempt): process for attempt, process in found.items() if process}


def name_of(attempt: str) -> str:
    """The name in a folder name {name}.{random}, or the folder name itself."""
    name, _, token = attempt.rpartition(".")
    return name if name and len(token) == 16 else attempt


def remove_stale(folder: Path) -> None:
    """Remove what a killed process has gathered in `folder`; leave it if one writes there."""
    lock = Lock(_lock_of(folder))
    if lock.acquire(patience=0):
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def remove_all_stale(parent: Path) -> None:
    """Remove all attempts in `parent` but those that go on; then `parent` if nothing is left."""
    if parent.is_symlink() or not parent.is_dir():
        return
    for path in list(parent.iterdir()):
        remove_stale(path.with_suffix("") if path.suffix == WRITING else path)
    if not any(parent.iterdir()):
        parent.rmdir()


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + WRITING)
