"""Fields of a ring: their distance and size over cells, and the fields of a cell over time."""

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import find_peaks

from analysis.checks import Array, require_dimensions, require_positive
from analysis.decoding import wrapped_difference
from analysis.spikes import MS_PER_S, bin_spikes

PROMINENCE = 0.3  # a field rises by this part of the highest rate, noise does not
MIN_FIELD_SPIKES = 3  # fewer are strays between fields


def spatial_autocorrelation(rates: Array) -> Array:
    """Autocorrelation over the cells of a ring, added up over time.

    Parameters
    ----------
    rates : cells x samples

    Returns
    -------
    Correlation at the lags 0 ... cells-1, 1 at lag 0; NaN if the ring is uniform.

    Raises
    ------
    ValueError : rates without two dimensions
    """
    require_dimensions("rates", rates, "cells x samples")
    spectrum = np.fft.rfft(rates - rates.mean(axis=0), axis=0)
    correlation = np.fft.irfft((np.abs(spectrum) ** 2).sum(axis=1), n=len(rates))
    return correlation / correlation[0] if correlation[0] > 0 else np.full(len(rates), np.nan)


def field_period(rates: Array) -> float:
    """Distance of the first peak of the autocorrelation over cells.

    Parameters
    ----------
    rates : cells x samples of a ring

    Returns
    -------
    Cells between two fields: the whole ring for a single bump, NaN if the ring is uniform.

    Raises
    ------
    ValueError : rates without two dimensions
    """
    two_turns = np.tile(spatial_autocorrelation(rates), 2)  # so that a full turn is a peak too
    peaks, _ = find_peaks(two_turns, prominence=PROMINENCE)
    return float(peaks[0]) if len(peaks) else np.nan


def window_profiles(
    spikes: Array, sim_dur: float, window: float = 1000.0, stdev: float = 3.0
) -> Array:
    """Rates over the cells of a ring in consecutive windows, smoothed over cells.

    A bump that moves by a part of a field within a window is widened by it.

    Parameters
    ----------
    spikes : cells x count of one ring (ms, NaN-padded)
    sim_dur : length of the record (ms)
    window : length of a window (ms)
    stdev : standard deviation of the Gaussian over cells (cells)

    Returns
    -------
    Rates (Hz), windows x cells.

    Raises
    ------
    ValueError : as `bin_spikes`, and a stdev that is not positive
    """
    require_positive("stdev", stdev, "cells")
    rates = bin_spikes(spikes, sim_dur, window) * (MS_PER_S / window)
    return gaussian_filter1d(rates.T, stdev, axis=1, mode="wrap")


def grid_scale(profiles: Array) -> float:
    """Mean distance of neighbouring fields round the ring.

    Parameters
    ----------
    profiles : windows x cells

    Returns
    -------
    Scale (cells), the mean over the windows that have a field; NaN without any.

    Raises
    ------
    ValueError : profiles without two dimensions
    """
    require_dimensions("profiles", profiles, "windows x cells")
    scales = [len(profile) / n for profile in profiles if (n := len(_peaks(profile)))]
    return float(np.mean(scales)) if scales else np.nan


def field_size(profiles: Array) -> float:
    """Width of a field over cells: the area under it divided by its peak.

    Parameters
    ----------
    profiles : windows x cells

    Returns
    -------
    Size (cells), the mean over the windows that have a field; NaN without any.

    Raises
    ------
    ValueError : profiles without two dimensions
    """
    require_dimensions("profiles", profiles, "windows x cells")
    sizes = [
        profile.sum() / profile[peaks].sum()
        for profile in profiles
        if len(peaks := _peaks(profile))
    ]
    return float(np.mean(sizes)) if sizes else np.nan


def complete_fields(spike_times: Array, gap: float) -> list[Array]:
    """Spikes of one cell as fields: runs of spikes closer than `gap`.

    The first and the last run may be cut by the ends of the record and are left out, as are
    runs of fewer than three spikes.

    Parameters
    ----------
    spike_times : times of one cell (ms; NaN is left out)
    gap : shortest silence between two fields (ms); a quarter of the time that the bumps take
        for one field to the next is safe

    Returns
    -------
    The spike times (ms) of each field.

    Raises
    ------
    ValueError : gap that is not positive
    """
    require_positive("gap", gap, "ms")
    times = spike_times[np.isfinite(spike_times)]
    runs = np.split(times, np.flatnonzero(np.diff(times) > gap) + 1)
    return [run for run in runs[1:-1] if len(run) >= MIN_FIELD_SPIKES]


def field_extent(
    spikes: Array, position: Array, sample_dt: float, gap: float, period: float
) -> float:
    """Mean distance from the first to the last spike of a field.

    Parameters
    ----------
    spikes : cells x count (ms, NaN-padded)
    position : position over time, in the unit of `period`
    sample_dt : time between its samples (ms)
    gap : shortest silence between two fields (ms)
    period : length of the track

    Returns
    -------
    Extent in the unit of `position`; NaN if there is no complete field.

    Raises
    ------
    ValueError : spikes without two dimensions, sample_dt, gap or period that is not positive

    Source: Shaikh & Assisi 2025 give the predictive bias as a part of it.
    """
    require_dimensions("spikes", spikes, "cells x count")
    require_positive("sample_dt", sample_dt, "ms")
    ends = [
        position[(field[[0, -1]] / sample_dt).astype(np.int64)]
        for cell in spikes
        for field in complete_fields(cell, gap)
    ]
    if not ends:
        return np.nan
    first, last = np.transpose(ends)
    return float(np.mean(np.abs(wrapped_difference(last, first, period))))


def _peaks(profile: Array) -> np.ndarray:
    """Cells of the peaks of a ring's profile; three turns, so that no peak is at an edge."""
    n_cells = len(profile)
    peaks, _ = find_peaks(np.tile(profile, 3), prominence=PROMINENCE * profile.max())
    return peaks[(peaks >= n_cells) & (peaks < 2 * n_cells)] - n_cells
