"""Runs in an arena: making, writing, reading, and what is refused."""

import h5py
import numpy as np
import pytest

from input_data import arena_run, make_trajectory, trajectory
from input_data.arena_run import ArenaRun, from_positions, load_arena_run, load_path, save_arena_run
from input_data.arena_trajectory import arena_corners, read_positions
from input_data.trajectory import trajectory_file
from workspace.errors import UserError

BOX = np.array([[0.0, 0], [100, 0], [100, 80], [0, 80]])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(trajectory, "FOLDER", tmp_path)
    return tmp_path


def circle() -> ArenaRun:
    time = np.arange(0, 5000, 10.0)
    angle = time / 1000
    place = 50 + 20 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return from_positions(time, place, BOX, wait=1000)


def test_velocity_gives_the_positions_back():
    run = circle()
    trapezoids = (run.velocity[1:] + run.velocity[:-1]) / 2 * run.sample_dt / 1000
    path = run.position[0] + np.concatenate([[[0, 0]], np.cumsum(trapezoids, axis=0)])
    np.testing.assert_allclose(path, run.position, atol=0.15)
    assert run.speed[100:200] == pytest.approx(20, rel=1e-3)
    assert np.all(run.position[:51] == run.position[0])  # it waits for 1000 ms


def test_a_run_is_read_as_it_was_written_and_cut_at_sim_dur(folder):
    run = circle()
    save_arena_run(trajectory_file("a"), run)
    found = load_arena_run("a")
    np.testing.assert_array_equal(found.position, run.position)
    np.testing.assert_array_equal(found.arena, BOX)
    params = {"traj_id": "a", "sim_dur": 2000, "init_allothetic_input": False}
    part = load_path(params)
    assert len(part.position) == 101
    assert part.allothetic_dur == 0
    with pytest.raises(UserError, match="sim_dur: got 9000, expected at most"):
        load_path(params | {"sim_dur": 9000})


def test_a_run_on_a_track_is_refused_and_says_how_to_make_one(folder):
    with h5py.File(trajectory_file("ring"), "w") as file:
        file["vel_rinb"] = np.zeros(3)
    with pytest.raises(UserError, match="--arena"):
        load_arena_run("ring")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"velocity": np.zeros((3, 2))}, "expected n >= 2 samples of x and y"),
        ({"position": np.full((4, 2), np.nan)}, "finite numbers"),
        ({"sample_dt": 0.0}, "sample_dt: got 0"),
        ({"allothetic_dur": -1.0}, "allothetic_dur: got -1"),
        ({"arena": np.zeros((2, 2))}, "at least 3 corners"),
    ],
)
def test_faults_of_a_file(folder, change, message):
    fields = {
        "position": np.zeros((4, 2)),
        "velocity": np.zeros((4, 2)),
        "sample_dt": 20.0,
        "allothetic_dur": 0.0,
        "arena": BOX,
    }
    save_arena_run(trajectory_file("bad"), ArenaRun(**(fields | change)))
    with pytest.raises(UserError, match=message):
        load_arena_run("bad")


def test_arenas_by_name():
    np.testing.assert_array_equal(arena_corners("100,80"), BOX)
    circle = arena_corners("circle:120")
    assert np.ptp(circle[:, 0]) == pytest.approx(120)
    for wrong in ("100", "circle:1,2", "square:3,4", "-1,5", "nan,5", "x"):
        with pytest.raises(UserError, match="--arena: got"):
            arena_corners(wrong)


def test_positions_of_a_csv_without_the_samples_that_were_lost(tmp_path):
    file = tmp_path / "path.csv"
    file.write_text("time,x,y\n10.0,1,2\n10.02,nan,nan\n10.04,,\n10.06,4,5\n")
    time, place = read_positions(file)
    np.testing.assert_allclose(time, [0, 60])
    np.testing.assert_allclose(place, [[1, 2], [4, 5]])
    file.write_text("0,1,2\n0.1,1\n")
    with pytest.raises(UserError, match="expected three numbers"):
        read_positions(file)
    file.write_text("0,1,2\n0,1,3\n")
    with pytest.raises(UserError, match="times ascend"):
        read_positions(file)


def test_make_trajectory_makes_a_run_of_a_csv(folder, tmp_path, capsys):
    file = tmp_path / "path.csv"
    time = np.arange(0, 3, 0.05)
    np.savetxt(file, np.stack([time, 10 * time, 30 + 5 * time], axis=1), delimiter=",")
    argv = ["mine", "--csv", str(file), "--arena", "auto", "--smoothing", "0"]
    assert make_trajectory.main(argv) == 0
    run = load_arena_run("mine")
    assert run.velocity[100] == pytest.approx([10, 5])
    assert run.allothetic_dur == 1000
    np.testing.assert_allclose(run.arena[2], [29.5, 44.75])
    assert make_trajectory.main([*argv, "--max_speed", "3"]) == 2
    assert "--max_speed" in capsys.readouterr().err


def test_a_rat_of_ratinabox_stays_in_its_arena(folder):
    pytest.importorskip("ratinabox")
    argv = ["rat", "--arena", "60,40", "--dur", "8000", "--seed", "2"]
    assert make_trajectory.main(argv) == 0
    run = arena_run.load_arena_run("rat")
    assert run.duration >= 8000
    assert np.all((run.position >= 0) & (run.position <= [60, 40]))
    assert 1 < run.speed[60:].mean() < 30
