"""Fields of a ring: their distance and size over cells, and the fields of a cell over time."""

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import find_peaks, peak_widths
from scipy.stats import circstd

from analysis.checks import Array, require_dimensions, require_positive
from analysis.decoding import wrapped_difference
from analysis.spikes import instantaneous_rates

PROMINENCE = 0.3  # a field rises by this part of the highest rate, noise does not
CELL_STDEV = 2.0  # cells, smoothing of a profile
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


def ring_profiles(
    spikes: Array, sim_dur: float, stdev: float = 150.0, every: float = 50.0
) -> Array:
    """Rates over the cells of a ring at successive times, smoothed over time and over cells.

    The smoothing over time outlasts a theta cycle (100 ms). The paper does not give its own; with
    150 ms the field sizes agree with it to 1 %. A bump that moves is widened: one of 18 cells that
    moves by 50 cells a second looks 20 % wider.

    Parameters
    ----------
    spikes : cells x count of one ring (ms, NaN-padded)
    sim_dur : length of the record (ms)
    stdev : standard deviation of the Gaussian over time (ms); over cells it is CELL_STDEV
    every : time between two profiles (ms)

    Returns
    -------
    Rates (Hz), times x cells.

    Raises
    ------
    ValueError : as `instantaneous_rates`
    """
    rates = instantaneous_rates(spikes, sim_dur, stdev, min(every, sim_dur))
    return gaussian_filter1d(rates.T, CELL_STDEV, axis=1, mode="wrap")


def grid_scale(profiles: Array) -> float:
    """Mean distance of neighbouring fields round the ring.

    Parameters
    ----------
    profiles : times x cells

    Returns
    -------
    Scale (cells), the mean over the times that have a field; NaN without any.

    Raises
    ------
    ValueError : profiles without two dimensions
    """
    require_dimensions("profiles", profiles, "times x cells")
    scales = [len(profile) / n for profile in profiles if (n := len(_peaks(profile)))]
    return float(np.mean(scales)) if scales else np.nan


def field_size(profiles: Array) -> float:
    """Width of a field over cells, at half its height.

    Parameters
    ----------
    profiles : times x cells

    Returns
    -------
    Size (cells), the mean over all fields at all times; NaN without any.

    Raises
    ------
    ValueError : profiles without two dimensions
    """
    require_dimensions("profiles", profiles, "times x cells")
    widths = [
        peak_widths(np.tile(profile, 3), peaks + len(profile), rel_height=0.5)[0]
        for profile in profiles
        if len(peaks := _peaks(profile))
    ]
    return float(np.mean(np.concatenate(widths))) if widths else np.nan


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


def field_spread(spikes: Array, phase: Array, sample_dt: float, n_phases: int) -> float:
    """Standard deviation of the spikes' places in the bump that passes.

    Parameters
    ----------
    spikes : cells x count of one ring (ms, NaN-padded)
    phase : decoded phase of the bumps (rad), one per sample
    sample_dt : time between its samples (ms)
    n_phases : cells from one bump to the next

    Returns
    -------
    Circular standard deviation (rad) of the cell's phase minus that of the bumps; NaN without
    spikes. Times where the phase is NaN are left out.

    Raises
    ------
    ValueError : spikes without two dimensions, sample_dt that is not positive
    """
    require_dimensions("spikes", spikes, "cells x count")
    require_positive("sample_dt", sample_dt, "ms")
    cells, _ = np.nonzero(np.isfinite(spikes))
    samples = (spikes[np.isfinite(spikes)] / sample_dt).astype(np.int64)
    places = 2 * np.pi * cells / n_phases - phase[np.minimum(samples, len(phase) - 1)]
    return float(circstd(places[np.isfinite(places)])) if len(places) else np.nan


def _peaks(profile: Array) -> np.ndarray:
    """Cells of the peaks of a ring's profile; three turns, so that no peak is at an edge."""
    n_cells = len(profile)
    peaks, _ = find_peaks(np.tile(profile, 3), prominence=PROMINENCE * profile.max())
    return peaks[(peaks >= n_cells) & (peaks < 2 * n_cells)] - n_cells
