import numpy as np
import pytest

from analysis.fields import (
    CELL_STDEV,
    complete_fields,
    field_extent,
    field_period,
    field_size,
    field_spread,
    grid_scale,
    ring_profiles,
    spatial_autocorrelation,
)
from tests.synthetic import padded, poisson, ring_bumps

HALF_HEIGHT = np.sqrt(8 * np.log(2))  # width of a Gaussian there, in standard deviations


def gaussian_bumps(n_cells, period, width):
    distance = (np.arange(n_cells) + period / 2) % period - period / 2
    return np.exp(-(distance**2) / (2 * width**2))


@pytest.mark.parametrize("period", [24, 48, 64, 96, 192])
def test_the_period_of_moving_bumps(period):
    assert field_period(ring_bumps(192, period, np.linspace(0, 5, 50))) == period


def test_the_period_survives_noise():
    rates = ring_bumps(192, 64, np.linspace(0, 5, 50))
    noisy = rates + np.random.default_rng(1).normal(0, 20, rates.shape)
    assert field_period(noisy) == 64


def test_a_uniform_ring_has_no_period():
    assert np.isnan(field_period(np.full((192, 10), 7.0)))
    assert np.isnan(spatial_autocorrelation(np.zeros((5, 3)))).all()


def test_the_autocorrelation_of_one_wave_is_a_cosine():
    cells = np.arange(64)
    wave = np.cos(2 * np.pi * cells / 64)[:, None]
    expected = np.cos(2 * np.pi * cells / 64)
    np.testing.assert_allclose(spatial_autocorrelation(wave), expected, atol=1e-12)


@pytest.mark.parametrize(("period", "width"), [(48, 6.0), (64, 8.0), (96, 12.0)])
def test_scale_and_size_of_gaussian_fields(period, width):
    profiles = gaussian_bumps(192, period, width)[None]
    assert grid_scale(profiles) == period
    assert field_size(profiles) == pytest.approx(width * HALF_HEIGHT, rel=0.02)


def test_scale_and_size_from_spikes():
    rates = 50 * np.repeat(gaussian_bumps(192, 64, 8.0)[:, None], 6000, axis=1)
    profiles = ring_profiles(poisson(rates), 6000, every=100)
    assert profiles.shape == (60, 192)
    assert grid_scale(profiles) == pytest.approx(64, rel=0.05)
    smoothed = np.hypot(8.0, CELL_STDEV)  # the smoothing widens the field
    assert field_size(profiles) == pytest.approx(smoothed * HALF_HEIGHT, rel=0.06)


def test_smoothing_over_time_widens_a_field_that_moves():
    rates = 50 * np.array([gaussian_bumps(192, 64, 8.0)] * 4000).T
    moving = np.array([np.roll(rates[:, 0], round(0.05 * t)) for t in range(4000)]).T
    still, moved = (ring_profiles(poisson(r), 4000)[10:-10] for r in (rates, moving))
    assert field_size(moved) == pytest.approx(
        np.sqrt(64 + CELL_STDEV**2 + (0.05 * 150) ** 2) * HALF_HEIGHT, rel=0.08
    )
    assert field_size(moved) > field_size(still)


def test_times_without_a_field_do_not_count():
    profiles = np.array([np.zeros(192), gaussian_bumps(192, 64, 8.0)])
    assert grid_scale(profiles) == 64
    assert np.isnan(grid_scale(profiles[:1]))
    assert np.isnan(field_size(profiles[:1]))


def test_fields_are_runs_of_spikes_without_strays_and_cut_ends():
    times = np.array([5, 6, 7, 100, 110, 120, 300, 500, 510, 525, 540, 900, 901, 902, np.nan])
    first, second = complete_fields(times, gap=50)
    assert first.tolist() == [100, 110, 120]
    assert second.tolist() == [500, 510, 525, 540]


def test_the_extent_is_the_way_between_first_and_last_spike():
    position = np.mod(0.01 * np.arange(1000), 4.0)  # 0.01 per ms, across the end of the track
    spikes = padded([[5, 100, 150, 180, 380, 400, 440, 900], []])
    assert field_extent(spikes, position, 1.0, 90, 4.0) == pytest.approx(0.7)
    assert np.isnan(field_extent(spikes[1:], position, 1.0, 90, 4.0))


def test_the_spread_is_that_of_the_spikes_round_the_bump():
    rates = 40 * np.array([np.roll(gaussian_bumps(192, 64, 5.0), t // 20) for t in range(8000)]).T
    phase = 2 * np.pi * (np.arange(8000) // 20) / 64
    spread = field_spread(poisson(rates), phase, 1.0, 64)
    assert spread == pytest.approx(2 * np.pi * 5.0 / 64, rel=0.03)
    assert np.isnan(field_spread(padded([[], []]), phase, 1.0, 64))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: field_period(np.zeros(5)), "rates must have the shape cells x samples"),
        (lambda: grid_scale(np.zeros(5)), "profiles must have the shape times x cells"),
        (lambda: complete_fields(np.zeros(5), 0), "gap must be > 0 ms, got 0"),
        (lambda: ring_profiles(np.zeros((1, 1)), 100, -1), "stdev must be > 0 ms, got -1"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
