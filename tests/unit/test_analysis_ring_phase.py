import numpy as np
import pytest

from analysis.decoding import bump_phase, bump_speed, fold_rings
from analysis.ring_phase import (
    at_own_time,
    gaussian_phase,
    lowpass_phase,
    spike_vector,
    spikes_near,
)
from analysis.spikes import instantaneous_rates
from tests.synthetic import padded, poisson, ring_bumps

TIME = np.arange(6000) / 1000  # s


def marching(speed):
    """A spike per ms, in the cell at the phase speed x time of a ring of 6400 cells."""
    cells = np.rint(speed * TIME * 6400 / (2 * np.pi)).astype(int) % 6400
    return padded([np.flatnonzero(cells == cell) + 0.5 for cell in range(6400)])


def test_the_vector_is_that_of_the_cells_of_all_rings():
    spikes = padded([[], [0.2], [], [], [], [], [2.9], [2.1]])  # two rings of four cells
    expected = [np.exp(2j * np.pi / 4), 0, np.exp(2j * np.pi * 2 / 4) + np.exp(2j * np.pi * 3 / 4)]
    np.testing.assert_allclose(spike_vector(spikes, 4, 4, 3.0), expected, atol=1e-12)


def test_smoothing_the_vector_is_smoothing_the_rates():
    moving = ring_bumps(48, 24, 2.0 * TIME[:3000])
    spikes = poisson(np.concatenate([moving, 0.5 * moving]))
    by_rates = bump_phase(fold_rings(instantaneous_rates(spikes, 3000), 48), 24)
    np.testing.assert_allclose(gaussian_phase(spikes, 48, 24, 3000), by_rates, atol=1e-9)


@pytest.mark.parametrize("speed", [-6.0, 2.8])
def test_the_gaussian_has_no_lag_and_the_filter_has_its_own(speed):
    spikes, settled = marching(speed), slice(500, -500)
    true = speed * TIME
    gaussian = gaussian_phase(spikes, 6400, 6400, 6000)[settled]
    lowpass = lowpass_phase(spikes, 6400, 6400, 6000)[settled]
    assert bump_speed(gaussian, 1.0) == pytest.approx(speed, rel=1e-3)
    assert np.mean(gaussian - true[settled]) == pytest.approx(0, abs=1e-3)
    # the delay of a 6th-order Butterworth filter at low frequencies: 1 / (2 pi f sin(15 degrees))
    lag = 1 / (2 * np.pi * 35 * np.sin(np.radians(15)))
    assert np.mean(lowpass - true[settled]) == pytest.approx(-speed * lag, rel=0.02)


def test_before_the_first_spike_the_filter_knows_no_phase():
    phase = lowpass_phase(padded([[100.5], []]), 2, 2, 300)
    assert np.isnan(phase[:100]).all()
    assert np.isfinite(phase[101:110]).all()


def test_a_silent_ring_has_no_phase():
    for decode in (gaussian_phase, lowpass_phase):
        assert np.isnan(decode(np.full((4, 1), np.nan), 4, 4, 50.0)).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gaussian_phase(np.zeros(5), 5, 5, 10), "spikes must have the shape cells x count"),
        (lambda: gaussian_phase(np.zeros((5, 1)), 5, 0, 10), "n_phases must be > 0 cells, got 0"),
        (lambda: gaussian_phase(np.zeros((5, 1)), 5, 5, 10, 0), "stdev must be > 0 ms, got 0"),
        (lambda: lowpass_phase(np.zeros((5, 1)), 5, 5, 10, -1), "cutoff must be > 0 Hz, got -1"),
        (lambda: lowpass_phase(np.zeros((5, 1)), 0, 5, 10), "n_per_ring must be > 0 cells, got 0"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_phase_is_defined_near_spikes():
    near = spikes_near(padded([[100.0], [400.0]]), 1000, 50)
    assert np.flatnonzero(near).tolist() == [*range(50, 151), *range(350, 451)]


def test_the_ends_of_a_moving_phase_are_put_right_or_left_out():
    true = 4.0 * np.arange(3000) / 1000
    spikes = poisson(ring_bumps(64, 64, true, peak=200.0))
    raw = gaussian_phase(spikes, 64, 64, 3000)
    phase = at_own_time(raw, 100)
    known = np.isfinite(phase)
    assert (known[:79].any(), known[-79:].any(), known[81:-81].all()) == (False, False, True)
    error = np.mod(phase - true + np.pi, 2 * np.pi) - np.pi
    off = np.mod(raw - true + np.pi, 2 * np.pi) - np.pi
    assert np.nanmax(np.abs(error)) < 0.12
    assert np.abs(off[-1]) > 0.2
