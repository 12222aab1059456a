"""The velocity curve of a run: its file, for which parameters it holds, what is told before."""

import json

import numpy as np
import pytest

from input_data import velocity_curve as curves
from param import Param
from workspace.errors import UserError

SPEED = np.array([0.0, 1, 4])
NOISY = {"stell_noise": [1e6, 0, 1e-3], "intrnrn_noise": [1e6, 0, 2e-3]}


@pytest.fixture
def _ours(tmp_path, monkeypatch):
    """The curve "mine", with and without noise, instead of those that ship."""
    monkeypatch.setattr(curves, "FOLDER", tmp_path)
    calibrations = []
    for parameters, shift in ((NOISY, 0.5), ({}, 0.0)):
        ring = {"speed_rad_s": SPEED.tolist(), "current_nA": (SPEED + shift).tolist()}
        holds_for = curves.curve_parameters(Param() | parameters)
        calibrations.append({"holds_for": holds_for, "right": ring, "left": ring})
    (tmp_path / "mine.json").write_text(json.dumps({"calibrations": calibrations}))


def using(curve="mine", **changes):
    return Param() | {"velocity_curve": str(curve), "traj_id": "run"} | changes


def test_the_current_is_linear_between_speeds_and_ends_at_the_fastest() -> None:
    ring = curves.RingCurve(SPEED, np.array([-2.0, 0, 3]))
    np.testing.assert_allclose(ring.current_for(np.array([0, 0.5, 4, 9])), [-2, -1, 3, 3])


@pytest.mark.usefixtures("_ours")
def test_a_run_gets_the_calibration_of_its_noise() -> None:
    assert curves.load_velocity_curve(using()).right.current[0] == 0
    assert curves.load_velocity_curve(using(**NOISY)).right.current[0] == 0.5
    assert list(curves.curve_cautions(using(), SPEED)) == []
    assert list(curves.curve_cautions(using(**NOISY), SPEED)) == []


@pytest.mark.usefixtures("_ours")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"g_h_bar": 0}, "'mine' was measured with g_h_bar 0.0015 (here 0); the bumps may move"),
        ({"n_phases": 48, "is_mean": 24}, "is_mean 32 (here 24), n_phases 64 (here 48); "),
        ({"stell_noise": [1e6, 0, 5e-3]}, "stell_noise [0, 0] (here [0, 0.005])"),
        ({"tuning": 1}, "tuning 0 (here 1)"),
        (
            {"ii_mean": 1, "is_mean": 1, "si_mean": 1, "dt": 0.05, "hs_tau": 1},
            "and 2 more; the bumps",
        ),
    ],
)
def test_other_parameters_are_told_in_one_line(changes, message) -> None:
    (line,) = curves.curve_cautions(using(**changes), SPEED)
    assert message in line
    assert "python -m calibration" in line


@pytest.mark.usefixtures("_ours")
@pytest.mark.parametrize(
    "changes",
    [{"stell_const_dc": [0, 0]}, {"noise_seed": 3}, {"sim_dur": 9}, {"lambda0": 3}],
)
def test_what_does_not_change_the_speed_is_not_told(changes) -> None:
    assert list(curves.curve_cautions(using(**changes), SPEED)) == []


@pytest.mark.usefixtures("_ours")
def test_a_run_faster_than_the_curve_is_told() -> None:
    (line,) = curves.curve_cautions(using(), np.array([-9.0, 1.0]))
    assert "up to 9 rad/s, but velocity_curve 'mine' ends at 4 rad/s" in line


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("speed,current\n0,-2.5e-3\n1,-2e-3\n5,1e-3\n", [-2.5e-3, -2e-3, 1e-3]),
        ("0 -2.5e-3\n1 -2e-3\n5 1e-3\n", [-2.5e-3, -2e-3, 1e-3]),
        ("speed,right,left\n0,-2.5e-3,-1\n1,-2e-3,0\n5,1e-3,1\n", [-1, 0, 1]),
    ],
)
def test_a_table_of_your_own(tmp_path, text, left) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text)
    curve = curves.load_velocity_curve(using(path))
    assert curve.right.speed.tolist() == [0, 1, 5]
    assert curve.right.current.tolist() == [-2.5e-3, -2e-3, 1e-3]
    assert curve.left.current.tolist() == left
    assert curve.fastest == 5
    assert list(curves.curve_cautions(using(path), SPEED)) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0,1\n", "at least 2 speeds"),
        ("0,1\n1,nan\n", "finite numbers"),
        ("1,1\n2,2\n", "ascend from 0"),
        ("0,1\n2,2\n1,3\n", "ascend from 0"),
        ("0,1\n2,two\n", "not a velocity curve"),
        ("0\n1\n", "not a velocity curve"),
        ("", "not a velocity curve"),
    ],
)
def test_a_table_that_is_no_curve(tmp_path, text, message) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text)
    with pytest.raises(UserError, match=message):
        curves.load_velocity_curve(using(path))


def test_a_run_with_a_curve_that_does_not_exist_is_refused() -> None:
    run = {"sim_id": "a", "vel_type": "input", "traj_id": "example", "velocity_curve": "rink"}
    with pytest.raises(UserError, match=r"velocity_curve: no file .*did you mean 'ring'"):
        Param().update_params(run)


def test_the_curve_that_ships_reaches_10_rad_s_in_both_rings_with_and_without_noise() -> None:
    for noise in ({}, NOISY):
        params = Param() | noise
        curve = curves.load_velocity_curve(params)
        assert curve.fastest > 10
        assert curve.holds_for == json.loads(json.dumps(curves.curve_parameters(params)))
        for ring in (curve.right, curve.left):
            assert ring.speed[0] == 0
            assert np.all(np.diff(ring.current) > 0)


def test_the_curve_that_ships_states_its_errors() -> None:
    content = json.loads(curves.curve_file(Param()).read_text())
    for calibration in content["calibrations"]:
        assert calibration["right_minus_left_rms_rad_s"] < 0.3
        for ring in curves.RING_NAMES:
            errors = calibration[ring]["error_rad_s"]
            assert errors["residual_rms"] < 0.15
            assert errors["between_currents_rms"] < 0.3
