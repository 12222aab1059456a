"""How spikes reach the synapses: one event for all those of a source on this process.

A synapse of a user's own that has no `inbox` gets a NetCon for each of its sources.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cells.lazy_neuron import h
from network_configs.connections.sparse_matrix import column_starts


class Delivery:
    """The table of this process's synapses by source, and the FanOut cell that reads it.

    Parameters
    ----------
    n_cells : cells of the whole network
    synapses : the synapses of this process that have a source
    source : gid, shape (n_entries,)
    target : index into `synapses`, int32, shape (n_entries,)
    weight : uS, float64, shape (n_entries,)

    Attributes
    ----------
    synapses : as given
    starts : int64, shape (n_cells + 1,); the entries of source s are starts[s] to starts[s + 1] of
    targets, weights : shape (n_entries,); as given, by source
    fan_out : the FanOut cell
    inbox : what waits for each synapse (uS), which reads it there: it must live as long as they
    """

    def __init__(
        self,
        n_cells: int,
        synapses: Sequence[Any],
        source: npt.NDArray[np.int32],
        target: npt.NDArray[np.int32],
        weight: npt.NDArray[np.float64],
    ) -> None:
        self.synapses = synapses
        has_inbox = np.array([hasattr(synapse, "inbox") for synapse in synapses], bool)[target]
        self._own = source[~has_inbox], target[~has_inbox], weight[~has_inbox]
        source, target, weight = source[has_inbox], target[has_inbox], weight[has_inbox]
        by_source = np.argsort(source, kind="stable")
        self.starts = column_starts(np.bincount(source, minlength=n_cells))
        self.targets, self.weights = target[by_source], weight[by_source]
        self.inbox = np.zeros(len(synapses))
        self.fan_out = self._make_fan_out()
        for place, synapse in enumerate(synapses):
            if hasattr(synapse, "inbox"):
                synapse.inbox = self.inbox[place:].ctypes.data
        self._connections: list[Any] = []

    def connect(self, delay: float) -> None:
        """Let the spikes of every source here arrive `delay` (ms) after they were fired."""
        pc = h.ParallelContext()
        for gid in np.flatnonzero(np.diff(self.starts)).tolist():
            connection = pc.gid_connect(gid, self.fan_out)
            connection.delay, connection.weight[0] = delay, gid
            self._connections.append(connection)
        for source, target, weight in zip(*(column.tolist() for column in self._own), strict=True):
            connection = pc.gid_connect(source, self.synapses[target])
            connection.delay, connection.weight[0] = delay, weight
            self._connections.append(connection)

    def _make_fan_out(self) -> Any:
        fan_out = h.FanOut()
        fan_out.starts, fan_out.targets = self.starts.ctypes.data, self.targets.ctypes.data
        fan_out.weights, fan_out.inbox = self.weights.ctypes.data, self.inbox.ctypes.data
        return fan_out
