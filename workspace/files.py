"""Files that are written whole or not at all, and folders that are removed so."""

import glob
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KIB = 1024
TOKEN = "[0-9a-f]" * 16  # in the name of a temporary file


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary file that becomes `path` when the block ends, and is gone if it raises.

    The temporary file has a name that nobody can guess, and is created only if nothing has that
    name: where others may write to the folder too, a link that they have put there is not
    followed. Missing folders are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{secrets.token_hex(8)}.{path.name}")  # keeps its ending
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666))
    try:
        yield temporary
        flush_to_disk(temporary)
        os.replace(temporary, path)
    except OSError as error:
        error.filename = error.filename or str(path)  # writing to an open file does not name it
        raise
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with written_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path: Path, content: Any) -> None:
    """Write `content` as JSON, whole or not at all."""
    write_text(path, json.dumps(content, indent=1, allow_nan=False) + "\n")


def flush_to_disk(path: Path) -> None:
    """Wait until the content of a file is on the disk, so that a power failure does not lose it."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def remove(path: Path) -> None:
    """Remove a file, and temporary files that killed processes have left of it; or do nothing."""
    path.unlink(missing_ok=True)
    for temporary in path.parent.glob(f".{TOKEN}.{glob.escape(path.name)}"):
        temporary.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, if it is not there.

    Raises FileExistsError for a symbolic link of this name, which is not followed.
    """
    if path.is_symlink():
        raise FileExistsError(0, "it is a symbolic link, which is not followed", str(path))
    path.mkdir(parents=True, exist_ok=True)


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove those of the folders that exist and are empty."""
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def discard(folder: Path, trash: Path) -> None:
    """Remove a folder in one step, so that a killed process never leaves half of it in its place.

    It is moved to a folder `trash` beside it first. Does nothing if it is not there.
    """
    if folder.is_symlink() or not folder.is_dir():
        folder.unlink(missing_ok=True)
        return
    make_folder(trash)
    os.rename(folder, trash / secrets.token_hex(8))
    empty(trash)


def empty(trash: Path) -> None:
    """Remove what was moved to `trash`, now or by a process that was killed then."""
    if not trash.is_symlink():
        shutil.rmtree(trash, ignore_errors=True)


def size_text(n_bytes: float) -> str:
    """A number of bytes with its unit, as 1.5 MiB."""
    for unit in ("B", "KiB", "MiB"):
        if n_bytes < KIB:
            return f"{n_bytes:.0f} {unit}"
        n_bytes /= KIB
    return f"{n_bytes:.1f} GiB"
