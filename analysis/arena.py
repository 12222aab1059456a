"""Cells over the arena in which an animal runs: rate maps, autocorrelograms, what they show.

A map is indexed [y, x]; its bins are squares, and NaN where the animal has not been.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates, maximum_filter
from scipy.ndimage import label as connected
from scipy.signal import fftconvolve

from analysis.checks import Array, require_dimensions, require_positive
from analysis.sheets import ANNULUS, N_NEIGHBOURS, grid_orientation, grid_scale
from analysis.spikes import MS_PER_S

LEAST_OVERLAP = 20  # bins that two shifted maps must share (Sargolini et al. 2006)
FIELD_PART = 0.2  # of the highest rate, above which a bin belongs to a field
LEAST_FIELD = 9  # bins of a field
ANGLES = (30, 60, 90, 120, 150)  # degrees


@dataclass(frozen=True)
class RateMap:
    """The rate of a cell over the arena.

    Attributes
    ----------
    rate : ndarray, shape (n_y, n_x)
        Smoothed rate (Hz); NaN where the animal has not been.
    occupancy : ndarray, shape (n_y, n_x)
        Time in each bin (s), not smoothed.
    x_edges, y_edges : ndarray
        Borders of the bins (cm).
    """

    rate: Array
    occupancy: Array
    x_edges: Array
    y_edges: Array


def positions_at(time: Array, position: Array, sample_dt: float) -> Array:
    """The animal's place at some times, linear between samples.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Times (ms).
    position : ndarray, shape (n_samples, 2)
        x and y (cm) every `sample_dt` (ms) from 0 on.
    sample_dt : float
        Time between samples (ms).

    Returns
    -------
    ndarray, shape (n, 2)
        x and y (cm).
    """
    sampled = np.arange(len(position)) * sample_dt
    return np.stack([np.interp(time, sampled, along) for along in position.T], axis=1)


def rate_map(
    spikes: Array,
    position: Array,
    sample_dt: float,
    *,
    bin_width: float = 2.5,
    stdev: float = 3.0,
    t_start: float = 0.0,
    t_stop: float = np.inf,
) -> RateMap:
    """Spikes per time in each bin of the arena, both smoothed.

    Parameters
    ----------
    spikes : ndarray, shape (n_spikes,)
        Spike times of a cell (ms); NaN is left out.
    position : ndarray, shape (n_samples, 2)
        x and y of the animal (cm) every `sample_dt` (ms) from 0 on.
    sample_dt : float
        Time between samples (ms).
    bin_width : float
        Side of a bin (cm).
    stdev : float
        Standard deviation of the Gaussian (cm) that smooths spikes and time; 0 for none.
    t_start, t_stop : float
        The part of the run that counts (ms).

    Returns
    -------
    RateMap

    Raises
    ------
    ValueError
        A width that is not positive, positions that are not n x 2.

    Notes
    -----
    Occupancy-normalised with a fixed kernel, as in Langston et al. 2010, Science 328:1576.
    """
    require_dimensions("position", position, "samples x coordinates")
    require_positive("bin_width", bin_width, "cm")
    sampled = np.arange(len(position)) * sample_dt
    visited = position[(sampled >= t_start) & (sampled < t_stop)]
    fired = positions_at(spikes[(spikes >= t_start) & (spikes < t_stop)], position, sample_dt)
    edges = [_edges(along, bin_width) for along in position.T]
    counts, seconds = (
        np.histogram2d(points[:, 1], points[:, 0], bins=(edges[1], edges[0]))[0]
        for points in (fired, visited)
    )
    seconds = seconds * (sample_dt / MS_PER_S)
    width = stdev / bin_width
    fired_there, spent = (
        gaussian_filter(values, width, mode="constant") if width > 0 else values
        for values in (counts, seconds)
    )
    rate = np.full(counts.shape, np.nan)
    rate[seconds > 0] = fired_there[seconds > 0] / spent[seconds > 0]
    return RateMap(rate, seconds, *edges)


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
    highest = maximum_filter(gaussian_filter(known, 1.0), 5)
    places = np.argwhere((gaussian_filter(known, 1.0) == highest) & (known > 0))
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
    turned = {angle: _at_angle(correlation, offsets, angle) for angle in (0, *ANGLES)}
    fit = {angle: _pearson(turned[0], turned[angle]) for angle in ANGLES}
    return float(min(fit[60], fit[120]) - max(fit[30], fit[90], fit[150]))


def spacing_and_orientation(peaks: Array, bin_width: float) -> tuple[float, float]:
    """Distance of neighbouring fields (cm) and their angle to the x axis (degrees, 0 to 60)."""
    return grid_scale(peaks) * bin_width, grid_orientation(peaks)


def field_areas(rates: RateMap, part: float = FIELD_PART) -> Array:
    """Areas (cm2) of a cell's fields: connected bins above a part of its highest rate.

    Parameters
    ----------
    rates : RateMap
        Of a cell.
    part : float
        Of the highest rate.

    Returns
    -------
    ndarray, shape (n_fields,)
        Areas of fields of at least LEAST_FIELD bins; those at a wall are cut there.
    """
    inside = np.nan_to_num(rates.rate) > part * np.nanmax(rates.rate, initial=0)
    fields, n_fields = connected(inside)
    bins = np.bincount(fields.ravel(), minlength=n_fields + 1)[1:]
    area = np.diff(rates.x_edges)[0] * np.diff(rates.y_edges)[0]
    return bins[bins >= LEAST_FIELD] * area


def spatial_information(rate: Array, occupancy: Array) -> float:
    """Information about the place in a spike (bits/spike); NaN for a silent cell.

    Parameters
    ----------
    rate : ndarray
        Rate in each bin (Hz); NaN is left out.
    occupancy : ndarray
        Time in each bin (s), same shape.

    Notes
    -----
    Skaggs et al. 1993: sum over bins of p (r / mean) log2(r / mean).
    """
    known = np.isfinite(rate) & (occupancy > 0)
    p = occupancy[known] / occupancy[known].sum()
    mean = float(p @ rate[known])
    if mean <= 0:
        return np.nan
    ratio = rate[known] / mean
    fires = ratio > 0
    return float(np.sum(p[fires] * ratio[fires] * np.log2(ratio[fires])))


def shuffled_scores(
    spikes: Sequence[Array],
    position: Array,
    sample_dt: float,
    generator: np.random.Generator,
    *,
    n_shuffles: int,
    t_start: float,
    t_stop: float,
    least_shift: float = 20_000.0,
) -> Array:
    """Grid scores by chance: spike trains shifted in time against the path.

    Parameters
    ----------
    spikes : sequence of ndarray
        Spike times (ms) of some cells.
    position, sample_dt
        See `rate_map`.
    generator : numpy.random.Generator
        Chooses the shifts.
    n_shuffles : int
        Shifts of each cell.
    t_start, t_stop : float
        The part of the run that counts (ms); spikes that leave it at its end enter at its start.
    least_shift : float
        The least shift, either way (ms).

    Returns
    -------
    ndarray, shape (n_cells * n_shuffles,)
        Grid scores; NaN where there is none.

    Raises
    ------
    ValueError
        If the run is not longer than twice the least shift.
    """
    length = t_stop - t_start
    if length <= 2 * least_shift:
        raise ValueError(f"the run must be longer than {2 * least_shift:g} ms, got {length:g}")
    scores = []
    for train in spikes:
        inside = train[(train >= t_start) & (train < t_stop)] - t_start
        for shift in generator.uniform(least_shift, length - least_shift, n_shuffles):
            moved = t_start + np.mod(inside + shift, length)
            found = rate_map(moved, position, sample_dt, t_start=t_start, t_stop=t_stop)
            scores.append(grid_score(autocorrelogram(found.rate)))
    return np.array(scores)


def track_fields(
    rate: Array, bin_width: float, part: float = FIELD_PART, is_circular: bool = True
) -> list[tuple[float, float]]:
    """Firing fields over a track: where the rate exceeds a part of its highest.

    Parameters
    ----------
    rate : ndarray, shape (n_bins,)
        Rate along the track (Hz).
    bin_width : float
        Length of a bin, in the unit of the fields.
    part : float
        Of the highest rate.
    is_circular : bool
        Whether the last bin is next to the first.

    Returns
    -------
    list of (start, end)
        Of each field; the end of one that crosses the end of a circular track is beyond it.
    """
    require_dimensions("rate", rate, "bins")
    inside = np.nan_to_num(rate) > part * np.nanmax(rate, initial=0)
    if inside.all() or not inside.any():
        return [(0.0, len(rate) * bin_width)] if inside.any() else []
    first = int(np.flatnonzero(~inside)[0]) if is_circular else 0
    turned = np.concatenate([[False], np.roll(inside, -first), [False]])
    edges = np.flatnonzero(np.diff(turned.astype(int)))
    return [
        ((start + first) * bin_width, (end + first) * bin_width)
        for start, end in edges.reshape(-1, 2).tolist()
    ]


def _edges(along: Array, bin_width: float) -> Array:
    low, high = np.floor(along.min() / bin_width), np.floor(along.max() / bin_width) + 1
    return np.arange(low, high + 1) * bin_width


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
