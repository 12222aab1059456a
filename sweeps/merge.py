"""Bring the results of a sweep's simulations together in data/{sim_id}."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import h5py

from parameters.table import SweepParameters
from results.archive import Archive, whole, write_archive
from results.completeness import missing_datasets
from results.spec import Spec
from simulation.provenance import now, provenance
from sweeps.files import Marker, Merged, Part, part_folders, read_parts
from sweeps.plan import ENDED_BADLY
from workspace.attempts import Attempt
from workspace.errors import RunError
from workspace.files import discard
from workspace.hdf5 import new_hdf5


def merge_finished(spec: Spec, merged: Merged, left: Mapping[str, str]) -> Archive | None:
    """Merge what is finished into data/{sim_id}; return the new archive, None if nothing was done.

    A simulation without new data keeps its old ones, with the parameters that made them. Where
    all are overwritten, the old data stay untouched until each simulation has ended: has finished,
    has failed or was killed.
    A part is removed once the merged data are in their place, so that a process which is killed
    at any moment loses nothing.

    Parameters
    ----------
    merged : what is in data/{sim_id} before
    left : {sim_num: why} of the simulations that are still to be run, see sweep.pending
    """
    workspace, sweep = merged.workspace, merged.sweep
    waiting, new = part_folders(workspace), read_parts(workspace, sweep)
    overwriting = workspace.overwriting.exists()
    if not new or (overwriting and set(left.values()).difference(ENDED_BADLY)):
        return None
    found = (_old_parts(merged) if left or not overwriting else {}) | new
    made = {num: found[num] for num in [*sweep, *found] if num in found}  # in the sweep's order
    attempt = Attempt(workspace.staging)
    try:
        attempt.open()
        merge({num: part.folder for num, part in made.items()}, workspace.sim_id, attempt.folder)
        _check(attempt.folder, {num: part.marker["params"] for num, part in new.items()})
        archive = _archive(spec, merged, {num: part.marker for num, part in made.items()})
        workspace.publish()
    finally:
        attempt.discard()
    if not overwriting:
        for folder in (folder for sim_num in new for folder in waiting[sim_num]):
            discard(folder, workspace.trash)  # the latest last: an older one must not come back
    return archive


def _old_parts(merged: Merged) -> dict[str, Part]:
    """What is there already: the merged data, and unmerged ones that are being overwritten."""
    data, markers = merged.workspace.data, merged.markers
    parts = {sim_num: Part(data, marker) for sim_num, marker in markers.items()}
    return parts | read_parts(merged.workspace, merged.sweep, overwritten=True)


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


def _archive(spec: Spec, merged: Merged, made: Mapping[str, Marker]) -> Archive:
    """Stage {sim_id}.json, with the parameters that made the data, and the specs file."""
    workspace = merged.workspace
    made_with = {sim_num: marker["params"] for sim_num, marker in made.items()}
    params = dict(merged.sweep) | made_with
    simulations = {
        sim_num: {key: value for key, value in marker.items() if key != "params"}
        for sim_num, marker in made.items()
    }
    facts = provenance() | spec.provenance | {"finished": now()}
    record = Archive(whole(params), True, whole(facts), whole(simulations))  # as it will be read
    write_archive(workspace.staging / workspace.archived_params.name, record)
    if spec.source is not None:
        (workspace.staging / workspace.archived_specs.name).write_bytes(spec.source)
    return record
