"""The velocity calibration: its sweep, the speed it measures, the curve it fits."""

import numpy as np
import pytest

from input_data import calibrate
from param import mParam
from tests.synthetic import poisson, ring_bumps

CURRENT = np.linspace(-2.7e-3, 1e-2, 12)  # nA


def test_the_sweep_passes_the_checks_and_rises() -> None:
    sweep = calibrate.calibration_sweep(n_currents=20, sim_dur=5000)
    mParam().update_params(sweep)
    currents = [params["stell_const_dc"][0] for params in sweep.values()]
    assert len(currents) == 20
    assert np.all(np.diff(currents) > 0)
    assert currents[-1] == pytest.approx(calibrate.FASTEST)


def test_the_curve_goes_through_what_rises() -> None:
    speed = np.array([0, 0, 0.5, 1, 2, 2.5, 3, 4, 5, 6, 6.5, 7.0])
    table, current = calibrate.fit(CURRENT, speed)
    assert (table[0], table[-1]) == (0, 7)
    assert current[0] == CURRENT[1]  # the highest at which nothing moves yet
    np.testing.assert_allclose(np.interp(speed[2:], table, current), CURRENT[2:], atol=2e-5)


def test_noise_does_not_make_the_curve_fall() -> None:
    rng = np.random.default_rng(2)
    speed = np.sqrt(CURRENT - CURRENT[0]) * 60 + rng.normal(0, 0.4, len(CURRENT))
    table, current = calibrate.fit(CURRENT, speed)
    assert np.all(np.diff(table) > 0)
    assert np.all(np.diff(current) >= 0)


def test_what_was_not_measured_is_left_out() -> None:
    speed = np.linspace(0, 6, 12)
    with_gap = speed.copy()
    with_gap[5] = np.nan
    for ours, theirs in zip(
        calibrate.fit(CURRENT, with_gap), calibrate.fit(CURRENT, speed), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_bumps_that_never_move() -> None:
    with pytest.raises(ValueError, match="speed must rise"):
        calibrate.fit(CURRENT, np.zeros(12))


@pytest.mark.parametrize(("period", "found"), [(64, 2.0), (96, np.nan)])
def test_speed_of_bumps_that_are_a_period_apart(monkeypatch, period: int, found: float) -> None:
    phase = 2.0 * np.arange(5000) / 1000
    spikes = poisson(ring_bumps(192, period, phase))
    monkeypatch.setattr(calibrate, "load_spikes", lambda sim_id, sim_num: (spikes, spikes))
    speed = calibrate.speed_of("0", 5000, n_phases=64)
    assert speed == pytest.approx(found, abs=0.05, nan_ok=True)
