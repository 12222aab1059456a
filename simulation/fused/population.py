"""The cells of a type: what determines them, taken from their NEURON objects."""

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from neuron import h

from cells.cell import Cell
from network_configs.instrumentations.drive import Steps
from simulation.fused import inputs, layout
from simulation.fused.inputs import Column
from simulation.fused.layout import Array, address
from simulation.fused.store import Store, values_of

SYNAPSES = ("exc_syn", "inhb_syn")  # at most one of each in a cell
CLAMPS = ("ext_dc", "switch_pulse")  # likewise
PER_AREA = 1e2  # mA/cm2 that 1 nA makes on 1 um2
PER_TIME = 1e-3  # S/cm2 that 1 uF/cm2 makes per ms


@dataclass(frozen=True)
class CellType:
    """The mechanism of a type's channels, and what the kernel takes of it."""

    mechanism: str
    member: str  # of layout.Population
    structure: type[ctypes.Structure]
    gates: tuple[str, ...]
    followers: tuple[str, ...]  # functions of v that the kernel keeps
    observed: tuple[str, ...]  # what it keeps if it is recorded

    def is_of(self, cell: Cell) -> bool:
        """Whether a cell is of this type: by its channels, whatever its class."""
        return hasattr(cell.soma(0.5), self.mechanism)


STELLATE = CellType(
    "stellate_mech",
    "stellate",
    layout.StellateChannels,
    ("m", "h", "n", "p", "mf", "ms"),
    (),
    ("gna", "gnap", "gk", "gh", "inap", "ina", "ik", "il", "ih"),
)
INTERNEURON = CellType(
    "interneuron_mech",
    "interneuron",
    layout.InterneuronChannels,
    ("h", "n"),
    ("minf", "dminf"),
    ("gna", "gk", "ina", "ik", "il"),
)


class Population:
    """The cells of one type of this process, as arrays that the kernel works on.

    Parameters
    ----------
    kind : their type
    cells : {gid: cell}; NEURON has been initialised
    played : the steps that drive clamps of this process

    Attributes
    ----------
    gids : shape (n_cells,)
    v, extreme : mV; the extreme as in v_extreme.mod, since it was last set to 0
    synapses : the columns of synapses
    store : the arrays
    structure : what the kernel is given
    """

    def __init__(self, kind: CellType, cells: Mapping[int, Cell], played: Sequence[Steps]) -> None:
        self.gids = np.array(list(cells), np.int64)
        self._cells, self._kind = list(cells.values()), kind
        self._somas = [cell.soma(0.5) for cell in self._cells]
        self.store = Store(len(cells))
        self.structure = layout.Population(n_cells=len(cells), n_padded=self.store.n_padded)
        self._set_membrane()
        self._set_channels()
        self.synapses = self._columns(SYNAPSES)
        for structure, column in zip(self.structure.synapse, self.synapses, strict=False):
            self._set_synapses(structure, column)
        self.structure.n_synapses = len(self.synapses)
        inputs.set_clamps(self.store, self.structure, self._columns(CLAMPS), played)
        inputs.set_theta(self.store, self.structure, self._somas)

    def set_inbox(self, inbox: Array) -> None:
        """Let the synapses take what arrives from here, shape (n_synapses * n_padded,)."""
        for place in range(len(self.synapses)):
            self.structure.synapse[place].inbox = address(inbox[place * self.store.n_padded :])

    def _columns(self, names: Sequence[str]) -> list[Column]:
        columns = []
        for name in names:
            has = [row for row, cell in enumerate(self._cells) if name in cell.__dict__]
            if has:
                columns.append(Column(name, has, [getattr(self._cells[row], name) for row in has]))
        return columns

    def _set_membrane(self) -> None:
        store, s = self.store, self.structure
        self.v = store.state(self._somas, store.rows, "v", "v")
        watches = [soma.v_extreme for soma in self._somas]
        self.extreme = store.state(watches, store.rows, "extreme", "v_extreme.extreme")
        self.v[store.n_cells :] = self.v[0]
        s.gids, s.v, s.extreme = address(self.gids), address(self.v), address(self.extreme)
        s.injected = address(store.zeros())
        threshold = h.ParallelContext().threshold
        s.capacity = store.field([soma.cm * PER_TIME / h.dt for soma in self._somas])
        s.per_area = store.field([PER_AREA / soma.area() for soma in self._somas])
        s.threshold = store.field([threshold(gid) for gid in self.gids.tolist()])

    def _set_channels(self) -> None:
        kind, store = self._kind, self.store
        channels = [getattr(soma, kind.mechanism) for soma in self._somas]
        structure = kind.structure()
        names = layout.parameters(kind.structure)
        values = values_of(channels, [name for name in names if name != "q10"])
        q10 = 5 ** ((h.celsius - 27) / 10)  # as in the INITIAL of interneuron_mech.mod
        values["q10"] = np.full(len(channels), q10)
        for name in names:
            setattr(structure, name, store.field(values[name]))
        for name in kind.gates:
            gate = store.state(channels, store.rows, name, f"{kind.mechanism}.{name}")
            setattr(structure, name, address(gate))
        for name in kind.followers:
            setattr(structure, name, address(store.zeros()))
        for name in kind.observed:
            store.offer(f"{kind.mechanism}.{name}", partial(setattr, structure, name))
        setattr(self.structure, kind.member, ctypes.pointer(store.keep(structure)))

    def _set_synapses(self, structure: layout.Synapses, column: Column) -> None:
        """As the INITIAL of order_free_syn.mod."""
        (name, rows, processes), store = column, self.store
        tau1, tau2, e = values_of(processes, ("tau1", "tau2", "e")).values()
        t_peak = tau1 * tau2 / (tau2 - tau1) * np.log(tau2 / tau1)
        peak_factor = 1 / (np.exp(-t_peak / tau2) - np.exp(-t_peak / tau1))
        structure.peak_factor = store.field(peak_factor, rows)
        structure.decay1 = store.field(np.exp(-h.dt / tau1), rows)
        structure.decay2 = store.field(np.exp(-h.dt / tau2), rows)
        structure.e = store.field(e, rows)
        structure.A = address(store.state(processes, rows, "A", f"{name}.A"))
        structure.B = address(store.state(processes, rows, "B", f"{name}.B"))
        for field in ("g", "i"):
            store.offer(f"{name}.{field}", partial(setattr, structure, field))
