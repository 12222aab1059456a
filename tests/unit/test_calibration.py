"""The velocity calibration: its sweep, the speeds it measures, the curve it fits, its file."""

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from calibration import __main__ as calibration
from calibration import sweep as sweeps
from calibration.fit import fit
from input_data import velocity_curve as curves
from param import Param, mParam
from tests.synthetic import poisson, ring_bumps

CURRENT = sweeps.currents(-2.7e-3, 1e-2, 12)  # nA
IDLE = -2.906e-3  # nA, the default vel_integ_or


def repeated(speed):
    return np.asarray(speed, float)[:, None]


def test_currents_are_closer_together_where_the_bumps_begin_to_move() -> None:
    current = sweeps.currents(-2.66e-3, 1.6e-2, 30)
    assert (current[0], current[-1]) == pytest.approx((-2.66e-3, 1.6e-2))
    assert np.all(np.diff(current, 2) > 0)


def test_the_sweep_drives_either_ring_with_the_idle_current_in_the_other() -> None:
    cases = calibration.cases(None)
    sweep = sweeps.calibration_sweep(cases, CURRENT, n_repeats=2, sim_dur=5000)
    mParam().update_params(sweep)  # passes the checks
    assert len(sweep) == 2 * 2 * 12 * 2
    assert sweep["noise_right_11_0"]["stell_const_dc"] == [pytest.approx(1e-2), IDLE]
    assert sweep["noise_left_11_0"]["stell_const_dc"] == [IDLE, pytest.approx(1e-2)]
    assert sweep["no_noise_left_3_1"]["stell_noise"][2] == 0
    seeds = {(p["noise_seed"], p["init_noise_seed"]) for p in sweep.values()}
    assert len(seeds) == 2 * 2  # rings and repeats


def test_the_parameters_of_a_specs_file_are_calibrated(tmp_path) -> None:
    specs = tmp_path / "specs.py"
    specs.write_text("def generate_input_params():\n    return {'sim_id': 'a', 'g_h_bar': 0}\n")
    (case,) = calibration.cases(str(specs)).values()
    assert case["g_h_bar"] == 0


def test_the_curve_goes_through_speeds_that_rise() -> None:
    speed = np.array([0, 0, 0.5, 1, 2, 2.5, 3, 4, 5, 6, 6.5, 7.0])
    fitted = fit(CURRENT, repeated(speed), IDLE)
    assert (fitted.speed[0], fitted.speed[-1]) == (0, 7)
    assert fitted.current[0] == CURRENT[1]  # the highest at which nothing moves yet
    np.testing.assert_allclose(
        np.interp(speed[2:], fitted.speed, fitted.current), CURRENT[2:], atol=3e-5
    )
    assert fitted.residual == pytest.approx(0, abs=2e-3)
    assert np.isnan(fitted.spread)


def test_bumps_that_noise_moves_at_the_slowest_current_stand_at_the_idle_one() -> None:
    speed = np.linspace(0.2, 6, 12)
    fitted = fit(CURRENT, repeated(speed), IDLE)
    assert fitted.current[0] == IDLE
    assert np.interp(0.2, fitted.speed, fitted.current) == pytest.approx(CURRENT[0], abs=3e-5)


@pytest.mark.parametrize("slowest", ["-3e-3", "2e-2"])
def test_currents_that_cannot_be_calibrated(slowest, capsys) -> None:
    assert calibration.main([f"--slowest={slowest}"]) == 2
    expected = "expected a current between vel_integ_or, -0.002906, and --fastest, 0.016 (nA)"
    assert expected in capsys.readouterr().err


def test_noise_does_not_make_the_curve_fall() -> None:
    rng = np.random.default_rng(2)
    speed = np.sqrt(CURRENT - CURRENT[0]) * 60 + rng.normal(0, 0.4, len(CURRENT))
    fitted = fit(CURRENT, repeated(speed), IDLE)
    assert np.all(np.diff(fitted.speed) > 0)
    assert np.all(np.diff(fitted.current) >= 0)


def test_speeds_that_were_not_measured_are_left_out() -> None:
    speed = np.linspace(0, 6, 12)
    with_gap = speed.copy()
    with_gap[5] = np.nan
    found, expected = fit(CURRENT, repeated(with_gap), IDLE), fit(CURRENT, repeated(speed), IDLE)
    np.testing.assert_allclose(found.current, expected.current, atol=3e-5)


def test_the_spread_is_that_of_the_repeats() -> None:
    rng = np.random.default_rng(1)
    current = sweeps.currents(-2.7e-3, 1e-2, 400)
    speed = 60 * np.sqrt(current - current[0])[:, None] + rng.normal(0, 0.05, (400, 4))
    assert fit(current, speed, IDLE).spread == pytest.approx(0.05, rel=0.1)


def test_the_error_between_currents_is_that_of_leaving_one_out() -> None:
    speed = np.linspace(0, 6, 12)
    outlier = speed.copy()
    outlier[6] += 0.3
    smooth, rough = (fit(CURRENT, repeated(v), IDLE).between for v in (speed, outlier))
    assert smooth < 0.2
    assert rough > smooth + 0.02


def test_bumps_that_never_move() -> None:
    with pytest.raises(ValueError, match="speed must rise"):
        fit(CURRENT, np.zeros((12, 1)), IDLE)


@pytest.mark.parametrize(("period", "found"), [(64, 2.0), (96, np.nan)])
def test_speed_of_bumps_that_are_a_period_apart(monkeypatch, period: int, found: float) -> None:
    phase = 2.0 * np.arange(5000) / 1000
    spikes = poisson(ring_bumps(192, period, phase))
    params = {"sim_dur": 5000, "N_per_sheet": 192, "n_phases": 64}
    simulation: Any = SimpleNamespace(params=params)
    monkeypatch.setattr(sweeps, "layer_spikes", lambda _: {"Interneurons": spikes})
    speed = sweeps.bump_speed_of(simulation)
    assert speed == pytest.approx(found, abs=0.05, nan_ok=True)


def test_the_file_is_a_curve_for_the_parameters_it_was_measured_with(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(calibration, "FOLDER", tmp_path)
    monkeypatch.setattr(curves, "FOLDER", tmp_path)
    monkeypatch.setattr(calibration, "run", lambda sweep: {})
    rising = np.linspace(0, 8, 6)[None, :, None] * [[[1.0]], [[1.1]]]
    monkeypatch.setattr(calibration, "speeds", lambda *_: rising)
    assert calibration.main(["--name", "mine", "--n_currents", "6"]) == 0
    params = Param() | {"velocity_curve": "mine"}
    curve = curves.load_velocity_curve(params)
    assert (curve.right.speed[-1], curve.left.speed[-1]) == pytest.approx((8, 8.8))
    assert curve.holds_for == json.loads(json.dumps(curves.curve_parameters(Param())))
    noisy = params | calibration.PUBLISHED_NOISE
    assert curves.load_velocity_curve(noisy).holds_for["stell_noise"] == [0, 1e-3]
