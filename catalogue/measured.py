"""The measures of finished simulations, computed once and kept beside the data.

They are in data/{sim_id}/{sim_id}_measures.json. An entry counts as long as the code that computes
measures, the parameters, and the content of what was measured are the same. The content is looked
at only where a file has another size or time of change than when it was measured.
"""

import ast
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from tqdm import tqdm

from analysis import measures as code
from analysis.measured import Measured
from analysis.measures import measures
from catalogue.runs import Run
from results.archive import Archive
from results.data import SimulationData
from workspace.errors import UserError
from workspace.files import write_text
from workspace.paths import ROOT, Workspace

PACKAGES = ("numpy", "scipy")
BLOCK = 2**24  # bytes of a dataset that are in memory at a time

Entry = dict[str, Any]  # of one simulation in the file


class Watched(SimulationData):
    """A simulation that knows which of its data were read."""

    def __init__(self, archive: Archive, sim_num: str, folder: Path) -> None:
        super().__init__(archive, sim_num, folder)
        self.read: set[str] = set()

    @contextmanager
    def opened(self, data_id: str) -> Iterator[h5py.Dataset]:
        """The dataset of a data_id; that it was opened is noted."""
        self.read.add(data_id)
        with super().opened(data_id) as dataset:
            yield dataset


def measures_of(run: Run) -> dict[str, dict[str, Measured]]:
    """The measures of the simulations of a run that have data, {sim_num: {name: measure}}.

    What is known is not computed again. A line on stderr says what could not be measured or kept.
    """
    path = _file(run)
    known = _read(path)
    found, is_new = {}, False
    try:
        for sim_num in tqdm(run.sim_nums, desc=run.sim_id, disable=None, leave=False):
            if not run.has_data(sim_num):
                continue
            try:
                entry = _entry(run, sim_num, known.get(sim_num))
            except (UserError, OSError) as error:
                print(f"catalogue: {run.label(sim_num)}: not measured: {error}", file=sys.stderr)
                continue
            is_new |= entry is not known.get(sim_num)
            known[sim_num] = entry
            found[sim_num] = _as_measures(entry)
    finally:
        if is_new:
            _keep(run, path, known)
    return found


def _file(run: Run) -> Path:
    return run.folder / f"{run.sim_id}_measures.json"


def _entry(run: Run, sim_num: str, known: Entry | None) -> Entry:
    """What is known of a simulation if it still holds, otherwise measured anew."""
    simulation = Watched(run.archive, sim_num, run.folder)
    now = {
        "code": code_hash(run.full_params(sim_num)["conn_id"]),
        "params": _params_hash(run, sim_num),
    }
    files = _files(run)
    if known and all(known.get(key) == value for key, value in now.items()):
        if known["files"] == files:
            return known
        if known["content"] == _content(simulation, known["read"]):
            return known | {"files": files}
    found = measures(simulation)
    read = sorted(simulation.read)
    values = {
        name: [None if np.isnan(value) else float(value), value.definition, value.reason]
        for name, value in found.items()
    }
    return now | {
        "files": files,
        "read": read,
        "content": _content(simulation, read),
        "measures": values,
    }


def _as_measures(entry: Entry) -> dict[str, Measured]:
    return {
        name: Measured(np.nan if value is None else value, definition, reason)
        for name, (value, definition, reason) in entry["measures"].items()
    }


def _files(run: Run) -> dict[str, list[int]]:
    """{name: [bytes, time of change]} of the files of data."""
    stats = {path.name: path.stat() for path in sorted(run.folder.glob("*.hdf5"))}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}


def _content(simulation: SimulationData, data_ids: Sequence[str]) -> str:
    """Hash of what was recorded as these data_ids."""
    content = hashlib.sha256()
    for data_id in data_ids:
        with simulation.opened(data_id) as dataset:
            content.update(f"{data_id} {dataset.shape} {dataset.dtype}".encode())
            content.update(simulation.gids(data_id).tobytes())
            rows = max(1, BLOCK // max(1, dataset.shape[1] * dataset.dtype.itemsize))
            for start in range(0, dataset.shape[0], rows):
                content.update(dataset[start : start + rows].tobytes())
    return content.hexdigest()[:16]


def _params_hash(run: Run, sim_num: str) -> str:
    text = json.dumps(run.archive.params[sim_num], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read(path: Path) -> dict[str, Entry]:
    """What is kept; nothing where the file is not there or is no longer whole."""
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _keep(run: Run, path: Path, known: Mapping[str, Entry]) -> None:
    """Write the file, but not while a run replaces the data."""
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(entry)}" for key, entry in known.items())
    try:
        with Workspace(run.sim_id, run.folder.parent).locked():
            if path.parent.is_dir():
                write_text(path, "{\n" + lines + "\n}\n")
    except (UserError, OSError) as error:
        print(f"catalogue: {run.sim_id}: its measures are not kept: {error}", file=sys.stderr)


@cache
def code_hash(conn_id: str) -> str:
    """Hash of all source that measures of this network depend on, and of the packages' versions."""
    sources = {Path(str(code.__file__))}
    config = find_spec(f"network_configs.connections.{conn_id}_config")
    if config is not None and config.origin:
        sources.add(Path(config.origin))
    content = hashlib.sha256(" ".join(map(version, PACKAGES)).encode())
    for path in sorted(_with_imports(sources)):
        content.update(path.read_bytes())
    return content.hexdigest()[:16]


def _with_imports(sources: set[Path]) -> set[Path]:
    """These files and all of this project that they import, directly or not."""
    found: set[Path] = set()
    waiting = set(sources)
    while waiting:
        path = waiting.pop()
        found.add(path)
        waiting |= _imported(path) - found
    return found


@cache
def _imported(source: Path) -> frozenset[Path]:
    tree = ast.parse(source.read_bytes())
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    places = [ROOT.joinpath(*name.split(".")) for name in names]
    files = [place.with_suffix(".py") for place in places]
    files += [place / "__init__.py" for place in places]
    return frozenset(path for path in files if path.is_file())
