"""A voltage that blows up ends the run; what the initial noise does to interneurons does not."""

import re
from typing import Any

import numpy as np
import pytest
from neuron import h

from cells import mechanisms
from cells.interneuron import Interneuron
from network_configs.connections.sparse_matrix import SparseMatrix
from network_configs.instrumentations.common import attach_common
from network_configs.network import Network
from network_configs.network_init import network_init
from param import Param
from simulation import voltage_guard
from simulation.in_memory import run_network
from tests.tiny import PAIR, RING, full_params, recording
from workspace.errors import RunError

SIMULATORS = pytest.mark.parametrize("simulator", ["neuron", "coreneuron"])


@SIMULATORS
@pytest.mark.parametrize("start", [40, 130])  # ms: in the initial noise, and after it
@pytest.mark.parametrize("gid", [3, 60])  # a stellate cell, an interneuron
def test_a_millisecond_of_far_too_much_current(simulator: str, start: float, gid: int) -> None:
    network = network_init(full_params(RING | {"sim_dur": 200, "simulator": simulator}))
    clamp = h.IClamp(network.cells[gid].soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = start, 1, 1e6
    with pytest.raises(RunError, match=f"the voltage of cell {gid} went to ") as error:
        run_network(network)
    (time,) = re.findall(r"mV at about ([\d.]+) ms", str(error.value))
    assert start < float(time) < start + 1.1


def test_the_fused_solver_is_watched_too() -> None:
    settings = {"sim_dur": 20, "simulator": "fused", "stell_const_dc": [0, 1e6]}
    with pytest.raises(RunError, match="the voltage of cell 24 went to "):
        run_network(network_init(full_params(RING | settings)))
    run_network(network_init(full_params(RING | {"sim_dur": 110, "simulator": "fused"})))


@SIMULATORS
def test_a_voltage_that_is_no_number(simulator: str) -> None:
    network = network_init(full_params(PAIR | {"sim_dur": 20, "simulator": simulator}))
    network.cells[1].soma(0.5).interneuron_mech.el = float("nan")
    with pytest.raises(RunError, match="the voltage of cell 1 went to nan mV"):
        run_network(network)


def many_interneurons(n_cells: int, **more: Any) -> Network:
    """Unconnected interneurons with the published initial noise, 0.5 nA for 100 ms."""
    params = full_params(PAIR | {"sim_dur": 110, "recorder_dt": 0.025} | more)
    params["N_intrnrn"] = n_cells
    mechanisms.load()
    network = Network(params)
    network.connect(SparseMatrix.from_triplets([], [], [], n_cells + 1))
    return attach_common(network)


@pytest.mark.parametrize("simulator", ["neuron", "coreneuron", "fused"])
def test_the_published_noise_passes(simulator: str) -> None:
    network = many_interneurons(500, **recording(["intrnrn_v"]), simulator=simulator)
    furthest = np.abs(run_network(network).trace("intrnrn_v")).max()
    assert furthest > voltage_guard.V_LIMIT  # for a step, in the upstroke


def test_the_extreme_is_that_from_which_the_voltage_went_on() -> None:
    network = many_interneurons(20, **recording(["intrnrn_v"]))
    found: list[voltage_guard.Extreme] = []
    with pytest.MonkeyPatch.context() as patch:
        extremes = voltage_guard.take_extremes
        patch.setattr("simulation.engine.check_voltages", lambda n: found.extend(extremes(n)))
        voltages = run_network(network).trace("intrnrn_v")
    for voltage, extreme in zip(voltages, found[1:], strict=True):
        further = np.abs(voltage[1:]) > np.abs(voltage[:-1])
        expected = voltage[:-1][further][np.abs(voltage[:-1][further]).argmax()]
        assert extreme.voltage == pytest.approx(expected, rel=1e-5)
        assert voltage[round(extreme.time / 0.025) - 1] == pytest.approx(expected, rel=1e-5)
    assert all(extreme.voltage == 0 for extreme in extremes(network))


def test_the_jumps_in_the_noise_are_the_time_step_s() -> None:
    """The same noise, linear between samples 0.025 ms apart, solved with dt and with dt/2."""
    mechanisms.load()
    h.celsius = 37
    samples = np.random.default_rng(3).normal(0, 0.5, (30, 4001))
    times = h.Vector(np.arange(4001) * 0.025)
    cells, recorded, keep_alive = [], [], []
    for gid, row in enumerate(samples):
        cells.append(Interneuron(gid, Param().typed))
        place = cells[-1].soma(0.5)
        clamp, waveform = h.IClamp(place), h.Vector(row)
        clamp.dur = 1e9
        waveform.play(clamp._ref_amp, times, True)
        recorded.append(h.Vector().record(place._ref_v))
        keep_alive.append((clamp, waveform))
    furthest = []
    for dt in (0.025, 0.0125):
        h.dt = dt
        h.ParallelContext().set_maxstep(1)
        h.finitialize(-65)
        h.ParallelContext().psolve(100)
        furthest.append(max(np.abs(voltage).max() for voltage in recorded))
    assert furthest[0] > 2_000  # mV
    assert furthest[1] < 1_000
