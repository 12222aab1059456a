"""Statistics of angles against data with a known answer, and against pingouin where it is there."""

import numpy as np
import pytest

from analysis.circular import circular_linear_regression, mean_direction, permutation_p

BOUNDS = (-4 * np.pi, 4 * np.pi)


def points(slope, offset=2.0, spread=0.3, n=400, seed=0):
    """Values in 0 ... 1, and angles on a line with von Mises noise."""
    random = np.random.default_rng(seed)
    values = random.uniform(0, 1, n)
    noise = random.vonmises(0, 1 / spread**2, n)
    return values, np.mod(offset + slope * values + noise, 2 * np.pi)


@pytest.mark.parametrize("slope", [-9.0, -5.0, -1.0, 1.0, 5.0, 9.0])
def test_the_slope_of_a_line_is_found(slope):
    fit = circular_linear_regression(*points(slope), BOUNDS)
    assert fit.slope == pytest.approx(slope, abs=0.2)
    assert np.angle(np.exp(1j * (fit.offset - 2.0))) == pytest.approx(0, abs=0.1)
    assert fit.correlation * slope > 0
    assert fit.p < 1e-6
    assert fit.n == 400


def test_the_correlation_has_the_sign_of_a_slope_of_whole_turns():
    """Angles of a whole turn have no mean direction, on which other formulas depend."""
    for offset in np.linspace(0, 6, 7):
        fit = circular_linear_regression(*points(-2 * np.pi, offset, 0.8), BOUNDS)
        assert fit.correlation < -0.5


def test_points_on_a_line_leave_no_residual():
    fit = circular_linear_regression(*points(-3.0, spread=1e-4), BOUNDS)
    assert fit.slope == pytest.approx(-3.0, abs=1e-3)
    assert fit.length == pytest.approx(1, abs=1e-6)
    assert fit.correlation == pytest.approx(-1, abs=0.06)


def test_the_unit_of_the_values_is_that_of_the_slope():
    values, angles = points(-5.0)
    in_degrees = circular_linear_regression(
        values * 360, angles, (BOUNDS[0] / 360, BOUNDS[1] / 360)
    )
    fit = circular_linear_regression(values, angles, BOUNDS)
    assert in_degrees.slope * 360 == pytest.approx(fit.slope, rel=1e-4)
    assert in_degrees.correlation == pytest.approx(fit.correlation, rel=1e-4)


def test_the_best_slope_is_found_where_many_are_tried():
    values, angles = points(-60.0, spread=0.05)
    assert circular_linear_regression(values, angles, (-200, 200)).slope == pytest.approx(
        -60, abs=0.1
    )


def test_the_slope_stays_within_its_bounds():
    fit = circular_linear_regression(*points(-9.0), (-2.0, 2.0))
    assert -2.0 <= fit.slope <= 2.0


def test_angles_without_relation_are_no_precession():
    """Of 100 sets without a relation about 5 have p < 0.05 by permutation."""
    random = np.random.default_rng(1)
    ps = [
        permutation_p(random.uniform(0, 1, 40), random.uniform(0, 2 * np.pi, 40), BOUNDS, 60, k)
        for k in range(100)
    ]
    assert np.mean(np.array(ps) < 0.05) <= 0.12
    assert 0.3 < np.mean(ps) < 0.7


def test_a_relation_is_significant_by_permutation():
    assert permutation_p(*points(-5.0, n=60), BOUNDS, 200) == pytest.approx(1 / 201)


def test_points_that_are_not_known_are_left_out():
    values, angles = points(-5.0, n=100)
    expected = circular_linear_regression(values[10:], angles[10:], BOUNDS)
    values[:5], angles[5:10] = np.nan, np.nan
    assert circular_linear_regression(values, angles, BOUNDS) == expected


@pytest.mark.parametrize("values", [[0.1, 0.2], [0.5, 0.5, 0.5, 0.5]])
def test_too_few_points_have_no_slope(values):
    values = np.array(values)
    fit = circular_linear_regression(values, np.zeros(len(values)), BOUNDS)
    assert np.isnan(fit.slope)
    assert np.isnan(permutation_p(values, np.zeros(len(values)), BOUNDS))


def test_what_cannot_be_fitted_is_refused():
    with pytest.raises(ValueError, match="one shape"):
        circular_linear_regression(np.zeros(3), np.zeros(4), BOUNDS)
    with pytest.raises(ValueError, match="slopes must ascend"):
        circular_linear_regression(np.zeros(3), np.zeros(3), (1.0, 1.0))


def test_a_mean_direction():
    found = mean_direction(np.array([0.1, 2 * np.pi - 0.1, np.nan]))
    assert np.cos(found.angle) == pytest.approx(1)
    assert (found.length, found.n) == (pytest.approx(np.cos(0.1)), 2)
    assert mean_direction(np.linspace(0, 2 * np.pi, 100, endpoint=False)).p > 0.99
    assert np.isnan(mean_direction(np.array([])).length)


def test_regression_and_rayleigh_agree_with_pingouin():
    pingouin = pytest.importorskip("pingouin", reason="pingouin, the check, is not installed")
    values, angles = points(-2.0, spread=0.8, n=120)
    fit = circular_linear_regression(values, angles, BOUNDS)
    as_angles = np.mod(abs(fit.slope) * values, 2 * np.pi)
    correlation, p = pingouin.circ_corrcc(angles, as_angles, correction_uniform=True)
    assert fit.correlation == pytest.approx(correlation, abs=1e-9)
    assert fit.p == pytest.approx(p, abs=1e-9)
    plain, _ = pingouin.circ_corrcc(angles, as_angles)
    assert fit.correlation == pytest.approx(plain, abs=0.1)
    _, p = pingouin.circ_rayleigh(angles)
    assert mean_direction(angles).p == pytest.approx(p, rel=1e-6)
    assert mean_direction(angles).length == pytest.approx(pingouin.circ_r(angles))
