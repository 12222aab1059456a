"""Cells over the arena in which an animal runs: rate maps, fields, information, chance.

A map is indexed [y, x]; its bins are squares, and NaN where the animal has not been.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.ndimage import label as connected

from analysis.autocorrelogram import autocorrelogram, grid_score
from analysis.checks import Array, require_dimensions, require_positive
from analysis.spikes import MS_PER_S

FIELD_PART = 0.2  # of the highest rate, above which a bin belongs to a field
LEAST_FIELD = 9  # bins of a field


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
