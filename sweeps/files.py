"""What a sweep keeps in files: its parameters in cache/, the markers of what is finished."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from parameters.kinds import nearest
from parameters.table import Parameters, SweepParameters
from results.archive import Archive, entries, read_archive
from results.completeness import missing_files
from sweeps.member import MARKER, simulation_hash
from workspace.attempts import name_of
from workspace.errors import UserError
from workspace.files import write_text
from workspace.paths import CACHE, Workspace

Marker = dict[str, Any]  # of a finished simulation: its params, when and where it ran


class Part(NamedTuple):
    """A finished simulation of a sweep: where its results are, and its marker."""

    folder: Path
    marker: Marker


def write_sweep(path: Path, sweep: SweepParameters) -> None:
    """Write the parameters of a sweep for m_run.py: JSON, a simulation a line."""
    write_text(path, entries(sweep) + "\n")


def read_simulation(sim_id: str, sim_num: str) -> Parameters:
    """The parameters of one simulation of the sweep that m_sim_setup.py has prepared.

    Only its line is parsed: a sweep of thousands is tens of megabytes.

    Raises UserError where there is no such sweep or simulation.
    """
    path = CACHE / f"params_{sim_id}.json"
    if not path.exists():
        raise UserError(f"sim_id: no {path}; prepare the sweep with m_sim_setup.py first")
    start = f"{json.dumps(sim_num)}: "
    with open(path) as file:
        for line in file:
            if line.startswith(start):
                params: Parameters = json.loads(line[len(start) :].rstrip(",\n"))
                return params
    known = list(json.loads(path.read_text()))
    raise UserError(f"sim_num: no {sim_num!r} in {path}{nearest(sim_num, known)}")


def part_folders(workspace: Workspace) -> dict[str, list[Path]]:
    """{sim_num: folders of finished simulations that are not merged yet, the latest last}."""
    found: dict[str, list[Path]] = {}
    markers = [file for file in workspace.parts.glob(f"*/{MARKER}") if not file.is_symlink()]
    for marker in sorted(markers, key=lambda file: file.stat().st_mtime_ns):
        found.setdefault(name_of(marker.parent.name), []).append(marker.parent)
    return found


def overwritten_parts(workspace: Workspace) -> list[str]:
    """The names of the part folders that a sweep found when it began to overwrite."""
    if not workspace.overwriting.exists():
        return []
    names: list[str] = json.loads(workspace.overwriting.read_text() or "[]")
    return names


def read_parts(
    workspace: Workspace, sweep: SweepParameters, overwritten: bool = False
) -> dict[str, Part]:
    """{sim_num: the latest part} of the finished simulations that are not merged yet.

    One whose files are not all there is not finished.

    Parameters
    ----------
    overwritten : give the parts that are being overwritten, in place of the new ones
    """
    old = overwritten_parts(workspace)
    parts = {}
    for sim_num, folders in part_folders(workspace).items():
        wanted = [folder for folder in folders if (folder.name in old) == overwritten]
        for folder in wanted[-1:]:
            marker = json.loads((folder / MARKER).read_text())
            if not missing_files(folder, marker["params"]):
                parts[sim_num] = Part(folder, _sharing(marker, sweep.get(sim_num)))
    return parts


class Merged:
    """What is in data/{sim_id} before a sweep is merged; its archive is parsed once, when needed.

    Parameters
    ----------
    workspace : where the data are
    sweep : the simulations that are to be run; a single one counts as a sweep of one
    """

    def __init__(self, workspace: Workspace, sweep: SweepParameters) -> None:
        self.workspace, self.sweep = workspace, sweep

    @cached_property
    def archive(self) -> Archive:
        """The archive of the data; without simulations where there is none."""
        path = self.workspace.archived_params
        return read_archive(path) if path.exists() else Archive({}, is_sweep=True)

    @cached_property
    def markers(self) -> dict[str, Marker]:
        """{sim_num: marker} of the simulations that have data.

        Raises UserError where it is not known what made them.
        """
        if not self.archive.is_ours:
            raise UserError(
                f"sim_id: {self.workspace.data} has no provenance: it was made by GridCellsCond, "
                "or is a copy; its data cannot be resumed, choose another sim_id"
            )
        return {
            num: _sharing(facts | {"params": self.archive.params[num]}, self.sweep.get(num))
            for num, facts in self.archive.facts.items()
        }


def _sharing(marker: Marker, params: Parameters | None) -> Marker:
    """The marker with the sweep's own parameters where they are the same: memory for thousands."""
    if params is not None and simulation_hash(marker["params"]) == simulation_hash(params):
        marker["params"] = params
    return marker
