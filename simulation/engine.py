"""Run a network: in chunks, watched, each chunk handed to the output."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from neuron import h

from cells.cell import CELSIUS, V_INIT
from network_configs.instrumentations.recorders import TraceRecorder
from network_configs.network import Network
from parameters.table import Parameters
from simulation.progress import Progress
from simulation.solvers import SOLVERS, Recorder
from simulation.voltage_guard import check_voltages
from workspace.stopwatch import Stopwatch

BUFFER = 64 * 2**20  # bytes of recorded steps that all processes together may hold
# The longest chunk: spikes are handed over and voltages looked at at least so often. A chunk
# costs a copy of the model into CoreNEURON and back, about 4 us a cell.
LONGEST_CHUNK = 2_000.0  # ms


class Sink(Protocol):
    """Where the engine puts what a run records: files (results.writer) or memory."""

    def append(self, recorder: Any, parts: Sequence[tuple[Any, Any]]) -> None:
        """Take what each process has recorded since the last time: its gids and values."""


def run(
    network: Network,
    output: Sink | None = None,
    stopwatch: Stopwatch | None = None,
    interactive: bool = False,
    columns: int | None = None,
) -> None:
    """Simulate sim_dur, from 0 ms on, and hand over what is recorded.

    Parameters
    ----------
    network : Network
        With its instrumentation; every process calls this with its part.
    output : Sink, optional
        Takes the recorded data on process 0; None on the other processes. Without one on
        process 0, what the network's recorders record is dropped.
    stopwatch : Stopwatch, optional
        Takes the time of the stages solve and write.
    interactive : bool
        Ctrl-C raises KeyboardInterrupt; by default it ends the process at once.
    columns : int, optional
        Width of the terminal that shows the progress, where stderr is a pipe.

    Raises
    ------
    UserError
        Another network has been built in this process since.
    RunError
        A voltage is not finite or has gone beyond the limit of voltage_guard.
    """
    params, stopwatch = network.params, stopwatch or Stopwatch()
    network.require_current()
    configure(params)
    solver = SOLVERS[params["simulator"]](network)
    shown = params["show_progress_bar"] and network.pc.id() == 0
    with Progress(params["sim_dur"], shown, interactive, columns) as progress:
        with stopwatch("solve"):
            solver.initialize(V_INIT)
        for end in chunk_ends(params["sim_dur"], chunk_length(network)):
            with stopwatch("solve"):
                solver.advance(end)
            progress.raise_if_interrupted()
            with stopwatch("write"):
                check_voltages(network)
                collect(solver.recorders, network.pc, output)


def configure(params: Parameters) -> None:
    """Set temperature and time step, and how events wait."""
    h.celsius, h.dt = CELSIUS, params["dt"]
    h.ParallelContext().set_maxstep(params["netcon_delay"])
    h.CVode().queue_mode(1)  # events wait in a bin for each step: no sorting


def chunk_length(network: Network) -> float:
    """How long to run (ms) between two looks at the voltages: the same on all processes."""
    params = network.params
    split, interval = params["split_sim"]
    n_vectors = sum(len(r.present) for r in network.recorders if isinstance(r, TraceRecorder))
    n_vectors = int(network.pc.allreduce(n_vectors, 1))  # 1: the sum; process 0 gathers them all
    buffered = BUFFER / (8 * max(n_vectors, 1)) * params["dt"]
    longest = min(buffered, LONGEST_CHUNK, interval if split else LONGEST_CHUNK)
    return max(longest, params["recorder_dt"])


def chunk_ends(sim_dur: float, length: float) -> Iterator[float]:
    """The times (ms) at which chunks of this length end; the last is sim_dur."""
    n_chunks = math.ceil(sim_dur / length - 1e-9)
    yield from (length * chunk for chunk in range(1, n_chunks))
    yield sim_dur


def collect(recorders: Sequence[Recorder], pc: Any, output: Sink | None) -> None:
    """Bring what all processes have recorded since the last time to process 0, and write it."""
    for recorder in recorders:
        parts = pc.py_gather(recorder.take(), 0)
        if output is not None:
            output.append(recorder, parts)
