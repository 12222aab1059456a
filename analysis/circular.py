"""Statistics of angles: mean direction, Rayleigh test, regression of an angle on a line."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import erfc

from analysis.checks import Array, require_positive

N_SLOPES = 201  # at least, that are tried between the bounds before the best one is refined
PER_PERIOD = 8  # slopes tried while the phase of the last point turns once


class MeanDirection(NamedTuple):
    """Where angles point to and how closely.

    Attributes
    ----------
    angle : float
        Mean direction (rad), in [0, 2 pi); NaN without angles.
    length : float
        Mean resultant length: 1 where all angles are equal, near 0 where they are spread evenly.
    p : float
        Rayleigh test: probability of such a length, or a greater one, where there is no
        preferred direction.
    n : int
        Number of angles.
    """

    angle: float
    length: float
    p: float
    n: int


class CircularLinear(NamedTuple):
    """An angle that depends linearly on a number.

    Attributes
    ----------
    slope : float
        Change of the angle (rad) per unit of the number.
    offset : float
        The angle (rad) where the number is 0, in [0, 2 pi).
    correlation : float
        Circular-linear correlation, in [-1, 1], with the sign of the slope.
    p : float
        Probability of such a correlation, or a stronger one, without a relation.
    length : float
        Mean resultant length of the residuals: 1 where every angle lies on the line.
    n : int
        Number of points.
    """

    slope: float
    offset: float
    correlation: float
    p: float
    length: float
    n: int


def mean_direction(angles: Array) -> MeanDirection:
    """Mean direction of angles and the Rayleigh test.

    Parameters
    ----------
    angles : ndarray
        Angles (rad); NaN is left out.

    Returns
    -------
    MeanDirection

    Notes
    -----
    The p is the approximation of Zar 1999, Biostatistical Analysis, eq. 27.4. It takes the angles
    as independent, which spikes of a burst are not.
    """
    known = angles[np.isfinite(angles)]
    n = len(known)
    if n == 0:
        return MeanDirection(np.nan, np.nan, np.nan, 0)
    mean = complex(np.exp(1j * known).mean())
    length = abs(mean)
    total = n * length
    p = np.exp(np.sqrt(1 + 4 * n + 4 * (n**2 - total**2)) - (1 + 2 * n))
    return MeanDirection(float(np.angle(mean) % (2 * np.pi)), length, float(min(p, 1.0)), n)


def circular_linear_regression(
    values: Array, angles: Array, slopes: tuple[float, float]
) -> CircularLinear:
    """Fit angle = offset + slope x value, and how well it fits.

    Parameters
    ----------
    values : ndarray, shape (n,)
        For example positions in a field. Points where either is NaN are left out.
    angles : ndarray, shape (n,)
        For example theta phases (rad).
    slopes : tuple of float
        The smallest and the largest slope that are tried (rad per unit of `values`). Without
        bounds a steep enough line goes through any points.

    Returns
    -------
    CircularLinear
        NaN with fewer than three points, or where all values are the same.

    Raises
    ------
    ValueError
        If the shapes differ, or the bounds do not ascend.

    Notes
    -----
    Kempter et al. 2012, J Neurosci Methods 207:113: the slope makes the mean resultant length of
    the residuals greatest (eq. 1), the offset is their mean direction (eq. 2), and correlation
    and p are those of the angles with abs(slope) x value, taken as angles (eqs. 3, 4). Because the
    slope is fitted, p is too small for few points; `permutation_p` is not. Their formula depends on
    the mean of both angles, and fails where an angle has none; the one used here agrees with it
    where the angles are concentrated (see `_correlation`).
    """
    values, angles = _points(values, angles, slopes)
    if len(values) < 3 or np.ptp(values) == 0:
        return CircularLinear(np.nan, np.nan, np.nan, np.nan, np.nan, len(values))
    tried = _slopes_to_try(values, slopes)
    coarse = np.abs(_resultants(values, tried) @ np.exp(1j * angles))
    best = int(np.argmax(coarse))
    around = tried[max(best - 1, 0)], tried[min(best + 1, len(tried) - 1)]
    refined = minimize_scalar(
        lambda slope: -abs(_residual(values, angles, slope)), bounds=around, method="bounded"
    )
    slope = max((float(refined.x), tried[best]), key=lambda s: abs(_residual(values, angles, s)))
    residual = _residual(values, angles, slope)
    offset = float(np.angle(residual) % (2 * np.pi))
    correlation, p = _correlation(angles, np.abs(slope) * values)
    return CircularLinear(slope, offset, correlation, p, abs(residual), len(values))


def permutation_p(
    values: Array,
    angles: Array,
    slopes: tuple[float, float],
    n_permutations: int = 1000,
    seed: int = 0,
) -> float:
    """Probability of so good a fit, or a better one, where angles and values have no relation.

    Parameters
    ----------
    values, angles, slopes
        As `circular_linear_regression`.
    n_permutations : int
        How often the angles are dealt out anew and fitted, between the same bounds.
    seed : int
        Of the permutations.

    Returns
    -------
    float
        At least 1 / (n_permutations + 1); NaN with fewer than three points.

    Raises
    ------
    ValueError
        As `circular_linear_regression`, and if `n_permutations` is not positive.
    """
    require_positive("n_permutations", n_permutations, "permutations")
    values, angles = _points(values, angles, slopes)
    if len(values) < 3 or np.ptp(values) == 0:
        return np.nan
    generator = np.random.default_rng(seed)
    rows = _resultants(values, _slopes_to_try(values, slopes))
    points = np.exp(1j * angles)
    found = np.abs(rows @ points).max()
    dealt = (np.abs(rows @ generator.permutation(points)).max() for _ in range(n_permutations))
    return (1 + sum(fit >= found for fit in dealt)) / (n_permutations + 1)


def _points(values: Array, angles: Array, slopes: tuple[float, float]) -> tuple[Array, Array]:
    """The points that have both; ValueError for what cannot be fitted."""
    if values.shape != angles.shape or values.ndim != 1:
        raise ValueError(
            f"values and angles must have one shape (n,), got {values.shape} and {angles.shape}"
        )
    if not slopes[0] < slopes[1]:
        raise ValueError(f"slopes must ascend (rad per unit), got {slopes}")
    known = np.isfinite(values) & np.isfinite(angles)
    return values[known], angles[known]


def _slopes_to_try(values: Array, slopes: tuple[float, float]) -> Array:
    """Slopes between the bounds, so close together that none of the peaks is missed."""
    turns = (slopes[1] - slopes[0]) * np.ptp(values) / (2 * np.pi)
    return np.linspace(*slopes, max(N_SLOPES, int(np.ceil(turns * PER_PERIOD)) + 1))


def _resultants(values: Array, slopes: Array) -> npt.NDArray[np.complex128]:
    """Rows that give the sum of the residuals' vectors of each slope, slopes x values."""
    return np.exp(-1j * slopes[:, None] * values)


def _residual(values: Array, angles: Array, slope: float) -> complex:
    """Mean vector of what a line of this slope leaves."""
    return complex(np.exp(1j * (angles - slope * values)).mean())


def _correlation(first: Array, second: Array) -> tuple[float, float]:
    """Correlation of two angles (rad), and its p for many points.

    The numerator is that of Jammalamadaka & SenGupta 2001, p. 177, for angles that may lack a mean
    direction, as the phases of a cell that precesses by a whole turn do.
    """
    sine_1, sine_2 = (np.sin(a - np.angle(np.exp(1j * a).mean())) for a in (first, second))
    squares = (sine_1**2).mean() * (sine_2**2).mean()
    if squares == 0:
        return np.nan, np.nan
    together, against = (abs(np.exp(1j * (first + sign * second)).mean()) for sign in (-1, 1))
    correlation = (together - against) / 2 / np.sqrt(squares)
    score = correlation * np.sqrt(len(first) * squares / (sine_1**2 * sine_2**2).mean())
    return float(correlation), float(erfc(abs(score) / np.sqrt(2)))
