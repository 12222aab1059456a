"""Finished simulations: their parameters, the layers of their cells, what was recorded of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from parameters.kinds import FILE_NAME, nearest
from parameters.table import SPIKES
from results.reader import load_archive
from workspace.errors import UserError
from workspace.paths import Workspace, data_file

RINGS = ("1d", "asym")
SHEETS = "2d"
RING_NAMES = ("Right", "Left")
SHEET_NAMES = ("East", "West", "North", "South")
INTERNEURONS = "Interneurons"


@dataclass(frozen=True)
class Simulation:
    """One finished simulation.

    Attributes
    ----------
    params : its full parameters
    archive : all that was archived with them: provenance, and of a sweep the other simulations
    folder : where its data are
    """

    params: dict[str, Any]
    archive: dict[str, Any]
    folder: Path

    @property
    def label(self) -> str:
        """The sim_id, of a sweep with the sim_num: the beginning of the names of files."""
        sim_id, sim_num = self.params["sim_id"], self.params["sim_num"]
        return f"{sim_id}_{sim_num}" if "sweep" in self.archive else sim_id

    def recorded(self) -> list[str]:
        """The data_ids that were recorded and are there, spikes first."""
        handles = self.params["record_handle_stell"] | self.params["record_handle_intrnrn"]
        on = [data_id for data_id, handle in handles.items() if handle["state"]]
        return sorted(filter(self._holds, on), key=lambda data_id: data_id not in SPIKES)

    @contextmanager
    def opened(self, data_id: str) -> Iterator[h5py.Dataset]:
        """The dataset of a data_id, cells x time; its attributes say gids, unit, recorder_dt."""
        with h5py.File(self._file(data_id)) as file:
            yield file[self._name(data_id)]

    def spikes(self, population: str) -> npt.NDArray[np.float64] | None:
        """Spike times (ms) of "stell" or "intrnrn", all cells x largest count, NaN-padded.

        None where they were not recorded, or not of all cells.
        """
        data_id = f"{population}_spks"
        if not self._holds(data_id):
            return None
        with self.opened(data_id) as dataset:
            return dataset[:] if len(dataset) == self.params[f"N_{population}"] else None

    def _holds(self, data_id: str) -> bool:
        path = self._file(data_id)
        if not path.exists():
            return False
        with h5py.File(path) as file:
            return self._name(data_id) in file

    def _file(self, data_id: str) -> Path:
        return data_file(self.folder, data_id, self.params["sim_id"])

    def _name(self, data_id: str) -> str:
        return f"{self.params['sim_num']}/{data_id}"


def load_simulations(sim_id: str, data_root: str | Path = "data/") -> dict[str, Simulation]:
    """The simulations of a sim_id, {sim_num: simulation}: one, or those of a sweep.

    Raises UserError where there is no such sim_id.
    """
    FILE_NAME.check("sim_id", sim_id)
    archive = load_archive(sim_id, data_root)
    folder = Workspace(sim_id, data_root).data
    sweep = archive["sweep"].values() if "sweep" in archive else [archive["params"]]
    return {str(params["sim_num"]): Simulation(params, archive, folder) for params in sweep}


def choose(simulations: Mapping[str, Simulation], sim_num: str | None) -> Simulation:
    """The simulation of this sim_num; without one the only simulation there is.

    Raises UserError for a sim_num that does not exist, or none where there are several.
    """
    if sim_num is None and len(simulations) == 1:
        return next(iter(simulations.values()))
    if sim_num is None or sim_num not in simulations:
        known = list(simulations)
        got, hint = ("none", "") if sim_num is None else (repr(sim_num), nearest(sim_num, known))
        expected = f"one of the {len(known)} there are, {known[0]} ... {known[-1]}"
        raise UserError(f"sim_num: got {got}, expected {expected}{hint}")
    return simulations[sim_num]


def layers(params: Mapping[str, Any]) -> dict[str, slice]:
    """The layers of a network in order of gid: for each name, its gids.

    Rings and sheets by their names; any other network has stellate cells and interneurons.
    """
    n_stell, n_cells = params["N_stell"], params["N_stell"] + params["N_intrnrn"]
    names = _stellate_layers(params)
    size = n_stell // len(names)
    stellate = {name: slice(k * size, (k + 1) * size) for k, name in enumerate(names)}
    return stellate | {INTERNEURONS: slice(n_stell, n_cells)}


def layer_spikes(simulation: Simulation) -> dict[str, npt.NDArray[np.float64]]:
    """Spike times (ms) of each layer whose population was recorded whole, NaN-padded."""
    stell, intrnrn = simulation.spikes("stell"), simulation.spikes("intrnrn")
    found = {}
    if stell is not None:
        names = _stellate_layers(simulation.params)
        found = dict(zip(names, np.split(stell, len(names)), strict=True))
    return found if intrnrn is None else found | {INTERNEURONS: intrnrn}


def _stellate_layers(params: Mapping[str, Any]) -> tuple[str, ...]:
    if params["conn_id"] in RINGS:
        return RING_NAMES
    n_sheets = params["N_sheets_stell"]
    if params["conn_id"] != SHEETS:
        return ("Stellate",)
    if n_sheets == len(SHEET_NAMES):
        return SHEET_NAMES
    return tuple(f"Sheet {k}" for k in range(n_sheets))
