"""Write what was recorded to HDF5, as it comes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import h5py
import numpy as np
import numpy.typing as npt

from parameters.table import SPIKES, Parameters
from workspace.errors import RunError
from workspace.hdf5 import in_one_line
from workspace.paths import data_file

SPIKE_CHUNK = (64, 64)  # cells x spikes of a chunk, 32 KB: what short runs leave unused is little
HELD_SPIKES = 2**20  # that wait in memory to be written, 16 MB

LARGE_ATTRIBUTES = "v108"  # version of the format; before it the gids of a sheet are too many
Batch = tuple[npt.NDArray[np.int64], npt.NDArray[Any]]  # (gids, their samples or spike times)


class Recorded(Protocol):
    """What is recorded: its data_id and unit, and the gids of all recorded cells."""

    data_id: str
    unit: str
    gids: npt.NDArray[np.int64]


class Output:
    """The HDF5 files of one simulation while it runs; on process 0.

    Parameters
    ----------
    folder : where {data_id}_{sim_id}.hdf5 are made, which must not exist; made if it is not there
    params : the full parameters
    recorders : what is recorded
    """

    def __init__(self, folder: Path, params: Parameters, recorders: Sequence[Recorded]) -> None:
        self._datasets: dict[str, SpikeDataset | TraceDataset] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for recorder in recorders:
            path = data_file(folder, recorder.data_id, params["sim_id"])
            kind = SpikeDataset if recorder.data_id in SPIKES else TraceDataset
            with in_one_line(path, self):
                file = h5py.File(path, "x", libver=LARGE_ATTRIBUTES)
                group = file.create_group(str(params["sim_num"]))
                self._datasets[recorder.data_id] = kind(group, recorder, params)

    def append(self, recorder: Recorded, batches: Sequence[Batch]) -> None:
        """Write what each process has recorded since the last time.

        Raises RunError where that is not possible, as on a full disk.
        """
        dataset = self._datasets[recorder.data_id]
        with in_one_line(dataset.file.filename, self):
            dataset.append(batches)

    def close(self) -> None:
        """Close the files; raises RunError where they cannot be written to their end."""
        for dataset in self._datasets.values():
            with in_one_line(dataset.file.filename, self):
                dataset.close()


class SpikeDataset:
    """Spike times (ms): float64, cells x largest count, padded with NaN.

    They are written when there are many: it is done cell by cell, and takes as long for few.
    """

    def __init__(self, group: h5py.Group, recorder: Recorded, params: Parameters) -> None:
        self.file = group.file
        self._row_of = {gid: row for row, gid in enumerate(recorder.gids.tolist())}
        n_cells = len(recorder.gids)
        self._counts = np.zeros(n_cells, np.int64)
        self._waiting: list[Batch] = []
        self._dataset = group.create_dataset(
            recorder.data_id,
            (n_cells, 0),
            np.float64,
            maxshape=(n_cells, None),
            chunks=(min(n_cells, SPIKE_CHUNK[0]), SPIKE_CHUNK[1]),
            fillvalue=np.nan,
        )
        _describe(self._dataset, recorder, params)

    def append(self, batches: Sequence[Batch]) -> None:
        """Take the spikes of all processes; those of a cell follow its earlier ones."""
        self._waiting += batches
        if sum(len(times) for _, times in self._waiting) > HELD_SPIKES:
            self._write()

    def close(self) -> None:
        """Write what is held, and close the file."""
        self._write()
        self.file.close()

    def _write(self) -> None:
        if not self._waiting:
            return
        gids, times = (np.concatenate(column) for column in zip(*self._waiting, strict=True))
        self._waiting = []
        rows = np.array([self._row_of[gid] for gid in gids.tolist()], np.int64)
        order = np.lexsort((times, rows))
        new_counts = np.bincount(rows, minlength=len(self._counts))
        ends = self._counts + new_counts
        self._dataset.resize(max(ends, default=0), axis=1)
        if self._counts.any():
            self._append_rows(np.split(times[order], np.cumsum(new_counts)[:-1]), ends)
        else:
            self._dataset[:] = _padded(rows[order], times[order], new_counts)
        self._counts = ends

    def _append_rows(
        self, times_of: list[npt.NDArray[np.float64]], ends: npt.NDArray[np.int64]
    ) -> None:
        for row, times in enumerate(times_of):
            if len(times):
                self._dataset[row, self._counts[row] : ends[row]] = times


class TraceDataset:
    """Samples at 0, recorder_dt, 2 recorder_dt ... up to sim_dur: float32, cells x samples."""

    def __init__(self, group: h5py.Group, recorder: Recorded, params: Parameters) -> None:
        self.file = group.file
        self._row_of = {gid: row for row, gid in enumerate(recorder.gids.tolist())}
        self._path, self._n_written = group.file.filename, 0
        self._n_samples = n_samples(params)
        shape = (len(recorder.gids), self._n_samples)
        self._dataset = group.create_dataset(recorder.data_id, shape, np.float32)
        _describe(self._dataset, recorder, params)
        self._dataset.attrs["recorder_dt"] = float(params["recorder_dt"])

    def append(self, batches: Sequence[Batch]) -> None:
        """Write the samples of all processes, which have equally many."""
        n_new = max(samples.shape[-1] for gids, samples in batches if len(gids))
        n_new = min(n_new, self._n_samples - self._n_written)
        block = np.empty((len(self._row_of), n_new), np.float32)
        for gids, samples in batches:
            for gid, row in zip(gids.tolist(), samples, strict=True):
                block[self._row_of[gid]] = row[:n_new]
        self._dataset[:, self._n_written : self._n_written + n_new] = block
        self._n_written += n_new

    def close(self) -> None:
        """Close the file.

        Raises RunError where samples are missing: the file would show zeros in their place.
        """
        self.file.close()
        if self._n_written < self._n_samples and self._row_of:
            found = f"{self._n_written} of {self._n_samples} samples"
            raise RunError(f"{self._path}: only {found} were recorded")


def n_samples(params: Parameters) -> int:
    """How many samples a recorder of traces takes: from 0 ms up to sim_dur, both included.

    The last one is at sim_dur if that is a multiple of recorder_dt: 1001 samples in 1000 ms at
    1 ms, as `h.Vector().record()` has them.
    """
    steps, stride = (round(params[key] / params["dt"]) for key in ("sim_dur", "recorder_dt"))
    return steps // stride + 1


def _describe(dataset: h5py.Dataset, recorder: Recorded, params: Parameters) -> None:
    dataset.attrs["gids"] = recorder.gids
    dataset.attrs["unit"] = recorder.unit
    dataset.attrs["sim_dur"] = float(params["sim_dur"])  # of a cached sweep it is an int


def _padded(
    rows: npt.NDArray[np.int64], times: npt.NDArray[np.float64], counts: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Times sorted by row, shape (n_rows, largest count), NaN behind the last of a row."""
    padded = np.full((len(counts), max(counts, default=0)), np.nan)
    starts = np.cumsum(counts) - counts
    padded[rows, np.arange(len(rows)) - starts[rows]] = times
    return padded
