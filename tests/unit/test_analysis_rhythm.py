"""Theta index, skipping and reference phase of spike trains with a known rhythm."""

import numpy as np
import pytest

from analysis.rhythm import at_times, autocorrelogram, rhythm_phase, theta_index, theta_skipping
from tests.synthetic import poisson

SIM_DUR = 30_000.0
TIME = np.arange(30_000) + 0.5  # ms


def rhythmic(frequency, depth=1.0, rate=20.0):
    """Poisson spikes of ten cells whose rate oscillates (Hz)."""
    wave = 1 + depth * np.cos(2 * np.pi * frequency * TIME / 1000)
    return poisson(rate * np.tile(wave, (10, 1)))


def correlogram(spikes):
    return autocorrelogram(spikes, SIM_DUR)[1]


def test_an_autocorrelogram_counts_the_pairs_at_each_lag():
    spikes = np.array([[1000.0, 1100.0, 1200.0], [5000.0, 5040.0, np.nan]])
    lags, counts = autocorrelogram(spikes, SIM_DUR)
    found = {lag: count for lag, count in zip(lags, counts.round(9), strict=True) if count}
    assert found == {0: 5, 100: 2, 200: 1, 40: 1}


def test_spikes_before_the_start_do_not_count():
    spikes = np.array([[100.0, 200.0, 1000.0, 1050.0]])
    _, counts = autocorrelogram(spikes, SIM_DUR, t_start=500.0)
    assert np.flatnonzero(counts.round(9)).tolist() == [0, 10]


def test_a_theta_rhythm_has_a_theta_index_above_5():
    assert theta_index(correlogram(rhythmic(8))) > 5
    assert theta_index(correlogram(rhythmic(8, depth=0))) < 5
    assert theta_index(correlogram(rhythmic(30))) < 1


def test_a_train_without_spikes_has_no_rhythm():
    none = correlogram(np.full((2, 1), np.nan))
    assert np.isnan(theta_index(none))
    assert np.isnan(theta_skipping(none, 8))


def test_skipping_is_positive_only_where_every_second_cycle_is_left_out():
    every = rhythmic(8)
    phase = 2 * np.pi * 4 * every / 1000
    skipping = np.where(np.cos(phase) > 0, every, np.nan)  # the cycles of 8 Hz round 0, 250 ... ms
    assert theta_skipping(correlogram(skipping), 8) > 0.5
    assert abs(theta_skipping(correlogram(every), 8)) < 0.1


@pytest.mark.parametrize("frequency", [0, 4, 26, 130])
def test_a_rhythm_whose_peaks_cannot_be_told_is_refused(frequency):
    with pytest.raises(ValueError, match=rf"4\.5 \.\.\. 25 Hz, got {frequency}"):
        theta_skipping(np.ones(101), frequency)


def test_a_record_that_is_too_short_for_the_lags_is_refused():
    with pytest.raises(ValueError, match="longer than 500 ms"):
        autocorrelogram(np.array([[1.0]]), 400.0)


def test_the_phase_of_a_rhythm_is_0_at_its_peaks():
    noise = np.random.default_rng(0).normal(0, 0.3, len(TIME))
    wave = 5 + np.cos(2 * np.pi * 8 * (TIME - 30) / 1000) + noise
    phase = rhythm_phase(wave, 1.0, 6, 10)
    peaks = 30 + 125 * np.arange(8, 230)
    assert np.abs(np.angle(np.exp(1j * at_times(peaks, phase, 1.0)))).max() < 0.3
    assert np.polyfit(TIME[1000:-1000], phase[1000:-1000], 1)[0] == pytest.approx(
        2 * np.pi * 0.008, rel=1e-3
    )


def test_a_band_that_is_none_is_refused():
    with pytest.raises(ValueError, match="band must ascend between 0 and 500 Hz"):
        rhythm_phase(np.zeros(1000), 1.0, 10, 6)
