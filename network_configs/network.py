"""The network: the cells of this process, and the synapses onto them."""

import weakref
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from cells.cell import Cell
from cells.interneuron import Interneuron
from cells.lazy_neuron import h
from cells.stellate import Stellate
from network_configs.connections.sparse_matrix import SparseMatrix
from network_configs.dealing import local_gids
from network_configs.delivery import Delivery
from parameters.table import Parameters
from workspace.errors import UserError

CELLS: dict[str, type[Cell]] = {"stell": Stellate, "intrnrn": Interneuron}  # by population
# Weights are multiples of this (uS): their sums are exact, in whatever order events arrive.
WEIGHT_GRID = 2.0**-58


def on_weight_grid(weight: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The nearest multiples of WEIGHT_GRID (uS)."""
    return np.rint(np.divide(weight, WEIGHT_GRID)) * WEIGHT_GRID


def conductances(
    params: Parameters, matrix: SparseMatrix, post: npt.NDArray[np.int32]
) -> npt.NDArray[np.float64]:
    """Peak conductance (uS) of each entry of a matrix: its weight times its projection's gmax.

    Parameters
    ----------
    params : all parameters
    matrix : the entries
    post : target gid of each entry

    Returns
    -------
    Conductances, shape (n_entries,), on the grid of `on_weight_grid`.
    """
    p = params
    gmax = np.array(
        [[p["ss_syn_gmax"], p["si_syn_gmax"]], [p["is_syn_gmax"], p["ii_syn_gmax"]]], np.float64
    )
    n_stell = p["N_stell"]
    projection = (matrix.pre >= n_stell).astype(np.int8), (post >= n_stell).astype(np.int8)
    return on_weight_grid(matrix.weight * gmax[projection])


class Network:
    """The cells of this process and the synapses onto them; no stimuli, no files.

    Parameters
    ----------
    params : the full parameters
    classes : {population: class of its cells} in place of those of CELLS

    Attributes
    ----------
    params : the full parameters
    stellate, interneurons, cells : {gid: cell} of this process; cells are both
    delivery : the synapses by source, once they are connected
    recorders : what setup_instrumentation has attached to record
    keep_alive : NEURON objects that must live as long as the network
    """

    _current: "ClassVar[Callable[[], Network | None]]" = lambda: None

    def __init__(self, params: Parameters, classes: Mapping[str, type[Cell]] | None = None) -> None:
        self.params = params
        self.pc = h.ParallelContext()
        self._replace_current()
        self.recorders: list[Any] = []
        self.keep_alive: list[Any] = []
        n_stell, n_intrnrn = params["N_stell"], params["N_intrnrn"]
        place = int(self.pc.id()), int(self.pc.nhost())
        stellate, interneurons = local_gids(n_stell, n_intrnrn, *place)
        classes = CELLS | dict(classes or {})
        self.stellate = self._create(classes["stell"], stellate)
        self.interneurons = self._create(classes["intrnrn"], interneurons)
        self.cells: dict[int, Cell] = self.stellate | self.interneurons

    def connect(self, matrix: SparseMatrix) -> None:
        """Make the synapses of this process's cells from their columns of the matrix."""
        post = np.repeat(np.arange(matrix.n_cells, dtype=np.int32), np.diff(matrix.indptr))
        conductance = conductances(self.params, matrix, post)
        reaching = conductance > 0
        pre, post = matrix.pre[reaching], post[reaching]
        synapses, target = self._synapses(pre, post)
        weight = conductance[reaching]
        self.delivery = Delivery(matrix.n_cells, synapses, pre, target, weight)
        self.delivery.connect(self.params["netcon_delay"])
        for cell in self.cells.values():
            cell.keep_alive.append(self.delivery.inbox)

    def require_current(self) -> None:
        """Raise UserError if another network has been built in this process since this one.

        NEURON knows one network at a time: the next one takes over the gids, and this one is empty.
        """
        if Network._current() is not self:
            raise UserError(
                "this network was replaced by one that was built later in this process; "
                "build it again with network_init(params)"
            )

    def _replace_current(self) -> None:
        """Take the network that was built before apart, in case something still refers to it."""
        before = Network._current()
        if before is not None:
            for contents in (before.keep_alive, before.recorders):
                contents.clear()
            for cells in (before.cells, before.stellate, before.interneurons):
                cells.clear()
            before.__dict__.pop("delivery", None)
        self.pc.gid_clear()
        Network._current = weakref.ref(self)

    def _create(self, kind: type[Cell], gids: npt.NDArray[np.int64]) -> dict[int, Any]:
        created = {}
        for gid in gids.tolist():
            cell = created[gid] = kind(gid, self.params)
            cell.watch_voltage()
            self.pc.set_gid2node(gid, int(self.pc.id()))
            self.pc.cell(gid, cell.spike_source())
        return created

    def _synapses(
        self, pre: npt.NDArray[np.int32], post: npt.NDArray[np.int32]
    ) -> tuple[list[Any], npt.NDArray[np.int32]]:
        """The synapses that something reaches, and which of them each entry reaches.

        Those of a target lie together, stellate sources first: so the matrix is sorted.
        """
        kind = 2 * post + (pre >= self.params["N_stell"])
        is_first = np.diff(kind, prepend=-1) != 0
        reached, target = kind[is_first], np.cumsum(is_first, dtype=np.int32) - 1
        synapses = [
            getattr(self.cells[gid], ("exc_syn", "inhb_syn")[inhibitory])
            for gid, inhibitory in zip((reached // 2).tolist(), (reached % 2).tolist(), strict=True)
        ]
        return synapses, target
