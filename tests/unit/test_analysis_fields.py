import numpy as np
import pytest

from analysis.fields import (
    CELL_STDEV,
    PROMINENCE,
    field_period,
    mean_field_area,
    mean_half_width,
    mean_peak_distance,
    smooth_profiles,
    spatial_autocorrelation,
    window_profiles,
)
from tests.synthetic import poisson, ring_bumps

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
    assert mean_peak_distance(profiles, PROMINENCE) == period
    assert mean_half_width(profiles) == pytest.approx(width * HALF_HEIGHT, rel=0.02)


def test_scale_and_size_from_spikes():
    rates = 50 * np.repeat(gaussian_bumps(192, 64, 8.0)[:, None], 6000, axis=1)
    profiles = smooth_profiles(poisson(rates), 6000, every=100)
    assert profiles.shape == (60, 192)
    assert mean_peak_distance(profiles, PROMINENCE) == pytest.approx(64, rel=0.05)
    smoothed = np.hypot(8.0, CELL_STDEV)  # the smoothing widens the field
    assert mean_half_width(profiles) == pytest.approx(smoothed * HALF_HEIGHT, rel=0.06)


def test_smoothing_over_time_widens_a_field_that_moves():
    rates = 50 * np.array([gaussian_bumps(192, 64, 8.0)] * 4000).T
    moving = np.array([np.roll(rates[:, 0], round(0.05 * t)) for t in range(4000)]).T
    still, moved = (smooth_profiles(poisson(r), 4000)[10:-10] for r in (rates, moving))
    assert mean_half_width(moved) == pytest.approx(
        np.sqrt(64 + CELL_STDEV**2 + (0.05 * 150) ** 2) * HALF_HEIGHT, rel=0.08
    )
    assert mean_half_width(moved) > mean_half_width(still)


def test_times_without_a_field_do_not_count():
    profiles = np.array([np.zeros(192), gaussian_bumps(192, 64, 8.0)])
    assert mean_peak_distance(profiles, PROMINENCE) == 64
    assert np.isnan(mean_peak_distance(profiles[:1]))
    assert np.isnan(mean_half_width(profiles[:1]))


@pytest.mark.parametrize(("period", "width"), [(48, 4.0), (64, 6.0), (96, 8.0)])
def test_the_area_of_gaussian_fields(period, width):
    profiles = gaussian_bumps(192, period, width)[None]
    assert mean_field_area(profiles, period) == pytest.approx(np.sqrt(2 * np.pi) * width, rel=1e-3)
    assert mean_field_area(7 * profiles, period) == pytest.approx(mean_field_area(profiles, period))


def test_the_area_of_a_flat_top_is_its_width():
    profile = np.zeros(96)
    profile[40:50] = 2.0  # ten cells, and half a cell of ramp on either side
    assert mean_field_area(profile[None], 48) == pytest.approx(10, abs=0.5)


def test_published_profiles_count_windows_and_smooth_over_cells():
    rates = 50 * np.repeat(gaussian_bumps(192, 64, 8.0)[:, None], 6000, axis=1)
    profiles = window_profiles(poisson(np.concatenate([rates, rates])), 192, 6100, stdev=6.0)
    assert profiles.shape == (30, 192)
    assert profiles.sum() == pytest.approx(2 * rates.sum() / 1000, rel=0.02)
    assert mean_peak_distance(profiles) == pytest.approx(64, rel=0.02)
    expected = np.sqrt(2 * np.pi) * np.hypot(8.0, 6.0)  # the smoothing widens the field
    assert mean_field_area(profiles, 64) == pytest.approx(expected, rel=0.06)


def test_prominence_leaves_out_the_peaks_of_noise():
    profile = gaussian_bumps(192, 64, 8.0)
    profile[32::64] += 0.05  # a small peak between two fields
    assert mean_peak_distance(profile[None]) == 32
    assert mean_peak_distance(profile[None], PROMINENCE) == 64


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: field_period(np.zeros(5)), "rates must have the shape cells x samples"),
        (lambda: mean_peak_distance(np.zeros(5)), "profiles must have the shape times x cells"),
        (lambda: mean_field_area(np.zeros((1, 5)), 0), "n_phases must be > 0 cells, got 0"),
        (lambda: window_profiles(np.zeros((5, 1)), 3, 400), "cells in rates must be a multiple"),
        (lambda: smooth_profiles(np.zeros((1, 1)), 100, -1), "stdev must be > 0 ms, got -1"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
