"""The functions of the fused kernel, one by one, against the equations of the model."""

import ctypes

import numpy as np
import pytest

from simulation.fused import kernel

# Voltages (mV) that cells reach, those at which a rate has a removable singularity, and far ones.
VOLTAGES = np.concatenate(
    (
        np.linspace(-100, 100, 401),
        [v + d for v in (-35, -34, -27, -23) for d in (-2e-3, -5e-4, 1e-9, 5e-4, 2e-3)],
    )
)
FAR = np.array([-500.0, -300.0, 300.0, 500.0])
N_LANES = 8


def apply(name: str, x: np.ndarray, tau: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """The two values of a function of the kernel at each x."""
    padded = np.resize(x, -(-len(x) // N_LANES) * N_LANES)
    first, second = np.empty_like(padded), np.empty_like(padded)
    arguments = [ctypes.c_void_p(array.ctypes.data) for array in (padded, first, second)]
    found = kernel.load().fused_apply(
        name.encode(), arguments[0], ctypes.c_double(tau), *arguments[1:], len(padded)
    )
    assert found, name
    return first[: len(x)], second[: len(x)]


def linoid(v: np.ndarray, v0: float, k: float) -> np.ndarray:
    x = (v - v0) / k
    return np.where(x == 0, k, (v - v0) / -np.expm1(-np.where(x == 0, 1, x)))


def e(x: np.ndarray) -> np.ndarray:
    return np.exp(x)


# {gate: (opening rate, closing rate)} in 1/ms, as model.md and the NMODL have them
RATES = {
    "stellate m": lambda v: (0.1 * linoid(v, -23, 10), 4 * e(-(v + 48) / 18)),
    "stellate h": lambda v: (0.07 * e(-(v + 37) / 20), 1 / (e(-0.1 * (v + 7)) + 1)),
    "stellate n": lambda v: (0.01 * linoid(v, -27, 10), 0.125 * e(-(v + 37) / 80)),
    "stellate p": lambda v: (
        1 / (0.15 * (e(-(v + 38) / 6.5) + 1)),
        e(-(v + 38) / 6.5) / (0.15 * (e(-(v + 38) / 6.5) + 1)),
    ),
    "interneuron h": lambda v: (0.07 * e(-(v + 58) / 20), 1 / (e(-0.1 * (v + 28)) + 1)),
    "interneuron n": lambda v: (0.01 * linoid(v, -34, 10), 0.125 * e(-(v + 44) / 80)),
}


@pytest.mark.parametrize("name", RATES)
def test_gates_with_two_rates(name: str) -> None:
    voltages = VOLTAGES if name.startswith("interneuron") else np.concatenate((VOLTAGES, FAR))
    opening, closing = RATES[name](voltages)
    steady, rate = apply(name, voltages)
    np.testing.assert_allclose(steady, opening / (opening + closing), rtol=1e-9)
    np.testing.assert_allclose(rate, opening + closing, rtol=1e-9)


HCN = {
    "stellate mf": lambda v, tau: (
        1 / (1 + e((v + 79.2) / 9.78)),
        tau / (e((v - 1.7) / 10) + e(-(v + 340) / 52)) + 1,
    ),
    "stellate ms": lambda v, tau: (
        1 / (1 + e((v + 71.3) / 7.9)),
        tau / (e((v - 1.7) / 14) + e(-(v + 260) / 43)) + 1,
    ),
}


@pytest.mark.parametrize("tau", [0.0, 0.51, 5.6, 100.0])
@pytest.mark.parametrize("name", HCN)
def test_gates_of_the_h_current(name: str, tau: float) -> None:
    voltages = np.concatenate((VOLTAGES, FAR))
    expected, expected_tau = HCN[name](voltages, tau)
    steady, rate = apply(name, voltages, tau)
    np.testing.assert_allclose(steady, expected, rtol=1e-12)
    np.testing.assert_allclose(rate, 1 / expected_tau, rtol=1e-12)


def test_the_instantaneous_gate_and_its_slope() -> None:
    steady, slope = apply("interneuron m", VOLTAGES)

    def m(v: np.ndarray) -> np.ndarray:
        opening, closing = 0.1 * linoid(v, -35, 10), 4 * e(-(v + 60) / 18)
        return opening / (opening + closing)

    np.testing.assert_allclose(steady, m(VOLTAGES), rtol=1e-9)
    step = 1e-3
    difference = (m(VOLTAGES + step) - m(VOLTAGES - step)) / (2 * step)
    np.testing.assert_allclose(slope, difference, rtol=1e-5, atol=1e-10)


def test_exp_and_log_are_exact_to_two_units_in_the_last_place() -> None:
    x = np.random.default_rng(0).uniform(0, 1, 100_000)
    exponential, logarithm = apply("exp log", np.concatenate((x, -700 * x, 700 * x)))
    expected = np.exp(np.concatenate((x, -700 * x, 700 * x)))
    np.testing.assert_allclose(exponential, expected, rtol=2 * np.finfo(float).eps)
    np.testing.assert_allclose(logarithm[: len(x)], np.log(x), rtol=2 * np.finfo(float).eps)


def test_sine_and_cosine_of_half_turns() -> None:
    x = np.random.default_rng(0).uniform(-1, 1, 100_000)
    sine, cosine = apply("sin cos", x)
    np.testing.assert_allclose(sine, np.sin(np.pi * x), atol=1e-15)
    np.testing.assert_allclose(cosine, np.cos(np.pi * x), atol=1e-15)
