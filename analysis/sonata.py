"""The spikes of a finished simulation as a SONATA file.

Source: the SONATA data format, https://github.com/AllenInstitute/sonata, "Spike file".
"""

from pathlib import Path

import h5py
import numpy as np

from analysis.export import INTERNEURON, cell_type, export_path
from parameters.table import SPIKES
from results.data import SimulationData
from workspace.errors import UserError
from workspace.files import written_whole

MAGIC, VERSION = 0x0A7A, (0, 1)
SORTING = {"none": 0, "by_id": 1, "by_time": 2}


def write_sonata(simulation: SimulationData) -> Path:
    """Write data/{sim_id}/export/{label}_spikes.h5.

    Populations `stellate` and `interneuron`; a node_id counts from 0 in its population, so that
    an interneuron's is its gid - N_stell. Sorted by time (ms).

    Returns
    -------
    Path
        The file written.

    Notes
    -----
    Raises UserError where no spikes were recorded.
    """
    recorded = [data_id for data_id in simulation.recorded() if data_id in SPIKES]
    if not recorded:
        raise UserError(f"{simulation.label}: no spikes were recorded, expected one of {SPIKES}")
    path = export_path(simulation, "_spikes.h5")
    with written_whole(path) as temporary, h5py.File(temporary, "w") as file:
        file.attrs["magic"] = np.uint32(MAGIC)
        file.attrs["version"] = np.array(VERSION, np.uint32)
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
