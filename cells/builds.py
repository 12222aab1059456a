"""Compiled code in cache/mechanisms/: made once for each machine, whole, and made anew if damaged.

A build is a folder named by a hash of all that it depends on. In it `build.json` says what that
was, in words, and has the SHA-256 of each library.
"""

import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from cells import compiler
from workspace.files import write_json
from workspace.locks import one_at_a_time
from workspace.paths import CACHE

FOLDER = CACHE / "mechanisms"
RECORD = "build.json"
LIBRARIES = ("*.so", "*.dylib")

Facts = dict[str, str | None]


def facts_of(sources: Iterable[Path], **others: str) -> Facts:
    """What code that is compiled from these files depends on."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + source.read_bytes())
    machine = {"machine": platform.machine(), "cpu": compiler.cpu()}
    return {"sources": digest.hexdigest()[:16], "compiler": compiler.version(), **machine, **others}


def usable_facts(facts: Facts, folder: Path) -> Facts:
    """`facts`; without a compiler, as on a compute node, those of the newest build like them."""
    if facts["compiler"] is not None:
        return facts
    return max(_alike(facts, folder), default=(0.0, facts), key=lambda found: found[0])[1]


def hash_of(facts: Facts) -> str:
    """The name of a build (16 hex digits)."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def compile_once(
    what: str, facts: Facts, folder: Path, compile_into: Callable[[Path, Path], None]
) -> Path:
    """The build with these facts, made first if there is none or it is damaged.

    Two runs that start at once compile once: the second says that it waits for the first. A build
    appears under its name only when it is whole.

    Parameters
    ----------
    what : what is compiled and how long that takes, for the user
    folder : where builds are kept
    compile_into : makes the libraries in the folder that is its first argument; the second is the
        log for the compiler
    """
    build = folder / hash_of(facts)
    if not _is_whole(build):
        with one_at_a_time(folder / "lock", partial(_tell_waiting, folder)):
            if not _is_whole(build):
                print(f"Compiling {what} ...", file=sys.stderr, flush=True)
                _make(build, facts, compile_into)
    return build


def _tell_waiting(folder: Path) -> None:
    print(f"Waiting for another process to compile in {folder} ...", file=sys.stderr, flush=True)


def _make(build: Path, facts: Facts, compile_into: Callable[[Path, Path], None]) -> None:
    with tempfile.TemporaryDirectory(dir=build.parent, prefix="unfinished_") as name:
        made = Path(name)
        compile_into(made, build.with_name(f"{build.name}.log"))
        write_json(made / RECORD, {"facts": facts, "libraries": _digests(made)})
        shutil.rmtree(build, ignore_errors=True)  # a damaged one
        os.replace(made, build)
        made.mkdir()  # for TemporaryDirectory to remove


def _is_whole(build: Path) -> bool:
    """Whether the libraries are there, byte for byte as they were when they were made."""
    try:
        digests: dict[str, str] = json.loads((build / RECORD).read_text())["libraries"]
    except (OSError, ValueError, KeyError):
        return False
    return digests == _digests(build)


def _digests(build: Path) -> dict[str, str]:
    """{path in the build: SHA-256} of the libraries."""
    paths = sorted(path for pattern in LIBRARIES for path in build.rglob(pattern))
    return {
        str(path.relative_to(build)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def _alike(facts: Facts, folder: Path) -> Iterator[tuple[float, Facts]]:
    """When they were made, and from what, of the builds that differ in the compiler alone."""
    for record in folder.glob(f"*/{RECORD}"):
        made_from = json.loads(record.read_text())["facts"]
        if made_from | {"compiler": None} == facts:
            yield record.stat().st_mtime, made_from
