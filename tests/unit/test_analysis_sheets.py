import numpy as np
import pytest

from analysis import sheets
from tests.synthetic import hexagonal_map, poisson

N = 71
# two lattices that a torus of 71 cells carries almost undistorted; by hand, from the waves:
# the shortest periods are [10.1, 0] and [-5.1, 8.9] cells, and the same turned by 90 degrees
FLAT = (7, 4), (0, 8)
TURNED = (-4, 7), (-8, 0)


def peaks_of(pattern):
    return sheets.neighbour_peaks(sheets.autocorrelation(pattern))


def test_maps_have_x_along_the_columns_and_y_along_the_rows():
    spikes = np.full((18, 2), np.nan)
    spikes[9 + 3 * 2 + 1] = 100.0, 300.0  # second sheet, x = 1, y = 2
    maps = sheets.rate_maps(spikes, 3, 0, 500)
    assert maps.shape == (2, 3, 3)
    assert maps[1, 2, 1] == 4.0
    assert maps.sum() == 4.0
    frames = sheets.rate_frames(spikes, 3, 500, 250)
    assert frames.shape == (2, 2, 3, 3)
    assert frames[:, 1, 2, 1].tolist() == [4.0, 4.0]


@pytest.mark.parametrize(("waves", "orientation"), [(FLAT, 0.0), (TURNED, 30.0)])
def test_scale_and_orientation_of_a_lattice(waves, orientation):
    peaks = peaks_of(hexagonal_map(N, *waves))
    assert sheets.grid_scale(peaks) == pytest.approx(10.2, abs=0.05)
    turn = (sheets.grid_orientation(peaks) - orientation + 30) % 60 - 30
    assert abs(turn) < 0.5


def test_a_lattice_is_found_in_spikes():
    drawn = np.repeat(30 * hexagonal_map(N, *TURNED).reshape(-1, 1), 1000, axis=1)
    frames = sheets.rate_frames(poisson(drawn), N, 1000, 250)
    correlation = sheets.autocorrelation(frames)
    peaks = sheets.neighbour_peaks(correlation)
    assert sheets.grid_scale(peaks) == pytest.approx(10.2, abs=0.1)
    assert sheets.grid_orientation(peaks) == pytest.approx(30, abs=1)
    assert sheets.grid_score(correlation) > 1


def test_hexagons_score_high_and_squares_low():
    y, x = np.mgrid[:N, :N]
    squares = np.cos(2 * np.pi * 6 * x / N) + np.cos(2 * np.pi * 6 * y / N)
    assert sheets.grid_score(sheets.autocorrelation(hexagonal_map(N, *FLAT))) > 1.2
    assert sheets.grid_score(sheets.autocorrelation(squares)) < -0.5


def test_autocorrelation_of_one_wave():
    x = np.mgrid[:N, :N][1]
    correlation = sheets.autocorrelation(np.cos(2 * np.pi * 3 * x / N) + 5)
    expected = np.cos(2 * np.pi * 3 * (x - N // 2) / N)
    np.testing.assert_allclose(correlation, expected, atol=1e-10)


def test_a_pattern_without_six_peaks_has_no_lattice():
    uniform = sheets.autocorrelation(np.ones((2, N, N)))
    assert np.isnan(uniform).all()
    assert np.isnan(sheets.grid_score(uniform))
    single = np.zeros((N, N))
    single[3, 4] = 1.0
    assert np.isnan(sheets.grid_scale(peaks_of(single)))


@pytest.mark.parametrize("velocity", [(6.0, 0.0), (0.0, -8.0), (-5.0, 5.0)])
def test_drift_of_a_moving_pattern(velocity):
    shifts = np.outer(np.arange(12) * 0.25, velocity)  # a frame every 250 ms
    frames = np.stack([[hexagonal_map(N, *FLAT, shift)] * 2 for shift in shifts])
    np.testing.assert_allclose(sheets.drift_velocity(frames, 250, 4.0), velocity, atol=0.2)


def test_one_frame_has_no_drift():
    assert np.isnan(sheets.drift_velocity(np.ones((1, 2, N, N)), 250, 4.0)).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sheets.rate_maps(np.zeros((10, 1)), 3, 0, 1), "cells must be a multiple of 9"),
        (lambda: sheets.autocorrelation(np.ones((3, 4))), r"shape \.\.\. x n x n, got \(3, 4\)"),
        (lambda: sheets.drift_velocity(np.ones((2, 1, 3, 3)), 0, 1), "frame_dt must be > 0 ms"),
        (lambda: sheets.drift_velocity(np.ones((2, 1, 3, 3)), 1, 0), "reach must be > 0 cells"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
