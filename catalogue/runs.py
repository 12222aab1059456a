"""The runs and sweeps in a folder of results, from their archives alone."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

from parameters.kinds import FILE_NAME, nearest
from parameters.table import default_params
from results.archive import Archive, read_archive
from results.reader import open_archive
from workspace.errors import UserError
from workspace.paths import Workspace


@dataclass(frozen=True)
class Run:
    """A finished run or sweep, or some simulations of a sweep.

    Attributes
    ----------
    sim_id : its label
    folder : where its data are
    archive : its parameters and provenance
    sim_nums : the simulations that are meant, usually all
    """

    sim_id: str
    folder: Path
    archive: Archive
    sim_nums: tuple[str, ...]

    @property
    def params(self) -> list[Mapping[str, Any]]:
        """The archived parameters of its simulations."""
        return [self.archive.params[sim_num] for sim_num in self.sim_nums]

    def full_params(self, sim_num: str) -> dict[str, Any]:
        """Parameters of one simulation; those that an older archive does not have are defaults."""
        return default_params() | dict(self.archive.params[sim_num])

    def label(self, sim_num: str) -> str:
        """The sim_id, of a sweep with the sim_num."""
        return f"{self.sim_id}_{sim_num}" if self.archive.is_sweep else self.sim_id

    def has_data(self, sim_num: str) -> bool:
        """Whether the simulation has finished; of an archive without provenance, as if it had."""
        return not self.archive.is_ours or sim_num in self.archive.facts

    @cached_property
    def date(self) -> datetime:
        """When it was set up (UTC); where that is not known, when its parameters were written."""
        given = str(self.params[0].get("sim_date_time"))
        try:
            date = datetime.fromisoformat(given)
        except ValueError:
            written = (self.folder / f"{self.sim_id}.json").stat().st_mtime
            date = datetime.fromtimestamp(written, timezone.utc)
        return date.astimezone(timezone.utc).replace(tzinfo=None)

    @cached_property
    def size(self) -> int:
        """Bytes of all that is in its folder."""
        return size_of(self.folder)


def all_runs(data_root: str | Path) -> tuple[list[Run], list[str]]:
    """The runs and sweeps in a folder of results, newest first; and what could not be read.

    Returns
    -------
    runs, troubles : a trouble is a line about a folder that has no parameters, or none that can
        be read

    Raises UserError where there is no such folder.
    """
    root = Workspace("any", data_root).data_root
    runs, troubles = [], []
    if not root.is_dir():
        raise UserError(f"--data_root: got '{root}', expected a folder of results")
    for folder in sorted(root.iterdir()):
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        try:
            runs.append(_read(folder.name, folder))
        except FileNotFoundError:
            troubles.append(f"{folder}: left out: it has no {folder.name}.json")
        except (UserError, OSError) as error:
            troubles.append(f"left out: {error}")
    return sorted(runs, key=lambda run: run.date, reverse=True), troubles


def _read(sim_id: str, folder: Path) -> Run:
    archive = read_archive(folder / f"{sim_id}.json")
    return Run(sim_id, folder, archive, tuple(archive.params))


def named_run(name: str, data_root: str | Path) -> Run:
    """The run or sweep of a sim_id, or one simulation of a sweep: SIM_ID_SIM_NUM.

    Raises UserError where there is none.
    """
    FILE_NAME.check("sim_id", name)
    sim_id, _, sim_num = name.rpartition("_")
    sweep = Workspace(sim_id, data_root)
    if Workspace(name, data_root).archived_params.exists() or not sweep.archived_params.exists():
        archive = open_archive(name, data_root)
        folder = Workspace(name, data_root).data
        return Run(name, folder, archive, tuple(archive.params))
    archive = open_archive(sim_id, data_root)
    if not archive.is_sweep or sim_num not in archive.params:
        hint = nearest(sim_num, list(archive.params))
        raise UserError(f"{name}: no simulation {sim_num!r} in {sweep.archived_params}{hint}")
    return Run(sim_id, sweep.data, archive, (sim_num,))


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; 0 where it is not there."""
    try:
        if not path.is_dir():
            return path.lstat().st_size
        with os.scandir(path) as entries:
            return sum(_size(entry) for entry in entries)
    except FileNotFoundError:
        return 0


def _size(entry: "os.DirEntry[str]") -> int:
    if entry.is_dir(follow_symlinks=False):
        return size_of(Path(entry.path))
    return entry.stat(follow_symlinks=False).st_size
