"""The fields that one cell fires in as the bumps pass it: over time, and over the true position.

As published (Shaikh & Assisi 2025, figures 4 and 5), fields are cut by jumps in sorted intervals
and counts, so that no threshold has to be chosen.
"""

from collections.abc import Sequence

import numpy as np

from analysis.checks import Array, require_dimensions, require_positive
from analysis.decoding import wrapped_difference

Fields = list[Array]


def fields_of_cell(spike_times: Array) -> Fields:
    """The fields of one cell: its spike train cut at the long intervals.

    A train is cut where an interval is longer than the largest jump between successive sorted
    intervals. A field is kept when it has more spikes than the largest jump between successive
    sorted counts, which drops strays. The first and the last field of a record are kept, though
    the record may cut them.

    Parameters
    ----------
    spike_times : ndarray, shape (n_spikes,)
        Spike times of one cell (ms), ascending; NaN is left out.

    Returns
    -------
    list of ndarray
        Spike times (ms) of each field; empty with fewer than three spikes, where no interval
        stands out.

    Raises
    ------
    ValueError
        If `spike_times` has more than one dimension.

    Notes
    -----
    Shaikh & Assisi 2025, figures 4 and 5.
    """
    require_dimensions("spike_times", spike_times, "spikes")
    times = spike_times[np.isfinite(spike_times)]
    if len(times) < 3:
        return []
    intervals = np.diff(times)
    runs = np.split(times, np.flatnonzero(intervals > _largest_jump(intervals)) + 1)
    fewest = _largest_jump(np.array([len(run) for run in runs]))
    return [run for run in runs if len(run) > fewest]


def fields_of_cells(spikes: Array) -> list[Fields]:
    """`fields_of_cell` of every cell.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms), padded with NaN.

    Returns
    -------
    list of list of ndarray
        For each cell its fields.

    Raises
    ------
    ValueError
        If `spikes` has not two dimensions.
    """
    require_dimensions("spikes", spikes, "cells x count")
    return [fields_of_cell(times) for times in spikes]


def mean_duration(fields: Sequence[Fields]) -> float:
    """Field size in time: from the first to the last spike of a field.

    Parameters
    ----------
    fields : list of list of ndarray
        As `fields_of_cells` returns it.

    Returns
    -------
    float
        Duration (ms), mean over all fields of all cells; NaN without a field.
    """
    durations = [field[-1] - field[0] for cell in fields for field in cell]
    return float(np.mean(durations)) if durations else np.nan


def mean_time_between(fields: Sequence[Fields]) -> float:
    """Grid scale in time: between the middles of successive fields of a cell.

    Parameters
    ----------
    fields : list of list of ndarray
        As `fields_of_cells` returns it. The middle of a field is the mean of its spike times.

    Returns
    -------
    float
        Time (ms), mean over all cells; NaN unless a cell has two fields.
    """
    times = [np.diff([np.mean(field) for field in cell]) for cell in fields if len(cell) > 1]
    return float(np.mean(np.concatenate(times))) if times else np.nan


def mean_arc(fields: Sequence[Fields], position: Array, sample_dt: float, lambda0: float) -> float:
    """Field size over position: the arc from a field's first to its last spike.

    Parameters
    ----------
    fields : list of list of ndarray
        As `fields_of_cells` returns it.
    position : ndarray, shape (n_samples,)
        True position (rad) from 0 ms on; as published, that of the interneurons by `lowpass_phase`.
    sample_dt : float
        Time between its samples (ms).
    lambda0 : float
        Length of the track (rad).

    Returns
    -------
    float
        Shorter arc (rad), mean over all fields of all cells; NaN without a field. Fields longer
        than half the track come out too short. Positions that are NaN are left out.

    Raises
    ------
    ValueError
        If `sample_dt` or `lambda0` is not positive, or a spike is later than the record.

    Notes
    -----
    Shaikh & Assisi 2025, figure 5: the field size that the predictive bias is divided by.
    """
    edges = [edge for cell in fields for edge in edges_of_fields(cell, position, sample_dt)]
    first, last = np.reshape(edges, (-1, 2)).T
    arcs = np.abs(wrapped_difference(last, first, lambda0))
    return float(np.nanmean(arcs)) if np.isfinite(arcs).any() else np.nan


def spikes_per_field_over_position(
    fields: Sequence[Fields], position: Array, sample_dt: float, lambda0: float, n_bins: int
) -> Array:
    """A field over the true position: how many spikes of a field fall into each part of the track.

    Parameters
    ----------
    fields, position, sample_dt, lambda0
        As `mean_arc`. Give one cell's fields for that cell's curve.
    n_bins : int
        Parts that the track is divided into.

    Returns
    -------
    ndarray, shape (n_bins,)
        Spikes per field in each part; NaN without a field.

    Raises
    ------
    ValueError
        If `sample_dt`, `lambda0` or `n_bins` is not positive, or a spike is later than the record.

    Notes
    -----
    Shaikh & Assisi 2025, figures 4 and 5.
    """
    require_positive("lambda0", lambda0, "rad")
    require_positive("n_bins", n_bins, "bins")
    every = [field for cell in fields for field in cell]
    if not every:
        return np.full(n_bins, np.nan)
    places = values_at(np.concatenate(every), position, sample_dt) % lambda0
    counts, _ = np.histogram(places[np.isfinite(places)], n_bins, (0, lambda0))
    return counts / len(every)


def edges_of_fields(fields: Fields, values: Array, sample_dt: float) -> list[Array]:
    """A sampled value at the first and at the last spike of each field of a cell.

    Parameters
    ----------
    fields : list of ndarray
        As `fields_of_cell` returns it.
    values : ndarray, shape (n_samples,)
        One value per sample from 0 ms on.
    sample_dt : float
        Time between samples (ms).

    Returns
    -------
    list of ndarray, shape (2,)
        [at the first spike, at the last spike] of each field, at the sample before the spike.

    Raises
    ------
    ValueError
        If `sample_dt` is not positive or a spike is later than the record.
    """
    return [values_at(field[[0, -1]], values, sample_dt) for field in fields]


def values_at(times: Array, values: Array, sample_dt: float) -> Array:
    """The samples at these times: at index int(time / sample_dt).

    Parameters
    ----------
    times : ndarray
        Times (ms) from 0 on.
    values : ndarray, shape (n_samples,)
        One value per sample from 0 ms on.
    sample_dt : float
        Time between samples (ms).

    Returns
    -------
    ndarray
        A value per time.

    Raises
    ------
    ValueError
        If `sample_dt` is not positive or a time is later than the record.
    """
    require_positive("sample_dt", sample_dt, "ms")
    samples = (times / sample_dt).astype(np.int64)
    if np.max(samples, initial=-1) >= len(values):
        raise ValueError(
            f"spikes must be earlier than {len(values) * sample_dt:g} ms, the end of the record, "
            f"got one at {np.max(times):g} ms"
        )
    return values[samples]


def _largest_jump(values: Array) -> float:
    """The largest difference between successive sorted values; 0 of a single one."""
    return float(np.max(np.diff(np.sort(values)), initial=0.0))
