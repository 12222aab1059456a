"""A finished simulation as an NWB file: spikes as units, traces as time series, the position.

pynapple and neo open it, and nwbinspector finds nothing critical. It has no keywords, which neo
cannot read.
"""

import json
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import h5py
from hdmf.backends.hdf5 import H5DataIO
from hdmf.common import DynamicTable, VectorData
from hdmf.data_utils import GenericDataChunkIterator
from pynwb import NWBHDF5IO, NWBFile, TimeSeries
from pynwb.misc import Units

from analysis.export import cell_type, export_path
from analysis.nwb_behaviour import add_behaviour, simulated_animal
from analysis.places import MEANING, coordinates, layer_names
from analysis.spikes import MS_PER_S
from parameters.table import RECORDED, SPIKES
from results.data import SimulationData
from workspace.files import written_whole

NO_INSTITUTION = "not given"
SI = {  # unit here: the SI unit, and how many of it make one; neo reads only 1e-3, 1e-6 and so on
    "mV": ("volts", 1e-3),
    "nA": ("amperes", 1e-9),
    "µS": ("siemens", 1e-6),
    "mA/cm²": ("amperes per square centimetre", 1e-3),
    "S/cm²": ("siemens per square centimetre", 1.0),
    "1": ("1", 1.0),
}


def write_nwb(simulation: SimulationData, institution: str = NO_INSTITUTION) -> Path:
    """Write data/{sim_id}/export/{label}.nwb.

    Spikes are units with their cell type, gid, layer and place on a ring or sheet; each other
    data_id is a time series, samples x cells, whose cells are listed in the processing module
    `cells`. The animal's position, the decoded one and the phase of theta are in `behavior`.
    Parameters and provenance are the notes (JSON), the specs file is the source script.

    Parameters
    ----------
    simulation : SimulationData
        A finished one.
    institution : str
        Where it was simulated.

    Returns
    -------
    Path
        The file written.
    """
    path = export_path(simulation, ".nwb")
    nwb = _file(simulation, institution)
    add_behaviour(nwb, simulation)
    with ExitStack() as opened, written_whole(path) as temporary:
        for data_id in simulation.recorded():
            if data_id in SPIKES:
                _add_units(nwb, simulation, data_id)
            else:
                _add_traces(nwb, simulation, data_id, opened)
        with NWBHDF5IO(temporary, "w") as io:
            io.write(nwb)
    return path


def _file(simulation: SimulationData, institution: str) -> NWBFile:
    params = simulation.params
    provenance = simulation.provenance
    specs = simulation.folder / f"{params['sim_id']}.py"
    versions = provenance.get("versions", {})
    return NWBFile(  # without keywords, which neo's reader cannot take
        session_description=f"Simulated grid-cell network {params['conn_id']}, {simulation.label}",
        identifier=f"{simulation.label} {params['sim_date_time']}",
        session_start_time=datetime.fromisoformat(str(params["sim_date_time"])),
        session_id=simulation.label,
        experiment_description="Simulation of grid cells in the medial entorhinal cortex: a "
        "conductance-based model of stellate cells and interneurons (Shaikh & Assisi 2025, eLife "
        "RP108142)",
        institution=institution,
        subject=simulated_animal(simulation),
        notes=json.dumps({"params": params, "provenance": provenance}, ensure_ascii=False),
        source_script=specs.read_text() if specs.exists() else None,
        source_script_file_name=specs.name if specs.exists() else None,
        was_generated_by=[[name, version] for name, version in versions.items()] or None,
    )


def _add_units(nwb: NWBFile, simulation: SimulationData, data_id: str) -> None:
    params = simulation.params
    places, names = coordinates(params), layer_names(params)
    if nwb.units is None:
        nwb.units = Units(
            name="units",
            description="simulated cells; a spike is an upward crossing of +10 mV",
            resolution=params["dt"] / MS_PER_S,
        )
        nwb.add_unit_column("cell_type", "stellate or interneuron")
        nwb.add_unit_column("gid", "number of the cell in the simulation")
        nwb.add_unit_column("layer", "ring or sheet that the cell belongs to")
        for name in places:
            nwb.add_unit_column(name, MEANING[name])
    span = [[0.0, params["sim_dur"] / MS_PER_S]]
    trains = simulation.spikes(data_id.partition("_")[0])
    for gid, times in zip(simulation.gids(data_id).tolist(), trains, strict=True):
        nwb.add_unit(
            spike_times=times / MS_PER_S,
            obs_intervals=span,
            cell_type=cell_type(gid, params["N_stell"]),
            gid=gid,
            layer=names[gid],
            **{name: values[gid] for name, values in places.items()},
        )


def _add_traces(nwb: NWBFile, simulation: SimulationData, data_id: str, opened: ExitStack) -> None:
    dataset = opened.enter_context(simulation.opened(data_id))
    own = simulation.unit(data_id)
    unit, conversion = SI.get(own, (own or "unknown", 1.0))
    _, meaning = RECORDED.get(data_id.partition("_")[2], ("", f"recorded as {data_id}"))
    gids, n_stell = simulation.gids(data_id).tolist(), simulation.params["N_stell"]
    nwb.add_acquisition(
        TimeSeries(
            name=data_id,
            description=f"{meaning}; a column per row of the table {data_id}_cells",
            data=H5DataIO(_SamplesByCells(array=dataset), compression=True),
            unit=unit,
            conversion=conversion,
            starting_time=0.0,
            rate=MS_PER_S / simulation.params["recorder_dt"],
        )
    )
    if "cells" not in nwb.processing:
        nwb.create_processing_module("cells", "the cells of each time series")
    columns = [
        VectorData(name="gid", description="number of the cell in the simulation", data=gids),
        VectorData(
            name="cell_type",
            description="stellate or interneuron",
            data=[cell_type(gid, n_stell) for gid in gids],
        ),
    ]
    table = DynamicTable(
        name=f"{data_id}_cells", description=f"columns of {data_id}", columns=columns
    )
    nwb.processing["cells"].add(table)


class _SamplesByCells(GenericDataChunkIterator):
    """A dataset cells x samples, read piece by piece as samples x cells: it may be gigabytes."""

    def __init__(self, array: h5py.Dataset) -> None:
        self._array = array
        super().__init__()

    def _get_data(self, selection: tuple[slice, ...]) -> Any:
        return self._array[selection[::-1]].T

    def _get_maxshape(self) -> tuple[int, ...]:
        return self._array.shape[::-1]

    def _get_dtype(self) -> Any:
        return self._array.dtype
