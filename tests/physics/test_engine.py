"""The engine: where runs are cut, and that CoreNEURON is told the whole of tstop."""

from types import SimpleNamespace
from typing import Any

import pytest
from neuron import coreneuron

from simulation import engine, solvers
from workspace.errors import RunError


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


def network_at(voltage: float) -> Any:
    """A network whose cell 3 has this voltage (mV), with initial noise until 100 ms."""
    cell = SimpleNamespace(soma=lambda place: SimpleNamespace(v=voltage))
    noise = {"stell_init_noise": [50, 0, 0.5], "intrnrn_init_noise": [100, 0, 0.5]}
    return SimpleNamespace(cells={3: cell}, params=noise)


@pytest.mark.parametrize("voltage", [10_001.0, -2e5, float("nan"), float("inf")])
def test_a_voltage_that_blows_up_is_named(voltage: float) -> None:
    with pytest.raises(RunError, match=r"the voltage of cell 3 is .* mV at 250 ms"):
        engine.check_voltages(network_at(voltage), 250.0)


def test_what_the_initial_noise_does_is_no_blow_up() -> None:
    engine.check_voltages(network_at(-1.7e5), 150.0)
    engine.check_voltages(network_at(-70.0), 250.0)
    with pytest.raises(RunError):
        engine.check_voltages(network_at(float("nan")), 100.0)
