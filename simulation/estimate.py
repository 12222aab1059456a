"""What a run will take, before it starts: time, memory, disk; and whether they are there."""

import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import cast

from network_configs.connections.build import build_matrix, matrix_params
from network_configs.connections.sparse_matrix import load_matrix
from parameters.table import RECORD_HANDLES, SPIKES, Parameters, RecordHandle, default_params
from results.archive import read_archive
from results.writer import n_samples
from simulation.launch import n_processes
from workspace.errors import UserError
from workspace.files import size_text
from workspace.machine import available_memory, free_disk, n_cores
from workspace.paths import Workspace, saved_matrix
from workspace.words import counted

# Measured on 2 cores of an AMD EPYC with AVX2 (docs/performance.md); earlier runs here count first.
NS_PER_CELL_STEP = {"coreneuron": 100.0, "neuron": 290.0, "fused": 20.0}
SECONDS_PER_SYNAPSE = 0.4e-6
STARTUP = {True: 1.5, False: 0.1}  # s; with MPI, without
BYTES_PER_PROCESS = 130e6
BYTES_PER_SYNAPSE, BYTES_PER_CELL = 100, 10_000
BUFFER = 64e6  # of recorded samples
TYPICAL_RATE = 10.0  # Hz; of spikes only the order of magnitude counts
RECENT, LARGEST_ARCHIVE = 20, 10**6  # earlier runs that are looked at; bytes
SHORTEST = 1.0  # s; a shorter run says little about the speed


@dataclass(frozen=True)
class Estimate:
    """What one simulation will take.

    Attributes
    ----------
    n_cells, n_synapses, n_processes : how many
    seconds : time from its start to its end
    memory : of all its processes together (bytes)
    disk : of its data (bytes)
    """

    n_cells: int
    n_synapses: int
    n_processes: int
    seconds: float
    memory: float
    disk: float

    def __str__(self) -> str:
        return (
            f"about {duration_text(self.seconds)}, {size_text(self.memory)} of memory, "
            f"{size_text(self.disk)} of data"
        )


def estimate(params: Parameters, is_member: bool = False, synapses: int | None = None) -> Estimate:
    """What a simulation with these parameters will take.

    Parameters
    ----------
    is_member : whether it is one of a sweep
    synapses : how many it has, where that is known; else its matrix is built

    Raises
    ------
    UserError : its matrix cannot be built, or a saved one is missing
    """
    n_cells = params["N_stell"] + params["N_intrnrn"]
    synapses = n_synapses(params) if synapses is None else synapses
    n = n_processes(params, "n_cpus_per_sim" if is_member else "n_cpus")
    speed = ns_per_cell_step(Workspace.of(params).data_root, params["simulator"])
    solving = n_cells * params["sim_dur"] / params["dt"] * speed * 1e-9
    buffers = BUFFER if _n_traced(params) else 0
    return Estimate(
        n_cells,
        synapses,
        n,
        STARTUP[n > 1] + (solving + synapses * SECONDS_PER_SYNAPSE) / min(n, n_cores()),
        n * (BYTES_PER_PROCESS + buffers) + synapses * BYTES_PER_SYNAPSE + n_cells * BYTES_PER_CELL,
        bytes_on_disk(params),
    )


def n_synapses(params: Parameters) -> int:
    """How many synapses its matrix has, which is built for that; once for all that share it."""
    if not params["build_conn_matrix"]:
        return len(load_matrix(saved_matrix(params["conn_id"], params["matrix_id"])).pre)
    return _n_built(json.dumps(matrix_params(params)))


@lru_cache(maxsize=100)
def _n_built(wanted: str) -> int:
    params: Parameters = default_params() | json.loads(wanted)
    return len(build_matrix(params).pre)


def bytes_on_disk(params: Parameters) -> float:
    """The size of the data: exact for traces, at a typical rate for spikes."""
    n_cells = params["N_stell"] + params["N_intrnrn"]
    spikes = 8 * n_cells * TYPICAL_RATE * params["sim_dur"] / 1000
    return spikes + 4 * float(_n_traced(params)) * n_samples(params)


def _n_traced(params: Parameters) -> int:
    """How many traces are recorded, one for each cell and data_id."""
    n_of = {"record_handle_stell": params["N_stell"], "record_handle_intrnrn": params["N_intrnrn"]}
    handles = cast(Mapping[str, RecordHandle], params)
    return sum(
        n_of[handle] if recorder["cells_to_record"] == "all" else len(recorder["cells_to_record"])
        for handle in RECORD_HANDLES
        for data_id, recorder in handles[handle].items()
        if recorder["state"] and data_id not in SPIKES
    )


@lru_cache(maxsize=10)
def ns_per_cell_step(data_root: Path, simulator: str) -> float:
    """Core time of a cell's step (ns): the median of recent runs on this host, if there are any."""
    files = sorted(data_root.glob("*/*_provenance.json"), key=lambda file: file.stat().st_mtime)
    found = [speed for file in files[-RECENT:] for speed in _speeds(file, simulator)]
    return median(found) if found else NS_PER_CELL_STEP[simulator]


def _speeds(provenance: Path, simulator: str) -> Iterator[float]:
    """The core time of a cell's step (ns) in each simulation of an archive that ran long enough."""
    path = provenance.with_name(provenance.name.replace("_provenance.json", ".json"))
    if not path.exists() or path.stat().st_size > LARGEST_ARCHIVE:
        return
    try:
        archive = read_archive(path)
    except UserError:
        return  # the archive of another run is not what this one is about
    for sim_num, facts in archive.facts.items():
        params, seconds = archive.params[sim_num], facts.get("run_s", 0)
        host = facts.get("host", archive.shared.get("host"))
        if seconds < SHORTEST or host != socket.gethostname():
            continue
        if params.get("simulator") == simulator:
            steps = params["sim_dur"] / params["dt"] * (params["N_stell"] + params["N_intrnrn"])
            yield seconds * facts["n_processes"] / steps * 1e9


def tell(label: str, what: str, needed: Estimate, data_root: Path) -> None:
    """Print what is about to run; say on stderr what it needs that is not there."""
    print(f"{label}: {what}; {needed}", flush=True)
    for line in warnings(needed.memory, needed.disk, needed.n_processes, data_root):
        print(f"note: {line}", file=sys.stderr)


def what_runs(params: Parameters, needed: Estimate) -> str:
    """The size of a simulation in a few words."""
    processes = counted(needed.n_processes, "process")
    return f"{counted(needed.n_cells, 'cell')}, {params['sim_dur']:g} ms on {processes}"


def warnings(memory: float, disk: float, processes: int, data_root: Path) -> Iterator[str]:
    """A line for what is not there: memory, room on the disk, cores."""
    if memory > (available := available_memory()):
        yield (
            f"memory: about {size_text(memory)} are needed, {size_text(available)} are available; "
            "run on fewer processes, or take a smaller network"
        )
    if disk > (free := free_disk(data_root)):
        yield (
            f"disk: about {size_text(disk)} are needed, {size_text(free)} are free in {data_root}; "
            "record fewer cells, take a larger recorder_dt, or set data_root"
        )
    if processes > n_cores() and "MPIEXEC" not in os.environ:  # which may know other hosts
        cores = counted(n_cores(), "core")
        yield f"n_cpus: {processes} processes on {cores}: they will wait for each other"


def duration_text(seconds: float) -> str:
    """A time in words, as precise as an estimate is: 8 s, 3 min, 2.5 h."""
    if seconds < 100:
        return f"{seconds:.0f} s" if seconds >= 1 else "1 s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
