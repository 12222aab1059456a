"""The files that a run reads besides its parameters, each identified by its content."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from input_data.trajectory import trajectory_file
from input_data.velocity_curve import curve_file
from parameters.table import Parameters
from workspace.paths import ROOT, saved_matrix

BLOCK = 2**20  # bytes that are read at once

Inputs = dict[str, dict[str, str | None]]


def input_files(params: Parameters) -> dict[str, Path]:
    """The files that a run with these parameters reads, {what names it: file}.

    The saved matrix, the trajectory and the velocity curve; and whatever file a text in
    extra_params names, which an input of a user's own may read.
    """
    files = {f"extra_params{key}": path for key, path in _named("", params["extra_params"])}
    if not params["build_conn_matrix"]:
        files["matrix_id"] = saved_matrix(params["conn_id"], params["matrix_id"])
    if params["vel_type"] == "input" and params["traj_id"] is not None:
        files["traj_id"] = trajectory_file(params["traj_id"])
        files["velocity_curve"] = curve_file(params)
    return files


def input_hashes(params: Parameters) -> Inputs:
    """{what names it: its file and the sha256 of its content} of the files that a run reads."""
    return {
        name: {"file": _shown(path), "sha256": _sha256_of(path)}
        for name, path in input_files(params).items()
    }


def changed_inputs(params: Parameters, recorded: Mapping[str, Any]) -> list[str]:
    """The files that have another content now than a run recorded, each with what names it.

    Parameters
    ----------
    recorded : the provenance of the run; an older one does not say what its files were
    """
    before = recorded.get("inputs", {})
    return [
        f"{name} ({now['file']})"
        for name, now in input_hashes(params).items()
        if name in before and before[name].get("sha256") != now["sha256"]
    ]


def _named(key: str, value: Any) -> Iterator[tuple[str, Path]]:
    """The texts in extra_params that are the path of a file."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _named(f"{key}[{name}]", item)
    elif isinstance(value, list):
        for k, item in enumerate(value):
            yield from _named(f"{key}[{k}]", item)
    elif isinstance(value, str) and value and (ROOT / value).is_file():
        yield key, ROOT / value


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def _sha256_of(path: Path) -> str | None:
    """The hash of a file's content, None where there is no file."""
    if not path.is_file():
        return None
    stat = path.stat()
    return _sha256(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1000)
def _sha256(path: Path, mtime_ns: int, size: int) -> str:
    """Read once for all simulations of a sweep, as long as the file is not touched."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
