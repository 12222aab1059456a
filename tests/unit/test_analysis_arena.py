"""Measures over an arena, on synthetic cells whose lattice is known, and against other packages."""

import numpy as np
import pytest

from analysis.arena import field_areas, rate_map, shuffled_scores, spatial_information, track_fields
from analysis.autocorrelogram import (
    autocorrelogram,
    grid_score,
    nearest_peaks,
    spacing_and_orientation,
)

DT, DUR = 20.0, 600e3  # ms
# Spacing (cm), orientation (degrees) of the cells; what opexebo 0.7.2 finds in their rate maps:
# grid score, spacing (cm), orientation; what pynapple 0.11.4 finds in their spikes: bits/spike.
CELLS = [
    (40.0, 12.0, 1.362, 40.3, 11.6, 1.836),
    (30.0, 50.0, 1.396, 29.9, 49.6, 1.764),
    (55.0, 0.0, 1.398, 54.9, 0.0, 1.791),
]


def path(generator: np.random.Generator) -> np.ndarray:
    """A smooth random walk in a box of 100 cm."""
    n = int(DUR / DT)
    velocity, place = np.zeros((n, 2)), np.full((n, 2), 50.0)
    noise = generator.normal(size=(n, 2))
    for k in range(1, n):
        velocity[k] = velocity[k - 1] * 0.98 + noise[k] * 3
        place[k] = place[k - 1] + velocity[k] * 0.02
        for axis in (0, 1):
            if not 0 < place[k, axis] < 100:
                velocity[k, axis] *= -1
                place[k, axis] = np.clip(place[k, axis], 0, 100)
    return place


def grid_cell(seed: int, spacing: float, angle: float) -> tuple[np.ndarray, np.ndarray]:
    """Spike times (ms) of a cell that fires on a hexagonal lattice, and the path of the animal."""
    generator = np.random.default_rng(seed)
    place = path(generator)
    waves = np.radians(angle + 30 + np.array([0, 60, 120]))
    k = 4 * np.pi / np.sqrt(3) / spacing * np.stack([np.cos(waves), np.sin(waves)], axis=1)
    rate = 15 * np.exp(1.2 * (np.cos((place - 50) @ k.T).sum(axis=1) - 3))
    counts = generator.poisson(rate * DT / 1e3)
    times = np.repeat(np.arange(len(place)) * DT, counts) + generator.uniform(0, DT, counts.sum())
    return np.sort(times), place


@pytest.mark.parametrize("seed", range(3))
def test_grid_cells_are_measured_as_they_are_and_as_other_packages_measure_them(seed):
    spacing, angle, score, their_spacing, their_angle, information = CELLS[seed]
    times, place = grid_cell(seed, spacing, angle)
    found = rate_map(times, place, DT)
    correlation = autocorrelogram(found.rate)
    peaks = nearest_peaks(correlation)
    measured, orientation = spacing_and_orientation(peaks, 2.5)

    def turned(to: float) -> float:
        return abs((orientation - to + 30) % 60 - 30)

    assert measured == pytest.approx(spacing, rel=0.02)
    assert turned(angle) < 1
    assert measured == pytest.approx(their_spacing, rel=0.01)
    assert turned(their_angle) < 1
    assert grid_score(correlation, peaks) == pytest.approx(score, abs=0.15)  # another annulus
    raw = rate_map(times, place, DT, bin_width=5, stdev=0)
    assert spatial_information(raw.rate, raw.occupancy) == pytest.approx(information, rel=0.01)
    assert len(field_areas(found)) >= 5


def test_a_square_lattice_and_noise_have_no_grid_score_above_chance():
    generator = np.random.default_rng(3)
    place = path(generator)
    square = np.cos(2 * np.pi / 35 * place).sum(axis=1)
    rates = {"square": 15 * np.exp(1.2 * (square - 2)), "uniform": np.full(len(place), 2.0)}
    for name, rate in rates.items():
        counts = generator.poisson(rate * DT / 1e3)
        times = np.repeat(np.arange(len(place)) * DT, counts)
        score = grid_score(autocorrelogram(rate_map(times, place, DT).rate))
        assert np.isnan(score) or score < 0.4, name


def test_shuffled_spikes_of_a_grid_cell_score_below_it():
    times, place = grid_cell(0, 40.0, 12.0)
    own = grid_score(autocorrelogram(rate_map(times, place, DT).rate))
    generator = np.random.default_rng(0)
    by_chance = shuffled_scores(
        [times], place, DT, generator, n_shuffles=30, t_start=0.0, t_stop=DUR
    )
    assert own > np.nanpercentile(by_chance, 95)
    with pytest.raises(ValueError, match="longer than"):
        shuffled_scores([times], place, DT, generator, n_shuffles=1, t_start=0, t_stop=30e3)


def test_a_rate_map_is_spikes_per_time_and_does_not_know_where_nobody_was():
    place = np.array([[1.0, 1.0]] * 50 + [[9.0, 1.0]] * 50 + [[9.0, 9.0]] * 2)  # 20 ms each
    found = rate_map(np.array([10.0, 30.0, np.nan]), place, DT, bin_width=5, stdev=0)
    np.testing.assert_allclose(found.rate, [[2, 0], [np.nan, 0]])
    np.testing.assert_allclose(found.occupancy, [[1, 1], [0, 0.04]])


def test_the_autocorrelogram_is_pearsons_correlation_of_the_shared_bins():
    rate = np.random.default_rng(0).random((12, 10))
    rate[0, :3] = np.nan
    found = autocorrelogram(rate)
    first, second = rate[2:, 1:].ravel(), rate[:-2, :-1].ravel()
    both = np.isfinite(first) & np.isfinite(second)
    expected = np.corrcoef(first[both], second[both])[0, 1]
    assert found.shape == (23, 19)
    assert found[11, 9] == pytest.approx(1)
    assert found[11 + 2, 9 + 1] == pytest.approx(expected)
    np.testing.assert_allclose(found, found[::-1, ::-1])


def test_fields_over_a_track():
    rate = np.array([5.0, 0, 0, 4, 5, 0, 0, 5])
    assert track_fields(rate, 2.0) == [(6.0, 10.0), (14.0, 18.0)]
    assert track_fields(rate, 2.0, is_circular=False) == [(0.0, 2.0), (6.0, 10.0), (14.0, 16.0)]
    assert track_fields(np.zeros(8), 2.0) == []


def test_information_of_a_cell_that_fires_in_a_quarter_of_the_arena():
    assert spatial_information(np.array([8.0, 0, 0, 0]), np.ones(4)) == pytest.approx(2)
    assert np.isnan(spatial_information(np.zeros(4), np.ones(4)))
