"""One finished simulation on disk: its parameters, its provenance, and what was recorded of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import h5py
import numpy as np
import numpy.typing as npt

from parameters.kinds import nearest, quoted
from parameters.table import (
    PARAMETERS,
    RECORD_HANDLES,
    RECORDED,
    SPIKES,
    Parameters,
    default_params,
    recorded_unit,
)
from results.archive import Archive, archive_file
from workspace.errors import UserError
from workspace.paths import data_file

POPULATIONS = ("stell", "intrnrn")

Spikes = list[npt.NDArray[np.float64]]


class SimulationData:
    """One finished simulation. Its parameters and its spikes are read once.

    Parameters
    ----------
    archive : of the run or the sweep that it belongs to
    sim_num : which of its simulations
    folder : where the data are
    """

    def __init__(self, archive: Archive, sim_num: str, folder: Path) -> None:
        self.archive, self.sim_num, self.folder = archive, sim_num, folder
        self._arrays: dict[str, npt.NDArray[np.float64]] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label} in {self.folder}>"

    @cached_property
    def params(self) -> Parameters:
        """Its full parameters; those that an older archive does not have are the defaults.

        Raises UserError for a value that its parameter does not accept.
        """
        archived = self.archive.params[self.sim_num]
        for name, value in archived.items():
            if name in PARAMETERS and name not in RECORD_HANDLES:
                label = f"{archive_file(self.folder, self.sim_id)}: {name}"
                PARAMETERS[name].kind.check(label, value, PARAMETERS[name].unit)
        handles = {handle: self._handle(handle) for handle in RECORD_HANDLES}
        full = default_params() | {"sim_num": self.sim_num} | dict(archived) | handles
        return cast(Parameters, full)

    @property
    def sim_id(self) -> str:
        """The label of the run or the sweep."""
        return str(self.archive.params[self.sim_num]["sim_id"])

    @property
    def label(self) -> str:
        """The sim_id, of a sweep with the sim_num: the beginning of the names of files."""
        return f"{self.sim_id}_{self.sim_num}" if self.archive.is_sweep else self.sim_id

    @property
    def provenance(self) -> dict[str, Any]:
        """What ran: versions, commit, mechanisms, host, times; empty where that is not known."""
        return self.archive.provenance(self.sim_num)

    @property
    def _values(self) -> Mapping[str, Any]:
        """The parameters, to look up names that are put together."""
        return self.params

    def recorded(self) -> list[str]:
        """The data_ids that were recorded and are there, spikes first."""
        ending = f"_{self.sim_id}.hdf5"
        names = sorted(path.name for path in self.folder.glob(f"*{ending}"))
        data_ids = [name.removesuffix(ending) for name in names]
        known = [name for handle in RECORD_HANDLES for name in self._values[handle]]
        in_order = [name for name in known if name in data_ids]
        in_order += [name for name in data_ids if name not in known]
        return sorted(filter(self._holds, in_order), key=lambda data_id: data_id not in SPIKES)

    @contextmanager
    def opened(self, data_id: str) -> Iterator[h5py.Dataset]:
        """The dataset of a data_id in its file, cells x time.

        Raises UserError where there is none.
        """
        path = data_file(self.folder, data_id, self.sim_id)
        with opened_file(path) as file:
            if self._name(data_id) not in file:
                raise UserError(
                    f"sim_num: no {self.sim_num!r} in {path}, expected one of {shortened(file)}"
                )
            yield file[self._name(data_id)]

    def gids(self, data_id: str) -> npt.NDArray[np.int64]:
        """The gids of the cells that were recorded, one per row."""
        with self.opened(data_id) as dataset:
            return self._gids_of(dataset, data_id)

    def unit(self, data_id: str) -> str:
        """The unit of what was recorded."""
        with self.opened(data_id) as dataset:
            known = data_id.partition("_")[2] in RECORDED
            return str(dataset.attrs.get("unit", recorded_unit(data_id) if known else ""))

    def spikes(self, population: str) -> Spikes:
        """Spike times (ms) of "stell" or "intrnrn": an array per recorded cell, without padding.

        Raises UserError where they were not recorded.
        """
        return [times[np.isfinite(times)] for times in self._array(_spikes_of(population))]

    def load_spikes(self) -> tuple[Spikes, Spikes]:
        """Spike times (ms) of the stellate cells and of the interneurons, an array per cell."""
        return self.spikes("stell"), self.spikes("intrnrn")

    def spike_array(self, population: str) -> npt.NDArray[np.float64] | None:
        """Spike times (ms) as in the file: all cells x largest count, padded with NaN.

        None where they were not recorded, or not of all cells of the population.
        """
        data_id = _spikes_of(population)
        if not self._holds(data_id):
            return None
        times = self._array(data_id)
        return times if len(times) == self._values[f"N_{population}"] else None

    def trace(
        self, data_id: str, gids: int | Sequence[int] | None = None
    ) -> npt.NDArray[np.float32]:
        """What was recorded as `data_id` of some cells, sampled at `times(data_id)`.

        Parameters
        ----------
        gids : one gid, or several; all recorded cells without it

        Returns
        -------
        Samples, shape (n_times,) for one gid, otherwise (n_gids, n_times).

        Raises UserError for a cell that was not recorded, or nothing recorded as data_id.
        """
        with self.opened(data_id) as dataset:
            if gids is None:
                return np.asarray(dataset[:])
            rows = self._rows(dataset, data_id, np.atleast_1d(gids).tolist())
            samples = np.array([dataset[row] for row in rows])
        return samples[0] if np.ndim(gids) == 0 else samples

    def times(self, data_id: str) -> npt.NDArray[np.float64]:
        """The times (ms) of the samples of a trace, shape (n_times,)."""
        with self.opened(data_id) as dataset:
            n_samples: int = dataset.shape[1]
        return np.arange(n_samples, dtype=np.float64) * self.params["recorder_dt"]

    def _array(self, data_id: str) -> npt.NDArray[np.float64]:
        if data_id not in self._arrays:
            with self.opened(data_id) as dataset:
                self._arrays[data_id] = dataset[:].astype(np.float64)
        return self._arrays[data_id]

    def _rows(self, dataset: h5py.Dataset, data_id: str, gids: Sequence[int]) -> list[int]:
        row_of = {gid: row for row, gid in enumerate(self._gids_of(dataset, data_id).tolist())}
        for gid in gids:
            if gid not in row_of:
                expected = f"expected one that is recorded: {shortened(row_of)}"
                raise UserError(f"{data_id}: got gid {gid!r}, {expected}")
        return [row_of[gid] for gid in gids]

    def _gids_of(self, dataset: h5py.Dataset, data_id: str) -> npt.NDArray[np.int64]:
        """The file's own gids; in a file of GridCellsCond, those that the parameters name."""
        if "gids" in dataset.attrs:
            return np.asarray(dataset.attrs["gids"], np.int64)
        population = data_id.partition("_")[0]
        handle = self._values[f"record_handle_{population}"].get(data_id, {})
        wanted = handle.get("cells_to_record", "all")
        first = self.params["N_stell"] if population == "intrnrn" else 0
        gids = first + np.arange(self._values[f"N_{population}"]) if wanted == "all" else wanted
        if len(gids) != len(dataset):
            raise UserError(
                f"{data_id}: {dataset.file.filename} has {len(dataset)} rows, "
                f"expected {len(gids)}, the cells that the parameters record"
            )
        return np.asarray(gids, np.int64)

    def _holds(self, data_id: str) -> bool:
        path = data_file(self.folder, data_id, self.sim_id)
        if not path.exists():
            return False
        with opened_file(path) as file:
            return self._name(data_id) in file

    def _handle(self, handle: str) -> dict[str, Any]:
        """What is recorded of a population; an older archive may lack some of it."""
        archived = self.archive.params[self.sim_num].get(handle, {})
        defaults = default_params()[handle]
        if not isinstance(archived, dict) or not all(
            isinstance(r, dict) for r in archived.values()
        ):
            path = archive_file(self.folder, self.sim_id)
            expected = "expected {data_id: {state, cells_to_record, loc}}"
            raise UserError(f"{path}: {handle}: got {quoted(archived)}, {expected}")
        return {
            data_id: defaults.get(data_id, {"state": False, "cells_to_record": "all"}) | recorder
            for data_id, recorder in (defaults | archived).items()
        }

    def _name(self, data_id: str) -> str:
        return f"{self.sim_num}/{data_id}"


def finished(data_root: Path) -> str:
    """The finished runs, as the end of an error."""
    known = sorted(path.name for path in data_root.glob("[!.]*/"))
    return f"; finished runs: {shortened(known)}" if known else ""


@contextmanager
def opened_file(path: Path) -> Iterator[h5py.File]:
    """A file of results; UserError where it is not there or cannot be read."""
    if not path.exists():
        raise UserError(f"no data {path}{finished(path.parent.parent)}")
    try:
        file = h5py.File(path)
    except OSError as error:
        raise UserError(f"{path}: expected an HDF5 file: {error}") from None
    with file:
        yield file


def _spikes_of(population: str) -> str:
    if population not in POPULATIONS:
        hint = nearest(population, POPULATIONS)
        raise UserError(f"population: got {population!r}, expected stell or intrnrn{hint}")
    return f"{population}_spks"


def shortened(names: Iterable[object]) -> str:
    """The first few of some names, for an error."""
    known = list(map(str, names))
    return ", ".join(known[:8]) + (" ..." if len(known) > 8 else "")
