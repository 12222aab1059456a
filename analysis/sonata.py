"""A finished simulation as SONATA: nodes, edges, spikes, and the configs that name them.

libsonata, bluepysnap and bmtk open the whole circuit. To run it elsewhere, a simulator would need
the cells, which are Python classes with mechanisms of this project. Source: the SONATA data format,
https://github.com/AllenInstitute/sonata, docs/SONATA_DEVELOPER_GUIDE.md.
"""

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from analysis.export import INTERNEURON, STELLATE, cell_type, export_path
from analysis.sonata_circuit import sonata_file, write_edges, write_nodes
from cells.cell import CELSIUS, V_INIT
from parameters.table import SPIKES, Parameters
from results.data import SimulationData
from workspace.errors import UserError
from workspace.files import write_text

SORTING = {"none": 0, "by_id": 1, "by_time": 2}
BASE = "$BASE_DIR"


def write_sonata(simulation: SimulationData) -> list[Path]:
    """Write data/{sim_id}/export/{label}_sonata: the circuit and its spikes.

    Populations `stellate` and `interneuron`; a node_id counts from 0 in its population, so that
    an interneuron's is its gid - N_stell. Where the matrix that ran is not there any more, the
    edges are left out, and a line on stderr says so.

    Returns
    -------
    list of Path
        The files written; simulation_config.json, which names the others, is the last.

    Raises
    ------
    UserError
        No spikes were recorded.
    """
    recorded = [data_id for data_id in simulation.recorded() if data_id in SPIKES]
    if not recorded:
        raise UserError(f"{simulation.label}: no spikes were recorded, expected one of {SPIKES}")
    folder = export_path(simulation, "_sonata")
    folder.mkdir(parents=True, exist_ok=True)
    nodes = write_nodes(folder, simulation.params)
    edges, populations = write_edges(folder, simulation)
    spikes = _write_spikes(folder / "spikes.h5", simulation, recorded)
    circuit = _write_json(folder / "circuit_config.json", _circuit(bool(edges), populations))
    config = _write_json(folder / "simulation_config.json", _simulation(simulation.params))
    return [*nodes, *edges, spikes, circuit, config]


def _circuit(has_edges: bool, populations: list[str]) -> dict[str, Any]:
    nodes = {
        "nodes_file": f"{BASE}/nodes.h5",
        "node_types_file": f"{BASE}/node_types.csv",
        "populations": {name: {"type": "single_compartment"} for name in (STELLATE, INTERNEURON)},
    }
    edges = {
        "edges_file": f"{BASE}/edges.h5",
        "edge_types_file": f"{BASE}/edge_types.csv",
        "populations": {name: {"type": "chemical"} for name in populations},
    }
    return {
        "version": 2,
        "manifest": {BASE: "."},
        "components": {},
        "networks": {"nodes": [nodes], "edges": [edges] if has_edges else []},
    }


def _simulation(params: Parameters) -> dict[str, Any]:
    return {
        "version": 2,
        "manifest": {BASE: "."},
        "network": f"{BASE}/circuit_config.json",
        "target_simulator": "CORENEURON" if params["simulator"] == "coreneuron" else "NEURON",
        "run": {
            "tstart": 0.0,
            "tstop": params["sim_dur"],
            "dt": params["dt"],
            "random_seed": params["noise_seed"],
        },
        "conditions": {"celsius": CELSIUS, "v_init": V_INIT},
        "output": {
            "output_dir": BASE,
            "spikes_file": "spikes.h5",
            "spikes_sort_order": "by_time",
        },
    }


def _write_json(path: Path, content: dict[str, Any]) -> Path:
    write_text(path, json.dumps(content, indent=2) + "\n")
    return path


def _write_spikes(path: Path, simulation: SimulationData, recorded: list[str]) -> Path:
    with sonata_file(path) as file:
        for data_id in recorded:
            _write_population(file, simulation, data_id)
    return path


def _write_population(file: h5py.File, simulation: SimulationData, data_id: str) -> None:
    trains, gids = simulation.spikes(data_id.partition("_")[0]), simulation.gids(data_id)
    n_stell = simulation.params["N_stell"]
    name = cell_type(gids[0], n_stell)
    node_ids = gids - (n_stell if name == INTERNEURON else 0)
    times, nodes = np.concatenate(trains), np.repeat(node_ids, list(map(len, trains)))
    by_time = np.lexsort((nodes, times))
    group = file.create_group(f"spikes/{name}")
    group.attrs.create("sorting", SORTING["by_time"], dtype=h5py.enum_dtype(SORTING, np.uint8))
    group["timestamps"] = times[by_time]
    group["timestamps"].attrs["units"] = "ms"
    group["node_ids"] = nodes[by_time].astype(np.uint64)
