"""Locks between processes, on one host and on several that share a file system.

A lock is a file that its holder keeps locked with flock: the operating system releases it when the
process dies, and NFS, GPFS and most Lustre mounts pass it on to other hosts. Some file systems
keep it to one host or have none. So the file also names its holder and shows signs of life: its
time of change is renewed every few seconds. A holder on another host whose last sign of life is
recent counts as alive even if flock says nothing.
"""

import errno
import fcntl
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

HEARTBEAT = 10.0  # s between two signs of life
# A holder on another host counts as dead after so long (s) without a sign of life. A simulator may
# keep Python from running for a thousandth of a run.
SILENCE = 300.0
PATIENCE = 1.0  # s: who looks at a lock holds it for a moment, and a killed process takes as long
NO_FLOCK = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP)


@dataclass(frozen=True)
class Holder:
    """The process that holds a lock."""

    host: str
    pid: int
    since: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.since}"


STARTING = Holder("an unknown host", 0, "just now")  # has not written its name yet


class Lock:
    """A lock that one process of all hosts holds at a time.

    Parameters
    ----------
    path : the file; its folder must exist. It is removed when the lock is released.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1
        self._released = threading.Event()

    def acquire(self, patience: float = PATIENCE) -> bool:
        """Take the lock; return False if another process holds it for `patience` (s).

        Raises OSError where the file cannot be made, or is a symbolic link.
        """
        give_up = time.monotonic() + patience
        while not (taken := self._try()) and time.monotonic() < give_up:
            time.sleep(0.05)
        return taken

    def _try(self) -> bool:
        while True:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
            if not _is_free(file):
                os.close(file)
                return False
            if _stands_at(file, self.path):
                break
            os.close(file)  # its last holder has removed it meanwhile
        self._file = file
        _write_holder(file)
        self._released.clear()
        threading.Thread(target=_show_life, args=(self.path, self._released), daemon=True).start()
        return True

    def is_ours(self) -> bool:
        """Whether we hold the lock, and its file is still in its place."""
        return self._file >= 0 and _stands_at(self._file, self.path)

    def release(self) -> None:
        """Release the lock and remove its file; does nothing if we do not hold it."""
        if self._file < 0:
            return
        if self.is_ours():
            self.path.unlink(missing_ok=True)
        self._released.set()
        os.close(self._file)
        self._file = -1


def holder(path: Path) -> Holder | None:
    """The process that holds the lock `path`; None if nobody does."""
    try:
        file = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        return None if _is_free(file) else _read_holder(file) or STARTING
    finally:
        os.close(file)


@contextmanager
def one_at_a_time(path: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Wait until no other process is in such a block for the file `path`, which stays there.

    Parameters
    ----------
    on_wait : called before the wait, if there is one
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        try:
            _flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            _flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _flock(file: int, operation: int) -> bool:
    """Lock the file; return False where the file system has no such locks."""
    try:
        fcntl.flock(file, operation)
    except OSError as error:
        if error.errno not in NO_FLOCK:
            raise
        return False
    return True


def _is_free(file: int) -> bool:
    """Lock the file, and return whether nobody else holds it."""
    try:
        has_flock = _flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    named = _read_holder(file)
    if named is None or time.time() - os.fstat(file).st_mtime > SILENCE:
        return True
    if named.host == socket.gethostname():
        return has_flock or not _runs(named.pid)
    return False


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's
    return True


def _stands_at(file: int, path: Path) -> bool:
    """Whether the open file is the one that `path` names."""
    try:
        return os.path.samestat(os.fstat(file), path.lstat())
    except FileNotFoundError:
        return False


def _write_holder(file: int) -> None:
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    os.ftruncate(file, 0)
    os.pwrite(file, json.dumps(asdict(Holder(socket.gethostname(), os.getpid(), now))).encode(), 0)


def _read_holder(file: int) -> Holder | None:
    try:
        return Holder(**json.loads(os.pread(file, 4096, 0)))
    except (ValueError, TypeError):
        return None  # not written yet


def _show_life(path: Path, released: threading.Event) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())  # they are for the main thread
    while not released.wait(HEARTBEAT):
        with suppress(OSError):  # the next one will do
            os.utime(path, follow_symlinks=False)
