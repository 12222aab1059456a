"""HDF5 files that cannot be written, as on a full disk, give one line."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py

from workspace.errors import RunError

# HDF5 prints a traceback, or crashes, when it collects a file that it could not write: they are
# kept, and the process ends without cleaning up (simulation.worker.end).
_unwritable: list[Any] = []


@contextmanager
def in_one_line(path: Path | str, *owners: Any) -> Iterator[None]:
    """Turn what HDF5 says of a write that failed into one line.

    Parameters
    ----------
    path : the file, for the line
    owners : what holds HDF5 objects of the file

    Raises
    ------
    RunError : HDF5 could not write
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        _unwritable.append((owners, error))
        line = f"cannot write {path}: {_reason(error)}; make room or set data_root"
        raise RunError(line) from error


@contextmanager
def new_hdf5(path: Path, name: Path | None = None) -> Iterator[h5py.File]:
    """Write an HDF5 file; it is closed at the end.

    Parameters
    ----------
    name : what it is called in an error, where `path` is temporary

    Raises
    ------
    RunError : HDF5 could not write
    """
    with in_one_line(name or path):
        file = h5py.File(path, "w")
    with in_one_line(name or path, file):
        try:
            yield file
        finally:
            file.close()


def _reason(error: OSError | RuntimeError) -> str:
    """What the system said, which HDF5 wraps in much of its own."""
    if errno := getattr(error, "errno", None):
        return os.strerror(errno)
    text = " ".join(str(error).split())
    said = re.search(r"error message = '([^']+)'", text)
    return said[1] if said else text
