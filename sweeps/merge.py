"""Bring the results of a sweep's simulations together in data/{sim_id}."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import h5py

from parameters.table import SweepParameters
from results.archive import Archive, write_archive
from results.completeness import missing_datasets
from results.spec import Spec
from simulation.provenance import now, provenance
from sweeps.files import Marker, Part, part_folders, read_archive, read_parts
from workspace.attempts import Attempt
from workspace.errors import RunError
from workspace.files import discard
from workspace.hdf5 import new_hdf5
from workspace.paths import Workspace


def publish(
    spec: Spec, sweep: SweepParameters, workspace: Workspace, left: Mapping[str, str]
) -> bool:
    """Merge what is finished into data/{sim_id}; return whether that was done.

    A simulation without new data keeps its old ones, with the parameters that made them. Where
    all are overwritten, the old data stay untouched until each simulation has finished or failed.
    A part is removed once the merged data are in their place, so that a process which is killed
    at any moment loses nothing.

    Parameters
    ----------
    left : {sim_num: why} of the simulations that are still to be run, see sweep.pending
    """
    waiting, new = part_folders(workspace), read_parts(workspace, sweep)
    overwriting = workspace.overwriting.exists()
    if not new or (overwriting and set(left.values()) - {"failed"}):
        return False
    found = (_old_parts(workspace, sweep) if left or not overwriting else {}) | new
    made = {num: found[num] for num in [*sweep, *found] if num in found}  # in the sweep's order
    attempt = Attempt(workspace.staging)
    try:
        attempt.open()
        merge({num: part.folder for num, part in made.items()}, workspace.sim_id, attempt.folder)
        _check(attempt.folder, {num: part.marker["params"] for num, part in new.items()})
        _archive(spec, sweep, workspace, {num: part.marker for num, part in made.items()})
        workspace.publish()
    finally:
        attempt.discard()
    if not overwriting:
        for folder in (folder for sim_num in new for folder in waiting[sim_num]):
            discard(folder, workspace.trash)  # the latest last: an older one must not come back
    return True


def _old_parts(workspace: Workspace, sweep: SweepParameters) -> dict[str, Part]:
    """What is there already: the merged data, and unmerged ones that are being overwritten."""
    archived = read_archive(workspace, sweep).items()
    merged = {sim_num: Part(workspace.data, marker) for sim_num, marker in archived}
    return merged | read_parts(workspace, sweep, overwritten=True)


def _check(folder: Path, simulations: SweepParameters) -> None:
    """Raise RunError if the merged files lack anything that the simulations have recorded."""
    for sim_num, data_ids in missing_datasets(folder, simulations).items():
        raise RunError(
            f"simulation {sim_num!r}: {', '.join(data_ids)} could not be merged; "
            f"--only {sim_num} runs it again"
        )


def merge(folders: Mapping[str, Path], sim_id: str, target: Path) -> None:
    """Copy the groups of simulations into one file per data_id.

    Parameters
    ----------
    folders : {sim_num: folder whose {data_id}_{sim_id}.hdf5 have its group}
    target : existing folder for the merged files
    """
    for name in _data_files(set(folders.values()), sim_id):
        with new_hdf5(target / name) as merged:
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


def _archive(
    spec: Spec, sweep: SweepParameters, workspace: Workspace, made: Mapping[str, Marker]
) -> None:
    """Stage {sim_id}.json, with the parameters that made the data, and the specs file."""
    made_with = {sim_num: marker["params"] for sim_num, marker in made.items()}
    params = dict(sweep) | made_with
    simulations = {
        sim_num: {key: value for key, value in marker.items() if key != "params"}
        for sim_num, marker in made.items()
    }
    facts = provenance() | spec.provenance | {"finished": now()}
    record = Archive(params, True, facts, simulations)
    write_archive(workspace.staging / workspace.archived_params.name, record)
    if spec.source is not None:
        (workspace.staging / workspace.archived_specs.name).write_bytes(spec.source)
