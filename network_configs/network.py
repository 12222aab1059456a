"""The network: the cells of this process, and the synapses onto them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from neuron import h

from cells.cell import Cell
from cells.interneuron import Interneuron
from cells.stellate import Stellate
from network_configs.connections.sparse_matrix import SparseMatrix
from network_configs.dealing import deal_gids

# Weights are multiples of this (uS): their sums are exact, in whatever order events arrive.
WEIGHT_GRID = 2.0**-58


def on_weight_grid(weight: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The nearest multiples of WEIGHT_GRID (uS)."""
    return np.rint(np.divide(weight, WEIGHT_GRID)) * WEIGHT_GRID


class Network:
    """The cells of this process and the synapses onto them; no stimuli, no files.

    Attributes
    ----------
    params : the full parameters
    stellate, interneurons : {gid: cell} of this process
    recorders : what setup_instrumentation has attached to record
    kept : NEURON objects that must live as long as the network
    """

    def __init__(self, params: dict[str, Any]) -> None:
        self.params = params
        self.pc = h.ParallelContext()
        self.recorders: list[Any] = []
        self.kept: list[Any] = []
        n_stell, n_intrnrn = params["N_stell"], params["N_intrnrn"]
        place = int(self.pc.id()), int(self.pc.nhost())
        self.stellate = self._create(Stellate, deal_gids(n_stell, 0, *place))
        self.interneurons = self._create(Interneuron, deal_gids(n_intrnrn, n_stell, *place))

    @property
    def cells(self) -> dict[int, Cell]:
        """All cells of this process, {gid: cell}."""
        return self.stellate | self.interneurons

    def connect(self, matrix: SparseMatrix) -> None:
        """Make the synapses of this process's cells from their columns of the matrix."""
        for gid, cell in self.cells.items():
            pre, weight = matrix.column(gid)
            for synapse, sources, weights in self._projections(cell, pre, weight):
                self._attach(synapse, sources, weights)

    def _create(self, kind: type[Cell], gids: npt.NDArray[np.int64]) -> dict[int, Any]:
        created = {}
        for gid in gids.tolist():
            cell = created[gid] = kind(gid, self.params)
            self.pc.set_gid2node(gid, int(self.pc.id()))
            self.pc.cell(gid, cell.spike_source())
        return created

    def _projections(
        self, cell: Cell, pre: npt.NDArray[np.int32], weight: npt.NDArray[np.float64]
    ) -> Iterator[tuple[Any, list[int], list[float]]]:
        """(synapse, source gids, weights in uS) of the excitatory and the inhibitory inputs."""
        onto = "s" if cell.gid in self.stellate else "i"
        n_excitatory = int(np.searchsorted(pre, self.params["N_stell"]))
        inputs = (
            ("s", "exc_syn", slice(n_excitatory)),
            ("i", "inhb_syn", slice(n_excitatory, None)),
        )
        for source, synapse, part in inputs:
            gmax = self.params[f"{source}{onto}_syn_gmax"]
            conductance = on_weight_grid(weight[part] * gmax)
            reaching = conductance > 0
            if reaching.any():
                sources = pre[part][reaching].tolist()
                yield getattr(cell, synapse), sources, conductance[reaching].tolist()

    def _attach(self, synapse: Any, sources: list[int], weights: list[float]) -> None:
        delay, gid_connect, keep = (
            self.params["netcon_delay"],
            self.pc.gid_connect,
            self.kept.append,
        )
        for gid, weight in zip(sources, weights, strict=True):
            connection = gid_connect(gid, synapse)
            connection.delay = delay
            connection.weight[0] = weight
            keep(connection)
