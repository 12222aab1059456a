"""What a trajectory does to the rings: velocity, pinning, and the theta of `tuning`."""

import numpy as np
import pytest

from input_data import trajectory as files
from input_data.trajectory import Trajectory, save_trajectory
from input_data.velocity_curve import load_velocity_curve
from network_configs.instrumentations.trajectory import near_animal
from tests.tiny import N_RING, RING, full_params, recording, simulate

LAMBDA0 = 6.2831
IDLE, PINNED_STELL = -2.906e-3, -2.65e-3  # nA, the defaults
SAMPLE_DT = 5.0  # ms
VELOCITY = 0.8  # rad/s
TURN = 200  # ms
PINNED = 40  # ms
ON_TRACK = RING | {"vel_type": "input", "traj_id": "run", "sim_dur": 300}


@pytest.fixture(autouse=True)
def _trajectory(tmp_path, monkeypatch):
    """To the right until 200 ms, then to the left, from a quarter of the track."""
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    time = np.arange(0, 301, SAMPLE_DT)
    velocity = np.where(time < TURN, VELOCITY, -VELOCITY)
    position = LAMBDA0 / 4 + np.cumsum(velocity) * SAMPLE_DT / 1000
    save_trajectory(files.trajectory_file("run"), Trajectory(position, velocity, SAMPLE_DT, PINNED))


def amplitudes(data_id, **input_params):
    return simulate(ON_TRACK | recording([data_id]) | input_params)[data_id]


@pytest.mark.parametrize("simulator", ["neuron", "coreneuron", "fused"])
def test_the_velocity_drives_the_ring_of_its_direction(simulator):
    found = amplitudes("stell_ext_dc_amp", simulator=simulator)
    curve = load_velocity_curve(full_params(ON_TRACK))
    speed = np.array([VELOCITY * 2 * np.pi / LAMBDA0])
    for time, right, left in (
        (20, PINNED_STELL, PINNED_STELL),
        (100, curve.right.current_for(speed)[0], IDLE),
        (250, IDLE, curve.left.current_for(speed)[0]),
    ):
        expected = np.repeat([right, left], N_RING)
        np.testing.assert_allclose(found[:, time], expected, rtol=1e-5, err_msg=f"{time} ms")


def test_velocity_is_followed_between_samples():
    """Half-way between two samples the current is their mean."""
    time = np.arange(0, 301, SAMPLE_DT)
    track = Trajectory(time * 0, time * 1e-2, SAMPLE_DT, 0)
    save_trajectory(files.trajectory_file("run"), track)
    found = amplitudes("stell_ext_dc_i", recorder_dt=0.025)[0]
    curve = load_velocity_curve(full_params(ON_TRACK))
    at_samples = curve.right.current_for(track.velocity * 2 * np.pi / LAMBDA0)
    step_ends = np.arange(len(found)) * 0.025
    expected = np.interp(step_ends[1:] - 0.0125, time, at_samples)
    np.testing.assert_allclose(found[1:], expected, rtol=1e-5)


def test_the_network_is_pinned_where_the_animal_is():
    found = amplitudes("intrnrn_ext_dc_amp", allothetic_nrn_n=3)
    (near,) = np.nonzero(found[:, 20] > 1.4e-3)
    assert near.tolist() == list(range(6 - 2, 6 + 4))  # it has moved on from a quarter by then
    np.testing.assert_allclose(np.delete(found[:, 20], near), -1e-3, rtol=1e-6)
    np.testing.assert_allclose(found[:, 60], 1.5e-3, rtol=1e-6)


def test_the_pinning_lasts_as_long_as_the_file_says():
    found = amplitudes("intrnrn_ext_dc_amp", allothetic_dur=200)
    np.testing.assert_allclose(found[:, 60], 1.5e-3, rtol=1e-6)


@pytest.mark.parametrize(
    ("n_phases", "centres"),
    [(24, [6]), (12, [3, 15]), (10, [2.5, 12.5]), (7, [1.75, 8.75, 15.75]), (48, [12])],
)
def test_a_group_of_cells_is_pinned_in_each_whole_period_of_the_ring(n_phases, centres):
    params = full_params(ON_TRACK | {"n_phases": n_phases, "allothetic_nrn_n": 1})
    at_a_quarter = Trajectory(np.full(61, LAMBDA0 / 4), np.zeros(61), SAMPLE_DT, PINNED)
    near = near_animal(params, at_a_quarter)
    expected = [cell for cell in range(N_RING) if any(abs(cell - c) <= 1 for c in centres)]
    assert np.flatnonzero(near).tolist() == expected


def test_pinned_cells_are_counted_round_the_ring():
    params = full_params(ON_TRACK | {"n_phases": 10, "allothetic_nrn_n": 2})
    at_the_start = Trajectory(np.zeros(61), np.zeros(61), SAMPLE_DT, PINNED)
    near = near_animal(params, at_the_start)
    assert np.flatnonzero(near).tolist() == [0, 1, 2, 8, 9, 10, 11, 12, 22, 23]


def test_it_is_not_pinned_without_init_allothetic_input():
    found = amplitudes("intrnrn_ext_dc_amp", init_allothetic_input=False)
    np.testing.assert_allclose(found[:, 1:], 1.5e-3, rtol=1e-6)


def test_tuning_1_is_a_theta_of_its_own():
    found = amplitudes("intrnrn_ext_dc_i", tuning=1, omega_i_theta=0.008, recorder_dt=0.025)[0]
    time = np.arange(len(found)) * 0.025 - 0.0125
    settled = time > PINNED + 1
    expected = 1.5e-3 + 5e-4 * np.sin(2 * np.pi * 0.008 * time)
    np.testing.assert_allclose(found[settled], expected[settled], atol=5e-7)
    pinned = (time > 0) & (time < PINNED - 1)  # no theta yet
    assert np.ptp(found[pinned]) == 0


def test_tuning_2_dips_at_the_cue():
    at_cue = {"tuning": 2, "theta_response_scale": 0.5, "cue_position": LAMBDA0 / 4}
    away = at_cue | {"cue_position": LAMBDA0 * 3 / 4}
    near, far = (np.ptp(amplitudes("intrnrn_ext_dc_amp", **p)[0, 60:]) for p in (at_cue, away))
    assert far == pytest.approx(2 * 5e-4, rel=0.02)
    assert 2 * 5e-5 < near < 4e-4


def test_a_track_that_ends_too_early_is_refused():
    with pytest.raises(Exception, match=r"sim_dur: got 400, expected at most 305"):
        simulate(ON_TRACK | {"sim_dur": 400})
