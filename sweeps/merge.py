"""Bring the results of a sweep's simulations together in data/{sim_id}."""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import h5py

from param import mParam
from results.archive import Archive, write_archive
from results.spec import Spec
from simulation.provenance import now, provenance
from sweeps.files import Marker, read_archive, read_markers
from workspace.paths import Workspace


def publish(spec: Spec, sweep: mParam, workspace: Workspace, left: Mapping[str, str]) -> bool:
    """Merge what is finished into data/{sim_id}; return whether that was done.

    A simulation without new data keeps its old ones, with the parameters that made them. Where
    all are overwritten, the old data stay untouched until each simulation has finished or failed.

    Parameters
    ----------
    left : {sim_num: why} of the simulations that are still to be run, see sweep.pending
    """
    new = read_markers(workspace, sweep)
    overwriting = workspace.overwriting.exists()
    if not new or (overwriting and set(left.values()) - {"failed"}):
        return False
    old = read_archive(workspace, sweep) if left or not overwriting else {}
    found = old | new
    made = {num: found[num] for num in [*sweep, *found] if num in found}  # in the sweep's order
    folders = {num: workspace.parts / num if num in new else workspace.data for num in made}
    workspace.stage()
    merge(folders, workspace.sim_id, workspace.staging)
    _archive(spec, sweep, workspace, made)
    workspace.publish()
    if not overwriting:
        for sim_num in new:
            shutil.rmtree(workspace.parts / sim_num)
    return True


def merge(folders: Mapping[str, Path], sim_id: str, target: Path) -> None:
    """Copy the groups of simulations into one file per data_id.

    Parameters
    ----------
    folders : {sim_num: folder whose {data_id}_{sim_id}.hdf5 have its group}
    target : existing folder for the merged files
    """
    for name in _data_files(set(folders.values()), sim_id):
        with h5py.File(target / name, "w") as merged:
            for sim_num, folder in folders.items():
                _copy_group(folder / name, sim_num, merged)
            is_empty = len(merged) == 0
        if is_empty:
            (target / name).unlink()


def _data_files(folders: Iterable[Path], sim_id: str) -> list[str]:
    names = {name for folder in folders for name in os.listdir(folder)}
    return sorted(name for name in names if name.endswith(f"_{sim_id}.hdf5"))


def _copy_group(path: Path, sim_num: str, merged: h5py.File) -> None:
    if path.exists():
        with h5py.File(path, "r") as file:
            if sim_num in file:
                file.copy(sim_num, merged)


def _archive(spec: Spec, sweep: mParam, workspace: Workspace, made: Mapping[str, Marker]) -> None:
    """Stage {sim_id}.json, with the parameters that made the data, and the specs file."""
    params = sweep | {sim_num: marker["params"] for sim_num, marker in made.items()}
    simulations = {
        sim_num: {key: value for key, value in marker.items() if key != "params"}
        for sim_num, marker in made.items()
    }
    facts = provenance() | {"finished": now()}
    record = Archive(params, True, facts, simulations)
    write_archive(workspace.staging / workspace.archived_params.name, record)
    if spec.source is not None:
        (workspace.staging / workspace.archived_specs.name).write_bytes(spec.source)
