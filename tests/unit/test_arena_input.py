"""The currents that make sheets follow an animal in an arena, and what is told before a run."""

import json

import numpy as np
import pytest

from input_data import trajectory, velocity_curve
from input_data.arena_run import ArenaRun, save_arena_run
from input_data.sheet_curve import load_sheet_curve, sheet_curve_cautions
from input_data.trajectory import trajectory_file
from network_configs.instrumentations.arena import (
    PINNED_PART,
    correction_starts,
    follow_run,
    interneuron_currents,
    near_lattice,
    run_cautions,
    wall_distance,
)
from network_configs.instrumentations.trajectory import PINNED_IN, PINNED_OUT
from param import Param
from tests.tiny import sheet
from workspace.errors import UserError

LATTICE = [[4, 1], [1, 4], [-3, 3]]
BOX = np.array([[0.0, 0], [100, 0], [100, 100], [0, 100]])
REST = -1.5e-3


def params_of(**changes):
    params = Param()
    params.update_params(
        {
            "sim_id": "arena",
            **sheet(31),
            "stell_const_dc": [REST] * 4,
            "vel_type": "input",
            "traj_id": "line",
            "velocity_curve": "two",
            "init_allothetic_input": True,
            "sim_dur": 3000,
            **changes,
        }
    )
    return params


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    """A run to the right at 10 cm/s, and a curve of 2 cells/s for 1e-4 nA."""
    monkeypatch.setattr(trajectory, "FOLDER", tmp_path)
    monkeypatch.setattr(velocity_curve, "FOLDER", tmp_path)
    velocity = np.zeros((151, 2))
    velocity[50:, 0] = 10
    position = 50 + np.cumsum(velocity, axis=0) * 0.02
    save_arena_run(trajectory_file("line"), ArenaRun(position, velocity, 20.0, 1000.0, BOX))
    curve = {
        "speed_cells_s": [0, 2, 8],
        "push_nA": [0, 1e-4, 4e-4],
        "lattice": LATTICE,
        "holds_for": {},
    }
    (tmp_path / "two.json").write_text(json.dumps(curve))
    return tmp_path


def test_velocity_pushes_the_sheet_of_its_direction_and_holds_back_the_opposite_one():
    params = params_of(cm_per_period=43.0)  # a period is 8.59 cells: 2 cells/s
    period = load_sheet_curve(params).period(31)
    east, west, north, south = (wave.samples for wave in follow_run(params))
    assert east[100] - REST == pytest.approx(1e-4 * 10 * period / 43 / 2)
    assert west[100] - REST == pytest.approx(-(east[100] - REST))
    assert north[100] == south[100] == pytest.approx(REST)
    assert east[0] == params["allothetic_stell_dc"]


def test_the_push_has_the_direction_of_the_velocity():
    curve = load_sheet_curve(params_of())
    push = curve.push_for(np.array([[0.0, 0], [3, -4], [30, 40]]))
    np.testing.assert_allclose(push, [[0, 0], [1.5e-4, -2e-4], [2.4e-4, 3.2e-4]])


def test_the_pinned_cells_are_a_hexagonal_lattice_round_the_place():
    near = near_lattice(31, np.array(LATTICE), np.array([7.0, 3.0])).reshape(31, 31)
    assert near[3, 7]
    assert near.mean() == pytest.approx(PINNED_PART, abs=0.01)
    spectrum = np.abs(np.fft.fft2(near - near.mean()))
    strongest = {tuple(map(int, place)) for place in np.argwhere(spectrum > 0.9 * spectrum.max())}
    assert strongest == {
        (1, 4),
        (4, 1),
        (3, -3 % 31),
        (-1 % 31, -4 % 31),
        (-4 % 31, -1 % 31),
        (-3 % 31, 3),
    }


def test_interneurons_are_pinned_at_the_start_and_free_afterwards():
    params = params_of()
    groups = list(interneuron_currents(params))
    gids = np.sort(np.concatenate([gids for gids, _ in groups]))
    np.testing.assert_array_equal(gids, params["N_stell"] + np.arange(31**2))
    assert {drive.amps for _, drive in groups} == {
        (pinned, params["intrnrn_dc_amp"]) for pinned in (PINNED_IN, PINNED_OUT)
    }
    assert {drive.starts for _, drive in groups} == {(0.0, 1000.0)}


def test_corrections_are_off_by_default_and_come_at_intervals_and_walls(files):
    run = trajectory_run(near_wall_from=2400.0)
    assert len(correction_starts(params_of(), run)) == 0
    at = correction_starts(params_of(correction_interval=500.0, correction_dur=100.0), run)
    np.testing.assert_allclose(at, [1500, 2000, 2500])
    at = correction_starts(params_of(correction_wall=5.0), run)
    np.testing.assert_allclose(at, [2400])
    both = params_of(correction_wall=5.0, correction_interval=500.0, correction_dur=200.0)
    np.testing.assert_allclose(correction_starts(both, run), [1500, 2000, 2400])


def trajectory_run(near_wall_from: float) -> ArenaRun:
    position = np.full((151, 2), 50.0)
    position[int(near_wall_from / 20) :, 0] = 2
    return ArenaRun(position, np.zeros((151, 2)), 20.0, 1000.0, BOX)


def test_distance_from_the_walls():
    places = np.array([[50.0, 50], [10, 40], [100, 30], [-3, 50]])
    np.testing.assert_allclose(wall_distance(places, BOX), [50, 10, 0, 3])


def test_what_is_told_before_a_run(files):
    assert not list(run_cautions(params_of()))
    fast = list(run_cautions(params_of(cm_per_period=5.0)))
    assert len(fast) == 1
    assert "ends at 8 cells/s" in fast[0]
    assert "cm_per_period" in fast[0]
    free = list(run_cautions(params_of(init_allothetic_input=False)))
    assert "init_allothetic_input" in free[0]
    short = list(run_cautions(params_of(sim_dur=900)))
    assert "before the network is released" in short[0]


def test_a_curve_of_other_parameters_is_told(files):
    curve = json.loads((files / "two.json").read_text())
    curve["holds_for"] = {"si_peak": 9.0, "stell_const_dc": [0.0] * 4}
    (files / "two.json").write_text(json.dumps(curve))
    (line,) = sheet_curve_cautions(params_of(), np.array([1.0]))
    assert "si_peak 9" in line
    assert "stell_const_dc" in line


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"velocity_curve": "ring"}, "no file"),
        ({"traj_id": None}, "traj_id"),
        ({"traj_id": "lines"}, "did you mean"),
        ({"cm_per_period": 0}, "cm_per_period: got 0"),
        ({"correction_interval": -1}, "correction_interval: got -1"),
    ],
)
def test_what_is_refused(changes, message):
    with pytest.raises(UserError, match=message):
        params_of(**changes)


def test_a_curve_of_rings_is_refused(files):
    (files / "two.json").write_text(json.dumps({"calibrations": []}))
    with pytest.raises(UserError, match="a curve of rings"):
        load_sheet_curve(params_of(vel_type="const"))
