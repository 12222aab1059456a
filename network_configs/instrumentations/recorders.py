"""Recorders of spikes and of any variable of a cell, named by data_id and found by `loc`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from cells.cell import Cell
from cells.lazy_neuron import h
from network_configs.network import Network
from parameters.table import SPIKES, Parameters, recorded_unit
from workspace.errors import UserError

PLACE = re.compile(r"(\w+)(?:\(([\d.]+)\))?")  # of a loc: `soma(0.5)`, `inhb_syn`, `_ref_v`


class SpikeRecorder:
    """Spike times of some cells.

    Attributes
    ----------
    data_id, unit : what is recorded
    gids : shape (n_recorded,); all recorded cells, on whichever process
    """

    def __init__(self, data_id: str, gids: npt.NDArray[np.int64], network: Network) -> None:
        self.data_id, self.unit, self.gids = data_id, recorded_unit(data_id), gids
        self._times, self._gids = h.Vector(), h.Vector()
        for gid in _present(gids, network.cells):
            network.pc.spike_record(gid, self._times, self._gids)

    def start(self) -> None:
        """Begin a run at 0 ms: forget what an interrupted one has left."""
        self.take()

    def take(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """This process's spikes since the last call: gids, times (ms); each shape (n_spikes,)."""
        taken = self._gids.as_numpy().astype(np.int64), self._times.as_numpy().copy()
        self._gids.resize(0)
        self._times.resize(0)
        return taken


class TraceRecorder:
    """One variable of some cells, recorded at every step and thinned out to recorder_dt.

    CoreNEURON records nothing at an interval of its own: the thinning is ours, on both simulators.

    Attributes
    ----------
    data_id, unit, loc : what is recorded, and where in a cell
    gids : shape (n_recorded,); all recorded cells, on whichever process
    present : shape (n_present,); those of this process
    """

    def __init__(
        self, data_id: str, unit: str, gids: npt.NDArray[np.int64], loc: str, network: Network
    ) -> None:
        self.data_id, self.unit, self.gids, self.loc = data_id, unit, gids, loc
        self.present = np.array(_present(gids, network.cells), np.int64)
        self.stride = round(network.params["recorder_dt"] / network.params["dt"])
        self._steps_seen = 0
        self._vectors = [
            h.Vector().record(_resolve(network.cells[gid], loc, data_id))
            for gid in self.present.tolist()
        ]

    def start(self) -> None:
        """Begin a run at 0 ms."""
        self._steps_seen = 0

    def take(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """This process's samples since the last call: gids, and samples (n_gids, n_samples)."""
        first = -self._steps_seen % self.stride
        n_steps = len(self._vectors[0]) if self._vectors else 0
        samples = np.empty(
            (len(self._vectors), len(range(first, n_steps, self.stride))), np.float32
        )
        for row, vector in zip(samples, self._vectors, strict=True):
            row[:] = vector.as_numpy()[first :: self.stride]
            vector.resize(0)
        self._steps_seen += n_steps
        return self.present, samples


def is_recorded(params: Parameters, data_id: str) -> bool:
    """Whether a data_id is switched on."""
    return any(data_id == on for on, _ in _switched_on(params))


def attach_recorders(network: Network) -> None:
    """Attach what record_handle_stell and record_handle_intrnrn switch on.

    Raises UserError for a `loc` that leads nowhere in the cell.
    """
    for data_id, handle in _switched_on(network.params):
        gids = _gids(network.params, data_id, handle["cells_to_record"])
        if data_id in SPIKES:
            network.recorders.append(SpikeRecorder(data_id, gids, network))
        else:
            recorder = TraceRecorder(data_id, recorded_unit(data_id), gids, handle["loc"], network)
            network.recorders.append(recorder)


def _switched_on(params: Parameters) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for handles in (params["record_handle_stell"], params["record_handle_intrnrn"]):
        yield from ((data_id, handle) for data_id, handle in handles.items() if handle["state"])


def _gids(params: Parameters, data_id: str, wanted: str | list[int]) -> npt.NDArray[np.int64]:
    if wanted != "all":
        return np.array(wanted, np.int64)
    if data_id.startswith("stell_"):
        return np.arange(params["N_stell"])
    return params["N_stell"] + np.arange(params["N_intrnrn"])


def _present(gids: npt.NDArray[np.int64], cells: Mapping[int, Cell]) -> list[int]:
    return [gid for gid in gids.tolist() if gid in cells]


def _resolve(cell: Cell, loc: str, data_id: str) -> Any:
    """The NEURON reference that a colon-separated path from the cell leads to."""
    return getattr(*find(cell, loc, data_id))


def find(cell: Cell, loc: str, data_id: str) -> tuple[Any, str]:
    """The segment, mechanism or point process that a path leads to, and the name of its reference.

    Raises UserError where it leads nowhere.
    """
    place: Any = cell
    for step in loc.split(":"):
        name, position = match.groups() if (match := PLACE.fullmatch(step)) else (step, None)
        try:
            owner = _owner(place, name)
            place = getattr(owner, name)
            place = place if position is None else place(float(position))
        except (AttributeError, TypeError, ValueError, RuntimeError):
            raise UserError(
                f"{data_id}: loc '{loc}': a {type(cell).__name__} has no '{step}' there; "
                "expected a path like soma(0.5):_ref_v or inhb_syn:_ref_g"
            ) from None
    return owner, name


def _owner(place: Any, name: str) -> Any:
    """What has this name: a variable that is not the segment's own is one of its mechanisms.

    So `soma(0.5):_ref_ina` is found, though the sodium current is no ion's here.
    """
    from neuron import nrn  # here, so that the module comes without NEURON

    if isinstance(place, nrn.Segment) and not hasattr(place, name):
        return next((mechanism for mechanism in place if hasattr(mechanism, name)), place)
    return place
