import copy
import math
import pickle

import numpy as np
import pytest

from analysis.measured import Measured
from analysis.windows import drives, noise_end, settled_from, settled_part, why_not_settled
from input_data import trajectory

RING = {
    "instr_id": "1d",
    "sim_dur": 6000.0,
    "vel_type": "const",
    "traj_id": "run",
    "dt": 0.025,
    "allothetic_dur": 0,
    "stell_init_noise": [100, 0, 0.5],
    "intrnrn_init_noise": [200, 0, 0.5],
    "extra_params": {},
}


def test_a_measured_number_is_a_number():
    speed = Measured(2.5, "slope of the phase")
    assert speed * 2 == 5
    assert f"{speed:.2f}" == "2.50"
    assert (speed.definition, speed.reason) == ("slope of the phase", "")
    assert np.array([speed]).dtype == np.float64


def test_what_is_missing_says_why():
    missing = Measured.missing("grid score", "fewer than six peaks")
    assert math.isnan(missing)
    assert missing.reason == "fewer than six peaks"


@pytest.mark.parametrize("clone", [copy.copy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_copy_keeps_what_it_says(clone):
    cloned = clone(Measured.missing("grid score", "fewer than six peaks"))
    assert (cloned.definition, cloned.reason) == ("grid score", "fewer than six peaks")


def test_a_network_settles_after_noise_and_pinning():
    assert noise_end(RING) == 200
    assert settled_from(RING) == 1000
    assert settled_from(RING | {"allothetic_dur": 3000}) == 3000
    assert settled_from(RING | {"stell_init_noise": [1500, 0, 0.5]}) == 1500
    assert why_not_settled(RING) == ""
    assert "ends at 1499 ms" in why_not_settled(RING | {"sim_dur": 1499})


def test_the_pinning_of_a_trajectory_counts_not_the_parameter(tmp_path, monkeypatch):
    monkeypatch.setattr(trajectory, "FOLDER", tmp_path)
    track = trajectory.Trajectory(np.zeros(4001), np.zeros(4001), 1.0, allothetic_dur=2000.0)
    trajectory.save_trajectory(trajectory.trajectory_file("run"), track)
    follows = RING | {"vel_type": "input"}
    assert settled_from(follows) == 2000
    assert settled_from(follows | {"allothetic_dur": 3000}) == 2000
    assert settled_from(RING | {"allothetic_dur": 3000}) == 3000  # reads no trajectory
    assert "ends at 2400 ms" in why_not_settled(follows | {"sim_dur": 2400.0})
    trajectory.trajectory_file("run").unlink()
    assert settled_from(follows | {"allothetic_dur": 3000}) == 3000


def test_the_drives_of_a_run():
    assert drives(RING) == [(0, 6000)]
    three = RING | {"vel_type": "ACVT-1DAC"}
    assert drives(three) == [(0, 2000), (2000, 4000), (4000, 6000)]
    assert drives(three | {"sim_dur": 3000}) == [(0, 2000), (2000, 3000)]
    turn = {"vel_type": "PRED-IHD", "extra_params": {"dir_change_t": 2500, "stell_dc": 0}}
    assert drives(RING | turn) == [(0, 2500), (2500, 6000)]


def test_the_settled_part_leaves_out_what_the_smoothing_mixes():
    assert settled_part((0, 2000), RING) == (1000, 1800)
    assert settled_part((2000, 4000), RING) == (2200, 3800)
