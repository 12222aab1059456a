"""Trajectories: files, tracks from positions, checks before a run."""

import builtins
import os
from pathlib import Path

import h5py
import numpy as np
import pytest

from input_data import make_trajectory as maker
from input_data import track_trajectory as on_track
from input_data import trajectory as files
from input_data.trajectory_input import trajectory_cautions
from param import Param
from workspace.errors import UserError

LAMBDA0 = 6.2831


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    return tmp_path


def write(name, position, velocity, **attributes) -> None:
    """A file of the authors' kind, but for these attributes."""
    with h5py.File(files.trajectory_file(name), "w") as file:
        file["pos_rinb"], file["vel_rinb"] = position, velocity
        file.attrs.update({"allothetic_dur": 0.0} | attributes)


def track(dur=20_000.0, allothetic_dur=500.0):
    """A run with turns, from samples every 33 ms; the true position (rad, unwrapped) over time."""

    def true_position(time):
        return 3 + 4 * np.sin(time / 3000)

    time = np.arange(0, dur, 33.0)
    position = np.mod(true_position(time), LAMBDA0)
    return on_track.make_trajectory(time, position, dur, allothetic_dur, LAMBDA0), true_position


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
        file.attrs["allothetic_dur"] = 0.05
    assert files.load_trajectory("theirs", dt=0.025).sample_dt == 0.025


@pytest.mark.parametrize("velocity_of_start", [0.0, 3.0])
def test_a_cumulative_integral_without_its_start_is_one_sample_short(velocity_of_start) -> None:
    """As of scipy's cumulative_trapezoid: position k belongs to the end of step k."""
    dt = 0.025
    time = np.arange(0, 200, dt)
    velocity = velocity_of_start * np.cos(time / 50) + np.sin(time / 30)
    steps = (velocity[1:] + velocity[:-1]) / 2 * dt / 1000
    whole = 1.5 + np.concatenate([[0], np.cumsum(steps)])
    for positions, name in ((whole, "n"), (whole[1:], "n_less_1")):
        write(name, positions, velocity)
    expected, found = (files.load_trajectory(name, dt) for name in ("n", "n_less_1"))
    assert len(found.position) == len(found.velocity) == len(time)
    np.testing.assert_allclose(found.position, expected.position, rtol=0, atol=1e-12)
    assert found.duration == pytest.approx(200)


@pytest.mark.parametrize(
    ("velocity", "position", "attributes", "message"),
    [
        (np.zeros(5), np.zeros(3), {}, r"shape \(5,\), pos_rinb \(3,\); expected n >= 2"),
        (np.zeros(5), np.zeros(6), {}, "expected n >= 2 velocities, and n or n - 1 positions"),
        (np.zeros((5, 1)), np.zeros(5), {}, "n or n - 1"),
        (np.zeros(1), np.zeros(1), {}, "n >= 2"),
        (np.array([0, np.nan, 0]), np.zeros(3), {}, "vel_rinb: got nan at sample 1"),
        (np.zeros(3), np.array([0, 0, np.inf]), {}, "pos_rinb: got inf at sample 2"),
        (np.zeros(3), np.zeros(3), {"sample_dt": 0.0}, "sample_dt: got 0, expected a number > 0"),
        (
            np.zeros(3),
            np.zeros(3),
            {"allothetic_dur": -1.0},
            "allothetic_dur: got -1, expected a number >= 0",
        ),
        (np.zeros(3), np.zeros(3), {"allothetic_dur": "long"}, "not a trajectory"),
    ],
)
def test_contents_that_are_no_trajectory(velocity, position, attributes, message) -> None:
    write("bad", position, velocity, **({"sample_dt": 1.0} | attributes))
    with pytest.raises(UserError, match=message):
        files.load_trajectory("bad", dt=1.0)


def test_a_file_that_changes_is_read_again() -> None:
    write("run", np.zeros(5), np.zeros(5))
    assert files.load_trajectory("run", dt=1.0).velocity[0] == 0
    write("run", np.zeros(5), np.ones(5))
    os.utime(files.trajectory_file("run"), ns=(1, 1))
    assert files.load_trajectory("run", dt=1.0).velocity[0] == 1


def test_a_run_beyond_the_trajectory_is_refused_before_it_starts() -> None:
    write("955", np.zeros(100), np.zeros(100), sample_dt=1.0)
    run = {"sim_id": "a", "vel_type": "input", "traj_id": 955}
    params = Param()
    params.update_params(run | {"sim_dur": 100})
    assert params["traj_id"] == "955"
    with pytest.raises(UserError, match=r"sim_dur: got 101, expected at most 100 \(ms\)"):
        Param().update_params(run | {"sim_dur": 101})


