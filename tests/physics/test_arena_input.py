"""What a run in an arena does to the sheets: the push, the pinning, a correction."""

import json

import numpy as np
import pytest

from input_data import trajectory as files
from input_data import velocity_curve
from input_data.arena_run import ArenaRun, save_arena_run
from tests.tiny import N_AXIS, SHEET, recording, simulate

REST, PINNED_STELL, FREE = -1.5e-3, -2.65e-3, 1e-3  # nA
PINNED_IN, PINNED_OUT = 1.5e-3, -1e-3  # nA
BOX = np.array([[0.0, 0], [100, 0], [100, 100], [0, 100]])
IN_ARENA = SHEET | {
    "vel_type": "input",
    "traj_id": "run",
    "velocity_curve": "straight",
    "init_allothetic_input": True,
    "stell_const_dc": [REST] * 4,
    "intrnrn_dc_amp": FREE,
    "sim_dur": 200,
    "correction_interval": 80,
    "correction_dur": 20,
}


@pytest.fixture(autouse=True)
def _files(tmp_path, monkeypatch):
    """To the north-east at 10 cm/s, after 40 ms; 1e-4 nA for a cell/s."""
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    monkeypatch.setattr(velocity_curve, "FOLDER", tmp_path)
    velocity = np.full((42, 2), 10 / np.sqrt(2))
    position = 20 + np.cumsum(velocity, axis=0) * 0.005
    save_arena_run(files.trajectory_file("run"), ArenaRun(position, velocity, 5.0, 40.0, BOX))
    curve = {"speed_cells_s": [0, 10], "push_nA": [0, 1e-3], "holds_for": {}}
    lattice = {"lattice": [[1, 0], [0, 1], [-1, 1]]}
    (tmp_path / "straight.json").write_text(json.dumps(curve | lattice))


@pytest.mark.parametrize("simulator", ["coreneuron", "fused"])
def test_the_sheets_are_pushed_and_the_interneurons_pinned(simulator):
    data_ids = ["stell_ext_dc_amp", "intrnrn_ext_dc_amp"]
    found = simulate(IN_ARENA | recording(data_ids) | {"simulator": simulator})
    stell, intrnrn = (found[data_id] for data_id in data_ids)
    period = 2 / np.sqrt(3) * N_AXIS / np.mean([1, 1, np.sqrt(2)])
    push = 1e-4 * 10 / np.sqrt(2) * period / 50  # nA; cm_per_period is 50
    sheets = np.repeat([push, -push, push, -push], N_AXIS**2)
    np.testing.assert_allclose(stell[:, 20], PINNED_STELL, rtol=1e-5)
    np.testing.assert_allclose(stell[:, 100], REST + sheets, rtol=1e-5)
    for time, expected in (
        (20, {PINNED_IN, PINNED_OUT}),  # the pinning at the start
        (100, {FREE}),
        (130, {PINNED_IN, PINNED_OUT}),  # the correction at 120 ms
        (160, {FREE}),
    ):
        assert set(intrnrn[:, time].astype(float).round(8).tolist()) == expected, time
