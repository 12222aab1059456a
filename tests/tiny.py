"""Networks of a few cells, run in this process: what they record, without files."""

from typing import Any

import numpy as np

from param import Param
from parameters.table import SPIKES
from results.writer import n_samples

N_RING = 24  # cells; one bump
N_AXIS = 5
SHEET = {
    "conn_id": "2d",
    "instr_id": "2d",
    "N_per_axis": N_AXIS,
    "N_per_sheet": N_AXIS**2,
    "N_stell": 4 * N_AXIS**2,
    "N_intrnrn": N_AXIS**2,
    "si_mean": [[1, 0], [-1, 0], [0, 1], [0, -1]],
    "si_stdev": 1,
    "is_mean": 1,
    "is_stdev": 1,
    "ii_mean": 1,
    "ii_stdev": 1,
    "stell_const_dc": [1e-3, 0, 0, 0],
}
RING = {
    "N_per_sheet": N_RING,
    "N_stell": 2 * N_RING,
    "N_intrnrn": N_RING,
    "n_phases": N_RING,
    "si_mean": 4,
    "is_mean": 8,
    "ii_mean": 8,
    "stell_const_dc": [1e-3, 0],
}
MOTIF = {
    "conn_id": "motif",
    "instr_id": "motif",
    "N_stell": 2,
    "N_intrnrn": 2,
    "stell_const_dc": 1e-3,
}
PAIR = {
    "conn_id": "stdn",
    "instr_id": "stdn",
    "N_stell": 1,
    "N_intrnrn": 1,
    "stell_const_dc": [1e-3, -1],
}
NETWORKS: dict[str, dict[str, Any]] = {
    "1d": RING,
    "asym": RING | {"conn_id": "asym"},
    "2d": SHEET,
    "motif": MOTIF,
    "stdn": PAIR,
}


def full_params(input_params: dict[str, Any]) -> Param:
    """The parameters of a short run on NEURON, or as input_params has it."""
    params = Param()
    defaults = {"sim_id": "tiny", "sim_dur": 50, "simulator": "neuron"}
    params.update_params(defaults | input_params)
    return params


def recording(data_ids: list[str]) -> dict[str, Any]:
    """The parameters that record these data_ids of all cells."""
    on = {"state": True, "cells_to_record": "all"}
    return {
        f"record_handle_{kind}": {name: on for name in data_ids if name.startswith(kind)}
        for kind in ("stell", "intrnrn")
    }


def simulate(input_params: dict[str, Any]) -> dict[str, np.ndarray]:
    """Build and run a network.

    Returns {data_id: samples (cells x samples) or spikes (gid and time, 2 x spikes)}.
    """
    from neuron import coreneuron, h

    from cells import mechanisms

    params = full_params(input_params)
    mechanisms.load()
    coreneuron.enable = False
    h.ParallelContext().gid_clear()
    network = _network(params)
    collected = _Collected(params)
    from simulation import engine
    from workspace.stopwatch import Stopwatch

    engine.run(network, collected, Stopwatch())  # type: ignore[arg-type]
    return collected.arrays()


def _network(params: Param) -> Any:
    from network_configs.connections.registry import load_config
    from network_configs.instrumentations.registry import load_instrumentation
    from network_configs.network import Network

    network = Network(params)
    network.connect(load_config(params["conn_id"]).build_matrix(params))
    return load_instrumentation(params["instr_id"]).setup_instrumentation(network)


class _Collected:
    """Keeps what the engine hands to its output."""

    def __init__(self, params: Param) -> None:
        self._n_samples = n_samples(params)
        self._pieces: dict[str, list[np.ndarray]] = {}

    def append(self, recorder: Any, parts: Any) -> None:
        ((gids, values),) = parts
        piece = np.array([gids, values]) if values.ndim == 1 else values
        self._pieces.setdefault(recorder.data_id, []).append(piece)

    def arrays(self) -> dict[str, np.ndarray]:
        joined = {name: np.hstack(pieces) for name, pieces in self._pieces.items()}
        return {
            name: array[:, np.lexsort(array)] if name in SPIKES else array[:, : self._n_samples]
            for name, array in joined.items()
        }
