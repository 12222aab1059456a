"""What the kernel records, in the form of the recorders of NEURON's variables."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from neuron import nrn

from cells.cell import Cell
from network_configs.instrumentations.recorders import SpikeRecorder, TraceRecorder, find
from simulation.fused import layout
from simulation.fused.layout import address
from simulation.fused.population import Population
from simulation.fused.refusal import INPUTS, refuse


class FusedSpikes:
    """The spikes of the cells of a SpikeRecorder."""

    def __init__(self, recorder: SpikeRecorder) -> None:
        self.data_id, self.unit, self.gids = recorder.data_id, recorder.unit, recorder.gids
        self._taken: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]] = []

    def put(self, gids: npt.NDArray[np.int64], times: npt.NDArray[np.float64]) -> None:
        """Take over those of these spikes that are recorded."""
        is_recorded = np.isin(gids, self.gids)
        self._taken.append((gids[is_recorded], times[is_recorded]))

    def take(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """This process's spikes since the last call: gids, times (ms); each shape (n_spikes,)."""
        gids, times = zip(*self._taken, strict=True)
        self._taken = []
        return np.concatenate(gids), np.concatenate(times)


class FusedTrace:
    """The samples of a TraceRecorder: the kernel writes those every recorder_dt and no others.

    Parameters
    ----------
    recorder : that of NEURON's variables; its first sample, at 0 ms, is this one's
    cells : {gid: cell} of this process
    place_of : {gid: (population, row)} of this process
    """

    def __init__(
        self,
        recorder: TraceRecorder,
        cells: Mapping[int, Cell],
        place_of: Mapping[int, tuple[Population, int]],
    ) -> None:
        self.data_id, self.unit, self.gids = recorder.data_id, recorder.unit, recorder.gids
        self._present = recorder.present
        self._taken = [recorder.take()[1]]
        self.traces: list[layout.Trace] = []
        self._columns: list[npt.NDArray[np.intp]] = []  # of `present`, for each trace
        self._kept: list[npt.NDArray[Any]] = []
        places = [place_of[gid] for gid in self._present.tolist()]
        for population in dict.fromkeys(population for population, _ in places):
            columns = np.flatnonzero([p is population for p, _ in places])
            cell = cells[int(self._present[columns[0]])]
            rows = np.array([places[column][1] for column in columns.tolist()], np.int64)
            self._add(population, variable(cell, recorder), columns, rows)

    def make_room(self, n_samples: int) -> None:
        """Let the kernel write the next samples, so many."""
        blocks = [np.empty((n_samples, len(columns)), np.float32) for columns in self._columns]
        joined = np.empty((len(self._present), n_samples), np.float32)
        for trace, block in zip(self.traces, blocks, strict=True):
            trace.samples = address(block)
        self._pending = blocks, joined

    def put(self) -> None:
        """Take over what the kernel has written."""
        blocks, joined = self._pending
        for columns, block in zip(self._columns, blocks, strict=True):
            joined[columns] = block.T
        self._taken.append(joined)

    def take(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """This process's samples since the last call: gids, and samples (n_gids, n_samples)."""
        taken, self._taken = np.hstack(self._taken), []
        return self._present, taken

    def _add(
        self,
        population: Population,
        name: str,
        columns: npt.NDArray[np.intp],
        rows: npt.NDArray[np.int64],
    ) -> None:
        source = population.store.variable(name)
        if source is None:
            refuse(f"{self.data_id}: it does not keep {name}")
        if len(source) <= rows.max():  # all cells have the same
            rows = np.zeros_like(rows)
        self._kept += [source, rows]
        self._columns.append(columns)
        self.traces.append(
            layout.Trace(source=address(source), cells=address(rows), n_cells=len(rows))
        )


def variable(cell: Cell, recorder: TraceRecorder) -> str:
    """The name of a recorded variable for Store.variable, e.g. stellate_mech.ina."""
    owner, reference = find(cell, recorder.loc, recorder.data_id)
    name = reference.removeprefix("_ref_")
    if isinstance(owner, nrn.Segment):
        return name
    if isinstance(owner, nrn.Mechanism):
        return f"{owner.name()}.{name}"
    own = next((key for key in INPUTS if cell.__dict__.get(key) == owner), str(owner))
    return f"{own}.{name}"
