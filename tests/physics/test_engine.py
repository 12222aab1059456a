"""The engine: where runs are cut, and that CoreNEURON is told the whole of tstop."""

from types import SimpleNamespace

import pytest
from neuron import coreneuron

from simulation import engine, solvers


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