@pytest.mark.parametrize(
    ("attributes", "changes", "message"),
    [
        ({"allothetic_dur": 20.0}, {"allothetic_dur": 30}, "trajectory 'run' says 20 (ms)"),
        ({"allothetic_dur": 100.0}, {}, "ends before the network is released"),
        ({"sample_dt": 4.0}, {}, "move 0.25 times as far"),
    ],
)
def test_what_is_told_before_a_run(attributes, changes, message) -> None:
    velocity = 8 * np.ones(1000)
    write("run", 0.008 * np.arange(1000) % LAMBDA0, velocity, **({"sample_dt": 1.0} | attributes))
    run = {"sim_id": "a", "vel_type": "input", "traj_id": "run", "sim_dur": 100}
    params = Param()
    params.update_params(run | changes | {"sim_dur": 1000 if "sample_dt" in attributes else 100})
    told = list(trajectory_cautions(params))
    assert len(told) == 1
    assert message in told[0]


def test_nothing_is_told_about_a_run_as_it_should_be() -> None:
    params = Param() | {"vel_type": "input", "traj_id": "run", "sim_dur": 1000}
    write("run", 0.008 * np.arange(1000) % LAMBDA0, 8 * np.ones(1000), sample_dt=1.0)
    assert list(trajectory_cautions(params)) == []
    assert list(trajectory_cautions(Param())) == []


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


def test_a_fast_run_has_the_speeds_asked_for() -> None:
    time = np.arange(0, 30_000, 20.0)
    slow = np.cumsum(0.01 * np.cos(time / 900) + 0.02 * np.sin(time / 2700))
    run = on_track.at_speed(slow, 20.0, mean_speed=4.5, max_speed=10)
    velocity = np.diff(run) / 0.02
    assert np.abs(velocity).mean() == pytest.approx(4.5)
    assert 7 < np.abs(velocity).max() <= 10
    assert np.abs(np.diff(velocity)).max() < 1.2  # rad/s in 20 ms
    assert velocity[0] == 0
    as_fast = on_track.at_speed(slow, 20.0, mean_speed=None, max_speed=10)
    assert np.abs(np.diff(as_fast)).max() / 0.02 == pytest.approx(10)
    at_mean = on_track.at_speed(slow, 20.0, mean_speed=4.5, max_speed=None)
    assert np.abs(np.diff(at_mean)).mean() / 0.02 == pytest.approx(4.5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--mean_speed", "9", "--max_speed", "10"], "mean_speed must be at most 0.8 max_speed"),
        (["--mean_speed", "-1"], "--mean_speed: got -1"),
        (["--dur", "500"], "--dur must be longer than --allothetic_dur, 1000 ms"),
        (["--csv", "x.csv", "--both_ways"], "--csv: cannot be combined with a speed"),
    ],
)
def test_runs_that_cannot_be_made(arguments, message, capsys, folder) -> None:
    pytest.importorskip("ratinabox")
    assert maker.main(["rat", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not list(folder.iterdir())


@pytest.mark.parametrize("both_ways", [[], ["--both_ways"]])
def test_a_run_like_the_published_one(both_ways) -> None:
    pytest.importorskip("ratinabox")
    arguments = ["rat", "--dur", "30000", "--mean_speed", "4.52", "--max_speed", "10"]
    assert maker.main(arguments + both_ways) == 0
    made = files.load_trajectory("rat", dt=0.025)
    way = np.abs(np.diff(np.unwrap(made.position, period=LAMBDA0))).sum()
    assert way == pytest.approx(131, abs=1)
    assert 8 < np.abs(made.velocity).max() <= 10
    assert np.all(made.velocity[:99] == 0)


def test_ten_minutes_fit_in_memory() -> None:
    time = np.arange(0, 600_100.0, 100)
    made = on_track.make_trajectory(time, time / 1000, 600_000, 0, LAMBDA0)
    assert made.position.nbytes + made.velocity.nbytes < 2**20


@pytest.mark.parametrize(
    ("time", "dur"), [([0.0, 0.0, 100.0], 50), ([0.0, 50.0], 100), ([0.0], 0.0)]
)
def test_times_that_do_not_make_a_track(time, dur) -> None:
    with pytest.raises(ValueError, match="time must"):
        on_track.make_trajectory(np.array(time), np.zeros(len(time)), dur, 0, LAMBDA0)


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "track.csv"
    path.write_text("time (s),position (rad)\n10,0.5\n10.5,0.6\n12,6.2\n")
    assert maker.main(["mine", "--csv", str(path), "--allothetic_dur", "100"]) == 0
    made = files.load_trajectory("mine", dt=0.025)
    assert made.duration == 2110  # the last sample holds for 10 ms
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
    time, position = on_track.rat_on_circle(5000, seed=1, lambda0=LAMBDA0)
    assert time[-1] >= 5000
    assert position.min() >= 0
    assert position.max() <= LAMBDA0
    np.testing.assert_array_equal(position, on_track.rat_on_circle(5000, 1, LAMBDA0)[1])


def test_no_such_trajectory() -> None:
    with pytest.raises(UserError, match=r"traj_id: no file .*traj_gone.hdf5; make one"):
        files.load_trajectory("gone", 0.025)


def test_a_file_that_is_no_trajectory() -> None:
    with h5py.File(files.trajectory_file("bad"), "w") as file:
        file["pos_rinb"] = np.zeros(5)
    with pytest.raises(UserError, match="vel_rinb"):
        files.load_trajectory("bad", 0.025)
