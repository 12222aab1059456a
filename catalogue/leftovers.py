"""What failed and killed runs have left in cache/ and in data/, and how it is removed.

Whatever a live run holds is left alone, and so is what m_sim_setup.py --resume goes on with: the
finished simulations that are not merged yet, and the prepared cache of a sweep.
"""

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogue.runs import size_of
from parameters.config_files import available
from workspace import paths
from workspace.attempts import WRITING, running, writer
from workspace.errors import UserError
from workspace.files import TOKEN, discard, remove
from workspace.locks import Holder, holder
from workspace.paths import Workspace

TEMPORARY = rf"(?:\.{TOKEN}\.)?"  # before the name of a file that was being written
IN_CACHE = re.compile(rf"{TEMPORARY}(?:params|log|failure|lock|sweep)_(.+?)(?:\.json|\.txt)?")
IN_DATA = re.compile(
    rf"\.(.+)\.(?:new|new\{WRITING}|old|lock|parts|unfinished|overwriting|discarded)"
)


@dataclass(frozen=True)
class Leftover:
    """What one sim_id has left.

    Attributes
    ----------
    workspace : its places
    state : what has happened to the run, in words
    removable : what nobody needs any more
    kept : what a sweep can go on with, and results that are put back in their place
    is_to_do : whether anything is to be removed or put back
    """

    workspace: Workspace
    state: str
    removable: list[Path]
    kept: list[Path]
    is_to_do: bool

    @property
    def size(self) -> int:
        """Bytes of what can be removed."""
        return sum(map(size_of, self.removable))


def leftovers(data_root: str | Path, named: Iterable[str] = ()) -> list[Leftover]:
    """What runs have left in the cache and in a folder of results, by sim_id.

    Parameters
    ----------
    named : only of these sim_ids; of a sweep its cache, too, can be removed then
    """
    wanted = set(named)
    places = {w.data: w for w in _workspaces(data_root) if not wanted or w.sim_id in wanted}
    found = (_leftover(places[data], bool(wanted)) for data in sorted(places))
    return [left for left in found if left.removable or left.kept]


def _workspaces(data_root: str | Path) -> Iterator[Workspace]:
    for sim_id in _names(paths.CACHE, IN_CACHE) | set(_orphaned_matrices()):
        yield Workspace(sim_id, _cached_params(sim_id).get("data_root", data_root))
    root = Workspace("any", data_root).data_root
    linked = {path.name for path in root.glob("*") if path.is_symlink()}
    for sim_id in _names(root, IN_DATA) | linked:
        yield Workspace(sim_id, data_root)


def _names(folder: Path, pattern: re.Pattern[str]) -> set[str]:
    matches = (pattern.fullmatch(path.name) for path in folder.glob("*"))
    return {match[1] for match in matches if match}


def _leftover(workspace: Workspace, is_named: bool) -> Leftover:
    process, cached = _process(workspace), _unused_cache(workspace, is_named)
    kept = [workspace.parts, workspace.overwriting]
    if _is_sweep(workspace):
        kept += [p for p in (workspace.params, workspace.sweep_cache) if p not in cached]
    if _is_put_back(workspace):
        kept += [workspace.staging, workspace.replaced]
    removable = [] if process else [*filter(_is_there, [*cached, *_stale(workspace)])]
    return Leftover(
        workspace,
        f"running: {process}" if process else _state(workspace),
        removable,
        [*filter(_is_there, kept)],
        is_to_do=bool(removable) or (_is_put_back(workspace) and not process),
    )


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _unused_cache(workspace: Workspace, is_named: bool, ours: str = "") -> list[Path]:
    """What the cache has of a sim_id, without what its sweep can go on with unless it is named."""
    kept = (workspace.params, workspace.sweep_cache)
    every = is_named or not _is_sweep(workspace)
    return [path for path in _cache_files(workspace, ours) if every or path not in kept]


def _cache_files(workspace: Workspace, ours: str = "") -> list[Path]:
    """What the cache has of a sim_id; nothing where that is of another data_root."""
    cached = _cached_params(workspace.sim_id)
    if cached and Workspace.of(cached).data != workspace.data:
        return []
    files = [workspace.params, workspace.log, workspace.failure]
    files += [workspace.matrix(cached["conn_id"])] if cached else []
    temporary = [path for file in files for path in paths.CACHE.glob(f".{TOKEN}.{file.name}")]
    orphaned = _orphaned_matrices(ours).get(workspace.sim_id, [])
    return [*files, *temporary, *orphaned, workspace.sweep_cache, _cache_lock(workspace.sim_id)]


def _cached_params(sim_id: str) -> dict[str, Any]:
    """The parameters in the cache, of a sweep those of its first simulation; {} without any."""
    try:
        held = json.loads((paths.CACHE / f"params_{sim_id}.json").read_text())
    except FileNotFoundError:
        return {}
    return held if "sim_num" in held else next(iter(held.values()))


