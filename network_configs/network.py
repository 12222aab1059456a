"""The network: the cells of this process, and the synapses onto them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from neuron import h

from cells.cell import Cell
from cells.interneuron import Interneuron
from cells.stellate import Stellate
from network_configs.connections.sparse_matrix import SparseMatrix
from network_configs.dealing import deal_gids

CONNECT_HOC = Path(__file__).with_name("connect.hoc")
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
    stellate, interneurons, cells : {gid: cell} of this process; cells are both
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
        self.cells: dict[int, Cell] = self.stellate | self.interneurons

    def connect(self, matrix: SparseMatrix) -> None:
        """Make the synapses of this process's cells from their columns of the matrix."""
        h.load_file(str(CONNECT_HOC))
        connections, delay = h.List(), self.params["netcon_delay"]
        for gid, cell in self.cells.items():
            for synapse, sources, weights in self._projections(cell, *matrix.column(gid)):
                h.connect_synapse(h.Vector(sources), h.Vector(weights), synapse, delay, connections)
        self.kept.append(connections)

    def _create(self, kind: type[Cell], gids: npt.NDArray[np.int64]) -> dict[int, Any]:
        created = {}
        for gid in gids.tolist():
            cell = created[gid] = kind(gid, self.params)
            self.pc.set_gid2node(gid, int(self.pc.id()))
            self.pc.cell(gid, cell.spike_source())
        return created

    def _projections(
        self, cell: Cell, pre: npt.NDArray[np.int32], weight: npt.NDArray[np.float64]
    ) -> Iterator[tuple[Any, npt.NDArray[np.int32], npt.NDArray[np.float64]]]:
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
                yield getattr(cell, synapse), pre[part][reaching], conductance[reaching]
