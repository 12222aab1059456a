"""Networks of a few cells, run in this process: what they record, without files."""

from typing import Any

import numpy as np

from param import Param
from parameters.table import SPIKES, Parameters
from results.memory import Recordings

N_RING = 24  # cells; one bump
N_AXIS = 5


def sheet(side: int) -> dict[str, Any]:
    """Parameters of a sheet that has so many cells along each side, at least 5."""
    reach = side // 8 or 1
    return {
        "conn_id": "2d",
        "instr_id": "2d",
        "N_per_axis": side,
        "N_per_sheet": side**2,
        "N_stell": 4 * side**2,
        "N_intrnrn": side**2,
        "si_mean": [[1, 0], [-1, 0], [0, 1], [0, -1]],
        "si_stdev": 1,
        "is_mean": reach,
        "is_stdev": 1,
        "ii_mean": reach,
        "ii_stdev": 1,
        "stell_const_dc": [1e-3, 0, 0, 0],
    }


SHEET = sheet(N_AXIS)
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


def full_params(input_params: dict[str, Any]) -> Parameters:
    """The parameters of a short run on NEURON, or as input_params has it."""
    params = Param()
    defaults = {"sim_id": "tiny", "sim_dur": 50, "simulator": "neuron"}
    params.update_params(defaults | input_params)
    return params.typed


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
    from simulation.in_memory import run_network

    recordings = run_network(build(input_params))
    return {data_id: _array(recordings, data_id) for data_id in recordings.gids}


def build(input_params: dict[str, Any]) -> Any:
    """Build a network with its inputs and recorders."""
    from cells import mechanisms
    from network_configs.network import Network
    from parameters.config_files import load_config, load_instrumentation

    params = full_params(input_params)
    mechanisms.load()
    network = Network(params)
    network.connect(load_config(params["conn_id"]).build_matrix(params))
    return load_instrumentation(params["instr_id"]).setup_instrumentation(network)


def _array(recordings: Recordings, data_id: str) -> np.ndarray:
    if data_id not in SPIKES:
        return recordings.trace(data_id)
    times = recordings.spikes(data_id.removesuffix("_spks"))
    gids = np.repeat(recordings.gids[data_id], [len(train) for train in times])
    spikes = np.array([gids, np.concatenate(times)])
    return spikes[:, np.lexsort(spikes)]
