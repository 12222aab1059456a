"""Measures and figures of sheets that follow an animal, from spikes whose places are known."""

from types import SimpleNamespace

import numpy as np
import pytest

from analysis.arena_measures import SCORE, arena_measures
from analysis.figures.arena import arena_maps, arena_path
from analysis.figures.registry import Undefined
from analysis.windows import settled_from
from input_data import trajectory as files
from input_data.arena_run import ArenaRun, save_arena_run
from param import Param
from tests.tiny import sheet

SIDE, DUR, DT, PERIOD = 31, 60e3, 20.0, 30.0  # cells, ms, ms, cm
WAVES = np.array([[4, 1], [1, 4], [-3, 3]])
BOX = np.array([[0.0, 0], [60, 0], [60, 60], [0, 60]])


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A network whose pattern is always where the animal is, which sweeps the box."""
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    time = np.arange(0, DUR + DT, DT)
    x = 30 + 30 * np.sin(2 * np.pi * time / 3170)
    y = 30 + 30 * np.sin(2 * np.pi * time / 43700)
    place = np.stack([x, y], axis=1)
    velocity = np.gradient(place, DT / 1000, axis=0)
    save_arena_run(files.trajectory_file("sweep"), ArenaRun(place, velocity, DT, 1500.0, BOX))
    params = Param()
    params.update_params(
        {
            "sim_id": "arena",
            **sheet(SIDE),
            "stell_const_dc": [0, 0, 0, 0],
            "sim_dur": DUR,
            "init_allothetic_input": True,
        }
    )
    params = {**params, "vel_type": "input", "traj_id": "sweep", "cm_per_period": PERIOD}
    spikes = pattern_spikes(place * 8.6 / PERIOD)
    names = ("East", "West", "North", "South", "Interneurons")
    return SimpleNamespace(params=params, values=params, sheets=dict.fromkeys(names, spikes))


def pattern_spikes(place: np.ndarray) -> np.ndarray:
    """A spike of each cell every 20 ms as long as the pattern, at `place` (cells), is on it."""
    y, x = np.divmod(np.arange(SIDE**2), SIDE)
    height = sum(
        np.cos(
            2 * np.pi / SIDE * (kx * (x[:, None] - place[:, 0]) + ky * (y[:, None] - place[:, 1]))
        )
        for kx, ky in WAVES
    )
    times = np.where(height > 1.8, np.arange(len(place)) * DT + DT / 2, np.nan)
    counts = np.isfinite(times).sum(axis=1).max()
    return np.sort(times, axis=1)[:, :counts]  # NaN comes last


def test_a_pattern_that_follows_the_animal_gives_grid_cells_and_no_error(run):
    sheets = [run.sheets["East"]]
    found = arena_measures(run.params, sheets, run.sheets["Interneurons"])
    assert found["Position error (cm)"] < 1.5
    assert found[SCORE] > 0.5
    assert found["Grid spacing over the arena (cm)"] == pytest.approx(PERIOD, rel=0.1)
    assert found["Spatial information (bits/spike)"] > 1
    assert settled_from(run.params) == 1500  # the pinning of the file


def test_figures_of_the_arena(run):
    pytest.importorskip("matplotlib")
    titles = [axes.get_title() for axes in arena_maps(run).axes]
    assert sum("grid score" in title for title in titles) == 4
    assert len(arena_path(run).axes) == 3
    run.sheets = {"Interneurons": np.full((SIDE**2, 1), np.nan)}
    with pytest.raises(Undefined, match="silent"):
        arena_path(run)
