"""The engine: where runs are cut, and that CoreNEURON is told the whole of tstop."""

import io
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest
from neuron import coreneuron

from cells import mechanisms
from network_configs.instrumentations.recorders import TraceRecorder
from simulation import engine, solvers
from simulation.progress import Progress
from tests.tiny import PAIR, recording, simulate


def test_coreneuron_gets_all_digits_of_tstop() -> None:
    solvers.CoreNeuronSolver(SimpleNamespace(recorders=[], pc=None))  # type: ignore[arg-type]
    assert "--tstop 123456.789 " in coreneuron.nrncore_arg(123456.789)
    coreneuron.enable = False


@pytest.mark.parametrize(
    ("sim_dur", "length", "ends"),
    [
        (100.0, 200.0, [100]),
        (100.0, 100.0, [100]),
        (100.0, 30.0, [30, 60, 90, 100]),
        (0.3, 0.1, [0.1, 0.2, 0.3]),
    ],
)
def test_chunks_end_at_multiples_and_at_the_end(
    sim_dur: float, length: float, ends: list[float]
) -> None:
    assert list(engine.chunk_ends(sim_dur, length)) == pytest.approx(ends)


@pytest.mark.parametrize("n_processes", [1, 8])
def test_all_processes_together_keep_to_the_buffer(n_processes: int) -> None:
    """400 vectors of 8 bytes a step, wherever they are, fill it in 64 MB / 3200 B steps."""
    recorder = TraceRecorder.__new__(TraceRecorder)
    recorder.present = np.arange(400 // n_processes)
    params = {"split_sim": [False, 1], "dt": 0.025, "recorder_dt": 1}
    pc = SimpleNamespace(allreduce=lambda n, how: n_processes * n if how == 1 else n)
    network = SimpleNamespace(recorders=[recorder], params=params, pc=pc)
    length = engine.chunk_length(network)  # type: ignore[arg-type]
    assert length == pytest.approx(64 * 2**20 / 3200 * 0.025)


@pytest.mark.parametrize("simulator", ["neuron", "coreneuron", "fused"])
def test_no_step_is_lost_between_chunks(simulator: str) -> None:
    """t drifts by rounding: after 1500 ms in pieces of 500 it was a step short on CoreNEURON."""
    settings = PAIR | recording(["stell_v"]) | {"sim_dur": 2000, "split_sim": [True, 500]}
    found = simulate(settings | {"simulator": simulator, "recorder_dt": 0.025})
    assert found["stell_v"].shape == (1, 80_001)


def test_a_run_that_ends_a_rounding_error_late_has_no_time_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a bar that is beyond its end tqdm says that less than nothing is left: <-00:00."""
    mechanisms.load()
    monkeypatch.setattr(sys, "stderr", stream := io.StringIO())
    with Progress(2000, shown=True, columns=60) as progress:
        for sim_time in (1000, 2000.0000001):
            time.sleep(0.15)  # tqdm draws the bar at most every 0.1 s
            progress._on_turn(sim_time)
    assert "<-" not in stream.getvalue()
    assert stream.getvalue().rstrip().endswith("2000/2000 ms [00:00<00:00]")
