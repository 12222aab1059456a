"""The spatial autocorrelogram of a rate map over an arena, and how hexagonal it is."""

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates, maximum_filter
from scipy.signal import fftconvolve

from analysis.checks import Array, require_dimensions
from analysis.sheets import (
    ANNULUS,
    N_NEIGHBOURS,
    ROTATIONS,
    grid_orientation,
    grid_scale,
    hexagonality,
)

LEAST_OVERLAP = 20  # bins that two shifted maps must share (Sargolini et al. 2006)


def autocorrelogram(rate: Array) -> Array:
    """Correlation of a rate map with itself at every shift.

    Parameters
    ----------
    rate : ndarray, shape (n_y, n_x)
        Rates; NaN where the animal has not been.

    Returns
    -------
    ndarray, shape (2 n_y - 1, 2 n_x - 1)
        Pearson's correlation over the bins that both maps share; its origin is in the middle.
        NaN where they share fewer than LEAST_OVERLAP, or do not vary.

    Notes
    -----
    Sargolini et al. 2006, Science 312:758, supplementary methods.
    """
    require_dimensions("rate", rate, "y x x")
    seen = np.isfinite(rate).astype(np.float64)
    values = np.where(seen > 0, rate, 0.0)
    scale = values.max()
    values = values / scale if scale > 0 else values
    n, first, second, product, squares, others = (
        _correlate(a, b)
        for a, b in (
            (seen, seen),
            (values, seen),
            (seen, values),
            (values, values),
            (values**2, seen),
            (seen, values**2),
        )
    )
    n = np.round(n)
    covariance = n * product - first * second
    spread = (n * squares - first**2) * (n * others - second**2)
    found = np.full(n.shape, np.nan)
    enough = (n >= LEAST_OVERLAP) & (spread > 1e-12 * n**4)
    found[enough] = covariance[enough] / np.sqrt(spread[enough])
    return np.clip(found, -1, 1)


def nearest_peaks(correlation: Array) -> Array:
    """Displacements of the six peaks nearest to the middle of an autocorrelogram.

    Parameters
    ----------
    correlation : ndarray, shape (n_y, n_x)
        As `autocorrelogram` returns it.

    Returns
    -------
    ndarray, shape (6, 2)
        [dx, dy] in bins, weighted over 3 x 3 bins; NaN if there are fewer peaks.
    """
    known = np.where(np.isfinite(correlation), correlation, -1.0)
    smooth = gaussian_filter(known, 1.0)
    places = np.argwhere((smooth == maximum_filter(smooth, 5)) & (known > 0))
    centre = np.array(correlation.shape) // 2
    distance = np.hypot(*(places - centre).T)
    outside = distance > 2
    nearest = np.argsort(distance[outside])[:N_NEIGHBOURS]
    if len(nearest) < N_NEIGHBOURS:
        return np.full((N_NEIGHBOURS, 2), np.nan)
    return np.array([_centre_of_mass(known, p) - centre for p in places[outside][nearest]])[:, ::-1]


def grid_score(correlation: Array, peaks: Array | None = None) -> float:
    """How hexagonal a cell fires: its autocorrelogram against itself, rotated.

    Parameters
    ----------
    correlation : ndarray, shape (n_y, n_x)
        As `autocorrelogram` returns it.
    peaks : ndarray, shape (6, 2), optional
        As `nearest_peaks` returns them.

    Returns
    -------
    float
        The least of the correlations at 60 and 120 degrees minus the greatest at 30, 90 and 150
        over the annulus from half to one and a half of the spacing; -2 to 2, NaN without six
        peaks.

    Notes
    -----
    Sargolini et al. 2006, Science 312:758; Langston et al. 2010, Science 328:1576.
    """
    scale = grid_scale(nearest_peaks(correlation) if peaks is None else peaks)
    if not np.isfinite(scale):
        return np.nan
    y, x = np.indices(correlation.shape) - np.array(correlation.shape)[:, None, None] // 2
    radius = np.hypot(x, y)
    offsets = np.stack([y, x])[:, (radius >= ANNULUS[0] * scale) & (radius <= ANNULUS[1] * scale)]
    reference = _at_angle(correlation, offsets, 0)
    return hexagonality(
        {turn: _pearson(reference, _at_angle(correlation, offsets, turn)) for turn in ROTATIONS}
    )


def spacing_and_orientation(peaks: Array, bin_width: float) -> tuple[float, float]:
    """Distance of neighbouring fields (cm) and their angle to the x axis (degrees, 0 to 60)."""
    return grid_scale(peaks) * bin_width, grid_orientation(peaks)


def _correlate(first: Array, second: Array) -> Array:
    return fftconvolve(first, second[::-1, ::-1])


def _centre_of_mass(surface: Array, place: Array) -> Array:
    """[y, x] of a peak between the bins."""
    low = np.maximum(place - 1, 0)
    patch = surface[low[0] : place[0] + 2, low[1] : place[1] + 2]
    weight = np.maximum(patch - patch.min(), 1e-12)
    y, x = np.indices(patch.shape)
    return low + np.array([(weight * y).sum(), (weight * x).sum()]) / weight.sum()


def _at_angle(correlation: Array, offsets: Array, angle: float) -> Array:
    """The autocorrelogram at displacements turned by an angle (degrees); NaN outside."""
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    places = np.array([[cos, sin], [-sin, cos]]) @ offsets
    centre = np.array(correlation.shape)[:, None] // 2
    sampled: Array = map_coordinates(
        correlation, places + centre, order=1, mode="constant", cval=np.nan
    )
    return sampled


def _pearson(first: Array, second: Array) -> float:
    known = np.isfinite(first) & np.isfinite(second)
    if known.sum() < LEAST_OVERLAP:
        return np.nan
    return float(np.corrcoef(first[known], second[known])[0, 1])
