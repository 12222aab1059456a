"""Where a hexagonal pattern on a torus is, from its waves."""

import numpy as np
import pytest

from analysis.pattern_path import compare_paths, lattice_waves, pattern_place

SIDE = 31
WAVES = np.array([[4, 1], [1, 4], [-3, 3]])


def moving_pattern(place: np.ndarray) -> np.ndarray:
    """Counts [y, x, bin] of a pattern that is at `place` (cells) in each bin."""
    y, x = np.indices((SIDE, SIDE))
    shift_x, shift_y = place[:, 0], place[:, 1]
    phases = [
        2 * np.pi / SIDE * (kx * (x[..., None] - shift_x) + ky * (y[..., None] - shift_y))
        for kx, ky in WAVES
    ]
    return np.maximum(sum(np.cos(phase) for phase in phases), 0)


def test_the_place_of_a_pattern_that_goes_round_the_torus_is_unwrapped():
    time = np.arange(400) * 0.01
    place = np.stack([15 * time, -6 * time], axis=1)  # cells; once and a half round, and back
    counts = moving_pattern(place)
    waves = lattice_waves(counts, 1)
    assert {tuple(np.abs(wave)) for wave in waves} == {(4, 1), (1, 4), (3, 3)}
    found = pattern_place(counts, waves, 0.5)
    np.testing.assert_allclose((found - found[0])[5:-5], place[5:-5], atol=0.05)


def test_no_pattern_has_no_waves():
    assert np.isnan(lattice_waves(np.ones((SIDE, SIDE, 4)), 1)).all()


def test_paths_are_compared_from_the_first_time_on():
    time, place = np.arange(3.0), np.array([[5.0, 5], [6, 5], [7, 5]])
    true = np.array([[50.0, 50], [54, 50], [58, 53]])
    found = compare_paths(time, place, true, 4.0)
    np.testing.assert_allclose(found.decoded[:, 0], [50, 54, 58])
    assert found.error == pytest.approx([0, 0, 3])
