import numpy as np
import pytest

from analysis.fields import (
    complete_fields,
    field_extent,
    field_period,
    field_size,
    grid_scale,
    spatial_autocorrelation,
    window_profiles,
)
from tests.synthetic import padded, poisson, ring_bumps


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
    assert field_size(profiles) == pytest.approx(width * np.sqrt(2 * np.pi), rel=0.01)


def test_scale_and_size_from_spikes():
    rates = 50 * np.repeat(gaussian_bumps(192, 64, 8.0)[:, None], 6000, axis=1)
    profiles = window_profiles(poisson(rates), 6000, window=2000, stdev=3)
    assert profiles.shape == (3, 192)
    assert grid_scale(profiles) == 64
    smoothed = np.hypot(8.0, 3.0)  # the smoothing widens the field
    assert field_size(profiles) == pytest.approx(smoothed * np.sqrt(2 * np.pi), rel=0.06)


def test_windows_without_a_field_do_not_count():
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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: field_period(np.zeros(5)), "rates must have the shape cells x samples"),
        (lambda: grid_scale(np.zeros(5)), "profiles must have the shape windows x cells"),
        (lambda: complete_fields(np.zeros(5), 0), "gap must be > 0 ms, got 0"),
        (lambda: window_profiles(np.zeros((1, 1)), 100, 50, -1), "stdev must be > 0 cells, got -1"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
