"""Trajectories: files, tracks from positions, the velocity curve."""

import builtins
from pathlib import Path

import h5py
import numpy as np
import pytest

from input_data import make_trajectory as maker
from input_data import trajectory as files
from input_data.velocity_curve import VelocityCurve, load_velocity_curve
from workspace.errors import UserError

LAMBDA0 = 6.2831


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    return tmp_path


def track(dur=20_000.0, allothetic_dur=500.0):
    """A run with turns, from samples every 33 ms; the true position (rad, unwrapped) over time."""

    def true_position(time):
        return 3 + 4 * np.sin(time / 3000)

    time = np.arange(0, dur, 33.0)
    position = np.mod(true_position(time), LAMBDA0)
    return maker.make_trajectory(time, position, dur, allothetic_dur, LAMBDA0), true_position


def test_round_trip(folder: Path) -> None:
    made, _ = track()
    files.save_trajectory(files.trajectory_file("run"), made)
    loaded = files.load_trajectory("run", dt=0.025)
    np.testing.assert_array_equal(loaded.position, made.position)
    np.testing.assert_array_equal(loaded.velocity, made.velocity)
    assert (loaded.sample_dt, loaded.allothetic_dur) == (10, 500)
    assert [path.name for path in folder.iterdir()] == ["traj_run.hdf5"]


def test_a_file_of_the_authors_has_a_sample_per_dt() -> None:
    with h5py.File(files.trajectory_file("theirs"), "w") as file:
        file["pos_rinb"], file["vel_rinb"] = np.zeros(5), np.zeros(5)
        file.attrs["allothetic_dur"] = 3000
    assert files.load_trajectory("theirs", dt=0.025).sample_dt == 0.025


def test_the_animal_waits_then_runs_as_given() -> None:
    made, true_position = track()
    time = np.arange(len(made.position)) * made.sample_dt
    expected = true_position(np.maximum(time - 500, 0))
    error = np.mod(made.position - expected + LAMBDA0 / 2, LAMBDA0) - LAMBDA0 / 2
    assert np.abs(error).max() < 1e-3
    assert np.all(made.velocity[: 500 // 10 - 1] == 0)


def test_velocity_adds_up_to_the_run() -> None:
    """The network integrates it: a sample per 10 ms is enough."""
    made, _ = track()
    steps = (made.velocity[1:] + made.velocity[:-1]) / 2 * made.sample_dt / 1000
    run = np.unwrap(made.position, period=LAMBDA0)
    assert np.abs(np.cumsum(steps) - (run[1:] - run[0])).max() < 5e-3


def test_ten_minutes_fit_in_memory() -> None:
    time = np.arange(0, 600_100.0, 100)
    made = maker.make_trajectory(time, time / 1000, 600_000, 0, LAMBDA0)
    assert made.position.nbytes + made.velocity.nbytes < 2**20


@pytest.mark.parametrize(
    ("time", "dur"), [([0.0, 0.0, 100.0], 50), ([0.0, 50.0], 100), ([0.0], 0.0)]
)
def test_times_that_do_not_make_a_track(time, dur) -> None:
    with pytest.raises(ValueError, match="time must"):
        maker.make_trajectory(np.array(time), np.zeros(len(time)), dur, 0, LAMBDA0)


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "track.csv"
    path.write_text("time (s),position (rad)\n10,0.5\n10.5,0.6\n12,6.2\n")
    assert maker.main(["mine", "--csv", str(path), "--allothetic_dur", "100"]) == 0
    made = files.load_trajectory("mine", dt=0.025)
    assert made.duration == 2100
    assert made.position[[0, -1]] == pytest.approx([0.5, 6.2])
    assert made.velocity[30] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("text", "message"),
    [("0,1\n1;2\n", "got '1;2'"), ("0,1\n", "at least 2 rows"), ("0,1\n1,nan\n", "finite")],
)
def test_csv_that_is_not_a_track(tmp_path: Path, capsys, text: str, message: str) -> None:
    path = tmp_path / "track.csv"
    path.write_text(text)
    assert maker.main(["mine", "--csv", str(path)]) == 2
    assert message in capsys.readouterr().err
    assert not files.trajectory_file("mine").exists()


def test_without_ratinabox_the_extra_is_named(monkeypatch, capsys) -> None:
    real_import = builtins.__import__

    def without(name, *rest):
        if name.startswith("ratinabox"):
            raise ImportError(name)
        return real_import(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert maker.main(["rat"]) == 2
    assert "[trajectories]" in capsys.readouterr().err


def test_a_rat_stays_on_its_track() -> None:
    pytest.importorskip("ratinabox")
    time, position = maker.rat_on_circle(5000, seed=1, lambda0=LAMBDA0)
    assert time[-1] >= 5000
    assert position.min() >= 0
    assert position.max() <= LAMBDA0
    np.testing.assert_array_equal(position, maker.rat_on_circle(5000, 1, LAMBDA0)[1])


def test_no_such_trajectory() -> None:
    with pytest.raises(UserError, match=r"traj_id: no file .*traj_gone.hdf5; make one"):
        files.load_trajectory("gone", 0.025)


def test_a_file_that_is_no_trajectory() -> None:
    with h5py.File(files.trajectory_file("bad"), "w") as file:
        file["pos_rinb"] = np.zeros(5)
    with pytest.raises(UserError, match="vel_rinb"):
        files.load_trajectory("bad", 0.025)


def test_beyond_the_curve_one_warning_names_velocity_and_limit() -> None:
    curve = VelocityCurve(np.array([0.0, 1, 4]), np.array([-2.0, 0, 3]))
    with pytest.warns(UserWarning, match=r"got up to 9 rad/s, expected at most 4 rad/s") as caught:
        current = curve.current_for(np.array([0, 0.5, 5, 9]))
    assert len(caught) == 1
    np.testing.assert_allclose(current, [-2, -1, 3, 3])


def test_the_curve_that_ships_rises() -> None:
    curve = load_velocity_curve()
    assert curve.speed[0] == 0
    assert np.all(np.diff(curve.speed) > 0)
    assert np.all(np.diff(curve.current) > 0)


def test_no_curve(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"make it with python -m input_data\.calibrate"):
        load_velocity_curve(tmp_path / "none.json")
