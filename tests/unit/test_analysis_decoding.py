import numpy as np
import pytest
from scipy.special import ive

from analysis.decoding import (
    bump_phase,
    bump_speed,
    coherence,
    decoded_position,
    fold_rings,
    unwrapped_phase,
    wrapped_difference,
)
from analysis.spikes import instantaneous_rates
from tests.synthetic import poisson, ring_bumps


def test_rings_are_added_cell_by_cell():
    rates = np.arange(12.0).reshape(6, 2)
    assert fold_rings(rates, 3).tolist() == [[6, 8], [10, 12], [14, 16]]


def test_a_part_of_a_ring_is_refused():
    with pytest.raises(ValueError, match="cells in rates must be a multiple of 4 cells, got 6"):
        fold_rings(np.zeros((6, 2)), 4)


def test_the_phase_is_that_of_the_active_cell():
    rates = np.zeros((192, 1))
    rates[64 + 16] = 5.0
    assert bump_phase(rates, 64)[0] == pytest.approx(np.pi / 2)


@pytest.mark.parametrize("speed", [-6.3, -0.4, 0.0, 2.8])
def test_a_bump_of_known_speed_is_decoded_from_its_spikes(speed):
    time = np.arange(4000) / 1000
    spikes = poisson(ring_bumps(192, 64, speed * time))
    phase = bump_phase(instantaneous_rates(spikes, 4000), 64)
    assert bump_speed(phase, 1.0) == pytest.approx(speed, abs=0.05)


def test_the_unwrapped_phase_counts_the_turns():
    phase = bump_phase(ring_bumps(64, 64, np.linspace(0, 6 * np.pi, 100)), 64)
    assert phase[-1] - phase[0] == pytest.approx(6 * np.pi)


def test_a_silent_ring_has_no_phase_speed_or_coherence():
    silent = np.zeros((64, 10))
    assert np.isnan(bump_phase(silent, 64)).all()
    assert np.isnan(bump_speed(bump_phase(silent, 64), 1.0))
    assert np.isnan(coherence(silent, 64))


def test_a_run_that_turns_has_a_speed_in_each_direction():
    time = np.arange(0, 4, 0.001)
    phase = 3.0 * np.where(time < 2, time, 4 - time)
    assert bump_speed(phase, 1.0) == pytest.approx(0, abs=0.01)
    assert bump_speed(phase, 1.0, 0, 2000) == pytest.approx(3.0)
    assert bump_speed(phase, 1.0, 2000, 4000) == pytest.approx(-3.0)
    assert np.isnan(bump_speed(phase, 1.0, 4000, 5000))


def test_the_remains_of_filtered_spikes_are_silence():
    decay = np.exp(1j) * 10.0 ** -np.arange(0, 20)
    assert np.isfinite(unwrapped_phase(decay, 1e-9)).sum() == 9
    assert np.isfinite(unwrapped_phase(decay)).all()


def test_silence_in_between_does_not_break_the_slope():
    rates = ring_bumps(64, 64, 3.0 * np.arange(0, 10, 0.1))
    rates[:, 40:45] = 0  # half a field at this speed would be ambiguous
    assert bump_speed(bump_phase(rates, 64), 100.0) == pytest.approx(3.0)


@pytest.mark.parametrize("concentration", [0.5, 2.0, 8.0])
def test_coherence_of_von_mises_bumps_is_a_ratio_of_bessel_functions(concentration):
    rates = ring_bumps(192, 64, np.zeros(3), concentration)
    expected = ive(1, concentration) / ive(0, concentration)
    assert coherence(rates, 64) == pytest.approx(expected)


def test_the_position_goes_once_round_the_track_per_field():
    positions = decoded_position(np.array([0.0, np.pi, 2 * np.pi, -np.pi / 2]), 4.0)
    np.testing.assert_allclose(positions, [0, 2, 0, 3], atol=1e-12)


def test_differences_go_the_shorter_way():
    ahead = wrapped_difference(np.array([0.1, 3.9, 2.0]), np.array([3.9, 0.1, 1.0]), 4.0)
    np.testing.assert_allclose(ahead, [0.2, -0.2, 1.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bump_phase(np.zeros(5), 64), "rates must have the shape cells x samples"),
        (lambda: bump_phase(np.zeros((5, 2)), 0), "n_phases must be > 0 cells, got 0"),
        (lambda: bump_speed(np.zeros(5), 0), "sample_dt must be > 0 ms, got 0"),
        (lambda: bump_speed(np.zeros(5), 1.0, 9, 3), "t_start must be < t_stop"),
        (lambda: decoded_position(np.zeros(5), -1), "lambda0 must be > 0 rad, got -1"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
