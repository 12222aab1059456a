"""The curve through measured speeds, and how well it is known."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator
from scipy.optimize import isotonic_regression

N_TABLE = 300
STANDING = 0.01  # rad/s, below which the bumps count as standing

Values = npt.NDArray[np.float64]


class Fit(NamedTuple):
    """The fitted curve of one ring.

    Attributes
    ----------
    speed : ndarray, shape (N_TABLE,)
        Speeds (rad/s), evenly spaced from 0.
    current : ndarray, shape (N_TABLE,)
        The current (nA) for each.
    residual : float
        Root mean square of measured minus fitted speed (rad/s), over all simulations.
    between : float
        Root mean square error (rad/s) of the curve at a current that was left out of the fit.
    spread : float
        Standard deviation (rad/s) of the speeds measured at the same current; NaN without repeats.
    """

    speed: Values
    current: Values
    residual: float
    between: float
    spread: float


def fit(current: Values, speed: Values, idle: float) -> Fit:
    """Fit a monotone curve: isotonic regression of the mean speeds, then PCHIP interpolation.

    Parameters
    ----------
    current : ndarray, shape (n,)
        Currents (nA), ascending.
    speed : ndarray, shape (n, n_repeats)
        Speeds (rad/s) measured at each; NaN is left out.
    idle : float
        Current into the other ring (nA), below all of `current`. With it in both rings the bumps
        stand, by symmetry, also where noise moves them at the slowest current already.

    Returns
    -------
    Fit
        Its first speed, 0, has the highest current at which the bumps do not move yet.

    Raises
    ------
    ValueError
        If there are fewer than two different speeds.
    """
    measured = np.isfinite(speed).any(axis=1)
    current = np.concatenate([[idle], current[measured]])
    speed = np.vstack([np.zeros(speed.shape[1]), speed[measured]])
    mean = np.nanmean(speed, axis=1)
    knots, knot_currents = _knots(current, mean)
    table = np.linspace(0, knots[-1], N_TABLE)
    fitted = _speed_at(current, current, mean)
    return Fit(
        table,
        PchipInterpolator(knots, knot_currents)(table),
        residual=_rms((speed - fitted[:, None])[1:]),
        between=_rms(_left_out(current, mean)),
        spread=_spread(speed[1:]),
    )


def _knots(current: Values, mean: Values) -> tuple[Values, Values]:
    """Speeds that rise, from 0, and their currents: the highest current of those that are equal."""
    rising = np.maximum(isotonic_regression(mean).x, 0)
    rising[rising < STANDING] = 0
    last_of_equal = np.append(np.diff(rising) > 0, True)
    if np.count_nonzero(last_of_equal) < 2:
        raise ValueError(f"the speed must rise with the current, got {mean} (rad/s)")
    return rising[last_of_equal], current[last_of_equal]


def _speed_at(at: Values, current: Values, mean: Values) -> Values:
    """Speed (rad/s) of the curve through these means at other currents (nA)."""
    knots, knot_currents = _knots(current, mean)
    table = np.linspace(0, knots[-1], 10 * N_TABLE)
    return np.interp(at, PchipInterpolator(knots, knot_currents)(table), table)


def _left_out(current: Values, mean: Values) -> Values:
    """Mean speed minus that of the curve through all others (rad/s), at each inner current."""
    return np.array(
        [
            mean[k] - _speed_at(current[k], np.delete(current, k), np.delete(mean, k))
            for k in range(1, len(current) - 1)
        ]
    )


def _spread(speed: Values) -> float:
    """Standard deviation over the repeats, pooled over the currents."""
    n = np.isfinite(speed).sum(axis=1, keepdims=True)
    deviations = (speed - np.nanmean(speed, axis=1, keepdims=True)) ** 2
    degrees = np.sum(np.maximum(n - 1, 0))
    return float(np.sqrt(np.nansum(deviations) / degrees)) if degrees else np.nan


def _rms(values: Values) -> float:
    return float(np.sqrt(np.nanmean(values**2)))


def without_nan(values: Any) -> Any:
    """A number or a nested list of numbers for JSON, which has no NaN: None in its place."""
    if isinstance(values, list):
        return [without_nan(value) for value in values]
    return values if np.isfinite(values) else None