def _orphaned_matrices(ours: str = "") -> dict[str, list[Path]]:
    """{sim_id: matrices} that were built for runs which have not left their parameters.

    A matrix whose name fits another run that is in the cache or goes on is left to that one.

    Parameters
    ----------
    ours : the sim_id whose lock this process holds
    """
    found: dict[str, list[Path]] = {}
    for path in paths.CACHE.glob("*matrix_*.hdf5"):
        matches = [
            re.fullmatch(rf"{TEMPORARY}matrix_{re.escape(conn_id)}_(.+)\.hdf5", path.name)
            for conn_id in available("conn_id")
        ]
        sim_ids = [match[1] for match in matches if match]
        if sim_ids and not any(_is_in_cache(sim_id, ours) for sim_id in sim_ids):
            found.setdefault(min(sim_ids, key=len), []).append(path)
    return found


def _is_in_cache(sim_id: str, ours: str) -> bool:
    has_params = (paths.CACHE / f"params_{sim_id}.json").exists()
    return has_params or (sim_id != ours and holder(_cache_lock(sim_id)) is not None)


def _cache_lock(sim_id: str) -> Path:
    return paths.CACHE / f"lock_{sim_id}"


def _stale(workspace: Workspace) -> list[Path]:
    """What is beside the data and of no use; results that are put back are not."""
    writing = workspace.staging.with_name(workspace.staging.name + WRITING)
    found = [workspace.unfinished_parts, workspace.trash, workspace.lock, writing]
    return found if _is_put_back(workspace) else [*found, workspace.staging, workspace.replaced]


def _is_put_back(workspace: Workspace) -> bool:
    """Whether the run was killed while it replaced its results: Workspace.recover ends that."""
    return workspace.replaced.exists() and not workspace.home.exists()


def _is_sweep(workspace: Workspace) -> bool:
    places = (workspace.sweep_cache, workspace.parts, workspace.overwriting)
    return any(path.exists() for path in places)


def _process(workspace: Workspace) -> Holder | None:
    """A process of a run of this sim_id that goes on."""
    return (
        holder(_cache_lock(workspace.sim_id))
        or holder(workspace.lock)
        or writer(workspace.staging)
        or next(iter(running(workspace.unfinished_parts).values()), None)
    )


def _state(workspace: Workspace) -> str:
    if _is_put_back(workspace):
        return "killed while it replaced its results, which are put back"
    if workspace.failure.exists():
        line = "".join(workspace.failure.read_text().splitlines()[1:2])
        return f"failed ({line})"
    if not _is_sweep(workspace):
        return "killed"
    n_finished = len(list(workspace.parts.glob("*")))
    n_failed = len(list(workspace.sweep_cache.glob("*.failed")))
    return f"sweep, {n_finished} results to be merged, {n_failed} failed"


def clean(workspace: Workspace, is_named: bool) -> None:
    """Remove what the runs of a sim_id have left, under its lock; results that are whole stay.

    Parameters
    ----------
    is_named : remove the cache of a sweep, too

    Raises UserError where a process of it runs.
    """
    with _idle(workspace):
        _clear_cache(workspace, is_named)


def remove_all(workspace: Workspace) -> None:
    """Remove the results of a sim_id and all that its runs have left, under its lock.

    Of data that are elsewhere only the symbolic link is removed.

    Raises UserError where a process of it runs.
    """
    with _idle(workspace):
        workspace.overwriting.unlink(missing_ok=True)
        for folder in (workspace.parts, workspace.data):
            discard(folder, workspace.trash)
        _clear_cache(workspace, is_named=True)


def refuse_live(workspace: Workspace) -> None:
    """Raise UserError where a process of this sim_id runs."""
    if process := _process(workspace):
        raise UserError(_live(workspace, process))


@contextmanager
def _idle(workspace: Workspace) -> Iterator[None]:
    """Hold a sim_id of which no process runs, with what killed ones have left undone or removed."""
    with workspace.locked():
        workspace.recover()
        if process := next(iter(running(workspace.unfinished_parts).values()), None):
            raise UserError(_live(workspace, process))
        yield


def _live(workspace: Workspace, process: Holder) -> str:
    return f"sim_id: '{workspace.sim_id}' is being simulated ({process}); wait for it, or end it"


def _clear_cache(workspace: Workspace, is_named: bool) -> None:
    for path in _unused_cache(workspace, is_named, ours=workspace.sim_id):
        if path == workspace.sweep_cache:
            shutil.rmtree(path, ignore_errors=True)
        elif path != _cache_lock(workspace.sim_id):
            remove(path)


def places(workspace: Workspace) -> list[Path]:
    """All there is of a sim_id: its results, and what its runs have left."""
    beside = [workspace.parts, workspace.overwriting, workspace.staging, workspace.replaced]
    found = [workspace.data, *beside, *_cache_files(workspace), *_stale(workspace)]
    return [*filter(_is_there, dict.fromkeys(found))]
