"""A network is built without files, changed by hand, and run in memory."""

import os
import signal
import subprocess

import numpy as np
import pytest
from neuron import h

from network_configs.network_init import network_init
from simulation.in_memory import run_network
from tests.tiny import PAIR, RING, full_params, recording, simulate
from workspace.errors import UserError
from workspace.paths import Workspace

QUIET = PAIR | {"stell_init_noise": [0, 0, 0], "stell_const_dc": [-2.7e-3, -1]}
SIMULATORS = pytest.mark.parametrize("simulator", ["neuron", "coreneuron"])


@SIMULATORS
def test_the_matrix_is_built_in_memory(simulator: str) -> None:
    params = full_params(RING | recording(["stell_spks"]) | {"simulator": simulator})
    recordings = run_network(network_init(params))
    times = np.concatenate(recordings.spikes("stell"))
    expected = simulate(RING | recording(["stell_spks"]) | {"simulator": simulator})
    assert times.size > 20
    np.testing.assert_array_equal(np.sort(times), np.sort(expected["stell_spks"][1]))


def test_a_matrix_of_other_parameters_in_the_cache_is_not_taken() -> None:
    other = full_params(RING | {"ii_mean": 3, "sim_id": "test_stale_matrix"})
    from network_configs.connections.build import build_and_save

    stale = Workspace.of(other).matrix("1d")
    build_and_save(other, stale)
    try:
        params = full_params(RING | recording(["stell_spks"]) | {"sim_id": "test_stale_matrix"})
        found = run_network(network_init(params)).spikes("stell")
        fresh = run_network(network_init(params | {"sim_id": "test_no_matrix"})).spikes("stell")
        different = run_network(network_init(other)).spikes("stell")
    finally:
        stale.unlink()
    assert [train.tolist() for train in found] == [train.tolist() for train in fresh]
    assert [train.tolist() for train in found] != [train.tolist() for train in different]


@SIMULATORS
def test_an_own_clamp_and_an_own_recorder(simulator: str) -> None:
    params = full_params(QUIET | recording(["stell_v"]) | {"simulator": simulator})
    network = network_init(params)
    place = network.cells[0].soma(0.5)
    clamp = h.IClamp(place)
    clamp.delay, clamp.dur, clamp.amp = 20, 20, 5e-3
    voltage = h.Vector().record(place._ref_v)
    trace = run_network(network).trace("stell_v")[0]
    own = voltage.as_numpy().copy()
    clamp.amp = 0
    without = run_network(network).trace("stell_v")[0]
    assert trace[:20] == pytest.approx(without[:20], abs=1e-4)
    assert trace[30] - without[30] > 3  # mV
    np.testing.assert_allclose(own[::40], trace, rtol=1e-5)


@SIMULATORS
def test_a_network_can_be_run_again(simulator: str) -> None:
    settings = {"sim_dur": 30.5, "recorder_dt": 0.3, "split_sim": [True, 7]}
    record = recording(["stell_spks", "stell_v"])
    network = network_init(full_params(RING | settings | record | {"simulator": simulator}))
    first, second = run_network(network), run_network(network)
    np.testing.assert_array_equal(second.trace("stell_v"), first.trace("stell_v"))
    assert sum(map(len, first.spikes("stell"))) > 10
    for one, other in zip(first.spikes("stell"), second.spikes("stell"), strict=True):
        np.testing.assert_array_equal(other, one)


def test_only_the_last_network_runs() -> None:
    first = network_init(full_params(QUIET))
    network_init(full_params(QUIET))
    with pytest.raises(UserError, match="replaced by one that was built later"):
        run_network(first)


def test_what_was_not_recorded_is_named() -> None:
    recordings = run_network(network_init(full_params(QUIET | {"sim_dur": 1})))
    with pytest.raises(KeyError, match=r"'stell_v' was not recorded; recorded: stell_spks"):
        recordings.trace("stell_v")


@SIMULATORS
def test_an_interrupt_comes_back_to_python(simulator: str) -> None:
    params = full_params(QUIET | {"sim_dur": 600_000, "simulator": simulator})
    network = network_init(params)
    before = signal.getsignal(signal.SIGINT)
    killer = subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -INT {os.getpid()}"])
    with pytest.raises(KeyboardInterrupt):
        run_network(network)
    killer.wait()
    assert signal.getsignal(signal.SIGINT) is before
    assert h.t < 600_000
    params["sim_dur"] = 1.0
    run_network(network)
    assert h.t == pytest.approx(1)
