"""The mechanisms of the cells against the equations of model.md, written down again in numpy."""

import numpy as np
import pytest
from neuron import h

from cells import mechanisms
from cells.interneuron import Interneuron
from cells.stellate import Stellate
from param import Param

PARAMS = Param().typed
DT = 0.025  # ms
# Steady voltages far and near, with the removable singularities of the rates.
VOLTAGES = [-140, -90, -65.5, -35, -34, -33.99999, -27, -23, -22.9999999, 0, 31.4, 90]
ABSURD = [-1e6, -5000, -501, 501, 5000, 1e6]


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    mechanisms.load()
    h.celsius, h.dt = 37, DT


def linoid(v, v0, k):
    x = (v - v0) / k
    return k if x == 0 else (v - v0) / -np.expm1(-x)


def stellate_rates(v):
    """{gate: (steady state, time constant in ms)}"""
    rates = {
        "m": (0.1 * linoid(v, -23, 10), 4 * np.exp(-(v + 48) / 18)),
        "h": (0.07 * np.exp(-(v + 37) / 20), 1 / (np.exp(-0.1 * (v + 7)) + 1)),
        "n": (0.01 * linoid(v, -27, 10), 0.125 * np.exp(-(v + 37) / 80)),
    }
    e_p = np.exp(-(v + 38) / 6.5)
    rates["p"] = (1 / (0.15 * (e_p + 1)), e_p / (0.15 * (e_p + 1)))
    gates = {name: (a / (a + b), 1 / (a + b)) for name, (a, b) in rates.items()}
    tau_mf = 0.51 / (np.exp((v - 1.7) / 10) + np.exp(-(v + 340) / 52)) + 1
    tau_ms = 5.6 / (np.exp((v - 1.7) / 14) + np.exp(-(v + 260) / 43)) + 1
    gates["mf"] = (1 / (1 + np.exp((v + 79.2) / 9.78)), tau_mf)
    gates["ms"] = (1 / (1 + np.exp((v + 71.3) / 7.9)), tau_ms)
    return gates


def interneuron_rates(v):
    v = np.clip(v, -100, 100)
    rates = {
        "h": (0.07 * np.exp(-(v + 58) / 20), 1 / (np.exp(-0.1 * (v + 28)) + 1)),
        "n": (0.01 * linoid(v, -34, 10), 0.125 * np.exp(-(v + 44) / 80)),
    }
    return {name: (a / (a + b), 0.2 / (a + b)) for name, (a, b) in rates.items()}


CELLS = [
    (Stellate, "stellate_mech", stellate_rates),
    (Interneuron, "interneuron_mech", interneuron_rates),
]


@pytest.mark.parametrize("v", VOLTAGES)
@pytest.mark.parametrize(("kind", "mechanism", "rates"), CELLS)
def test_gates_start_at_their_steady_state(kind, mechanism, rates, v) -> None:
    cell = kind(0, PARAMS)
    h.finitialize(v)
    channels = getattr(cell.soma(0.5), mechanism)
    for gate, (steady, _) in rates(v).items():
        assert getattr(channels, gate) == pytest.approx(steady, rel=1e-9), gate


@pytest.mark.parametrize("v", VOLTAGES)
@pytest.mark.parametrize(("kind", "mechanism", "rates"), CELLS)
def test_gates_relax_exponentially(kind, mechanism, rates, v) -> None:
    cell = kind(0, PARAMS)
    clamp = h.SEClamp(cell.soma(0.5))
    clamp.rs, clamp.dur1, clamp.amp1 = 1e-9, 1e9, v
    h.finitialize(-65)
    before = {gate: steady for gate, (steady, _) in rates(-65.0).items()}
    h.fadvance()
    channels = getattr(cell.soma(0.5), mechanism)
    assert cell.soma(0.5).v == pytest.approx(v, abs=1e-6)
    for gate, (steady, tau) in rates(v).items():
        expected = steady + (before[gate] - steady) * np.exp(-DT / tau)
        assert getattr(channels, gate) == pytest.approx(expected, rel=1e-6), gate


@pytest.mark.parametrize("v", ABSURD)
@pytest.mark.parametrize(("kind", "mechanism", "rates"), CELLS)
def test_rates_are_finite_at_any_voltage(kind, mechanism, rates, v) -> None:
    cell = kind(0, PARAMS)
    h.finitialize(v)
    channels = getattr(cell.soma(0.5), mechanism)
    for gate in rates(0.0):
        assert 0 <= getattr(channels, gate) <= 1
    h.fadvance()
    for gate in rates(0.0):
        assert 0 <= getattr(channels, gate) <= 1


def test_stellate_currents_follow_their_equations() -> None:
    cell = Stellate(0, PARAMS)
    v = -50.0
    h.finitialize(v)
    channels = cell.soma(0.5).stellate_mech
    g = {gate: steady for gate, (steady, _) in stellate_rates(v).items()}
    nap = 0.0005 * g["p"] * (v - 55)
    expected = {
        "inap": nap,
        "ina": 0.052 * g["m"] ** 3 * g["h"] * (v - 55) + nap,
        "ik": 0.011 * g["n"] ** 4 * (v + 90),
        "il": 0.0005 * (v + 65),
        "ih": 0.0015 * (0.65 * g["mf"] + 0.35 * g["ms"]) * (v + 20),
    }
    for name, current in expected.items():
        assert getattr(channels, name) == pytest.approx(current, rel=1e-9), name


def test_interneuron_currents_follow_their_equations() -> None:
    cell = Interneuron(0, PARAMS)
    v = -50.0
    h.finitialize(v)
    channels = cell.soma(0.5).interneuron_mech
    alpha, beta = 0.1 * linoid(v, -35, 10), 4 * np.exp(-(v + 60) / 18)
    gates = {gate: steady for gate, (steady, _) in interneuron_rates(v).items()}
    m = alpha / (alpha + beta)
    assert channels.ina == pytest.approx(0.035 * m**3 * gates["h"] * (v - 55), rel=1e-9)
    assert channels.ik == pytest.approx(0.009 * gates["n"] ** 4 * (v + 90), rel=1e-9)
    assert channels.il == pytest.approx(1e-4 * (v + 65), rel=1e-9)


def test_a_passive_interneuron_charges_like_a_capacitor() -> None:
    cell = Interneuron(0, PARAMS)
    channels = cell.soma(0.5).interneuron_mech
    channels.gnabar = channels.gkbar = 0
    cell.ext_dc.amp = 1e-3  # nA
    h.finitialize(-65)
    h.ParallelContext().set_maxstep(1)
    h.ParallelContext().psolve(10)  # one time constant, cm/g = 10 ms
    area = np.pi * (10 / 3.14) * 10 * 1e-8  # cm2
    final = 1e-9 / (1e-4 * area)  # mV: 1e-3 nA is 1e-9 mA
    assert cell.soma(0.5).v == pytest.approx(-65 + final * (1 - np.exp(-1)), rel=2e-3)
