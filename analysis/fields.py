"""Fields over the cells of a ring: their profiles, distance and size.

Two kinds of profiles, for two kinds of measures that must not be mixed:

- as published: `window_profiles`, then `mean_peak_distance` and `mean_field_area`;
- ours: `smooth_profiles`, then the same distance with a prominence, and `mean_half_width`.
"""

import numpy as np
from scipy.integrate import simpson
from scipy.ndimage import gaussian_filter1d
from scipy.signal import find_peaks, peak_widths

from analysis.checks import Array, require_dimensions, require_positive
from analysis.decoding import fold_rings
from analysis.spikes import bin_spikes, instantaneous_rates

PROMINENCE = 0.3  # a field rises by this part of the highest rate, noise does not
CELL_STDEV = 2.0  # cells, smoothing of `smooth_profiles`


def spatial_autocorrelation(rates: Array) -> Array:
    """Autocorrelation over the cells of a ring, added up over time.

    Parameters
    ----------
    rates : ndarray, shape (n_cells, n_samples)
        Rates of one ring.

    Returns
    -------
    ndarray, shape (n_cells,)
        Correlation at the lags 0 ... n_cells-1, 1 at lag 0; NaN if the ring is uniform.

    Raises
    ------
    ValueError
        If `rates` has not two dimensions.
    """
    require_dimensions("rates", rates, "cells x samples")
    spectrum = np.fft.rfft(rates - rates.mean(axis=0), axis=0)
    correlation = np.fft.irfft((np.abs(spectrum) ** 2).sum(axis=1), n=len(rates))
    return correlation / correlation[0] if correlation[0] > 0 else np.full(len(rates), np.nan)


def field_period(rates: Array) -> float:
    """Distance of the first peak of the autocorrelation over cells.

    Parameters
    ----------
    rates : ndarray, shape (n_cells, n_samples)
        Rates of one ring.

    Returns
    -------
    float
        Cells between two fields: the whole ring for a single bump, NaN if the ring is uniform.

    Raises
    ------
    ValueError
        If `rates` has not two dimensions.
    """
    two_turns = np.tile(spatial_autocorrelation(rates), 2)  # so that a full turn is a peak too
    peaks, _ = find_peaks(two_turns, prominence=PROMINENCE)
    return float(peaks[0]) if len(peaks) else np.nan


def window_profiles(
    spikes: Array, n_per_ring: int, sim_dur: float, window: float = 200.0, stdev: float = 6.0
) -> Array:
    """Spike counts over the cells of a ring in consecutive windows, smoothed over the cells.

    Parameters
    ----------
    spikes : ndarray, shape (n_rings * n_per_ring, largest count)
        Spike times (ms), padded with NaN; of several rings the counts are added cell by cell.
    n_per_ring : int
        Cells per ring.
    sim_dur : float
        Length of the record (ms); what is left after the last whole window is not counted.
    window : float
        Length of a window (ms).
    stdev : float
        Standard deviation of the circular Gaussian over the cells (cells).

    Returns
    -------
    ndarray, shape (n_windows, n_per_ring)
        Smoothed counts.

    Raises
    ------
    ValueError
        If `spikes` does not hold whole rings, a number is not positive, or the window is longer
        than the record.

    Notes
    -----
    Shaikh & Assisi 2025: windows of 200 ms, with a Gaussian of 9 cells for the large ring and 6
    for the small one of figure 1; in figure 4 100 ms and 3 cells. They take the right ring.
    """
    require_positive("stdev", stdev, "cells")
    counts = fold_rings(bin_spikes(spikes, sim_dur, window), n_per_ring)
    return gaussian_filter1d(counts.T, stdev, axis=1, mode="wrap")


def smooth_profiles(
    spikes: Array, sim_dur: float, stdev: float = 150.0, every: float = 50.0
) -> Array:
    """Rates over the cells of a ring at successive times, smoothed over time and over cells.

    The smoothing over time outlasts a theta cycle (100 ms). A bump that moves is widened: one of
    18 cells that moves by 50 cells a second looks 20 % wider.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms) of one ring, padded with NaN.
    sim_dur : float
        Length of the record (ms).
    stdev : float
        Standard deviation of the Gaussian over time (ms); over cells it is CELL_STDEV.
    every : float
        Time between two profiles (ms).

    Returns
    -------
    ndarray, shape (n_times, n_cells)
        Rates (Hz).

    Raises
    ------
    ValueError
        If `spikes` has not two dimensions or a number is not positive.
    """
    rates = instantaneous_rates(spikes, sim_dur, stdev, min(every, sim_dur))
    return gaussian_filter1d(rates.T, CELL_STDEV, axis=1, mode="wrap")


def mean_peak_distance(profiles: Array, prominence: float = 0.0) -> float:
    """Mean distance of neighbouring fields round the ring: its grid scale.

    Parameters
    ----------
    profiles : ndarray, shape (n_times, n_cells)
        As `window_profiles` or `smooth_profiles` returns them.
    prominence : float
        Part of the highest value by which a peak rises above its surroundings; 0 counts every
        local maximum, as published, PROMINENCE leaves out those of noise.

    Returns
    -------
    float
        Distance (cells): mean over the peaks of a profile, then over profiles; NaN without a peak.

    Raises
    ------
    ValueError
        If `profiles` has not two dimensions.
    """
    require_dimensions("profiles", profiles, "times x cells")
    distances = [
        len(profile) / n for profile in profiles if (n := len(_peaks(profile, prominence)))
    ]
    return float(np.mean(distances)) if distances else np.nan


def mean_field_area(profiles: Array, n_phases: int) -> float:
    """Field size as published: area below a profile that has the height 1.

    Not a width at half height: spikes anywhere between two fields count, and the smoothing of the
    profile does.

    Parameters
    ----------
    profiles : ndarray, shape (n_times, n_cells)
        As `window_profiles` returns them.
    n_phases : int
        Cells from one field to the next: the area is taken over half of them on either side of
        each peak.

    Returns
    -------
    float
        Area (cells), mean over all peaks of all profiles; NaN without a peak.

    Raises
    ------
    ValueError
        If `profiles` has not two dimensions or `n_phases` is not positive.

    Notes
    -----
    Shaikh & Assisi 2025, figures 1 and 4: Simpson's rule on profile / maximum over one period.
    """
    require_dimensions("profiles", profiles, "times x cells")
    require_positive("n_phases", n_phases, "cells")
    period = np.arange(-(n_phases // 2), n_phases // 2 + 1)
    areas = [
        float(simpson(profile[(peak + period) % len(profile)])) / profile.max()
        for profile in profiles
        for peak in _peaks(profile, 0.0)
    ]
    return float(np.mean(areas)) if areas else np.nan


def mean_half_width(profiles: Array) -> float:
    """Field size as a width: that of the fields at half their height.

    Parameters
    ----------
    profiles : ndarray, shape (n_times, n_cells)
        As `smooth_profiles` returns them.

    Returns
    -------
    float
        Width (cells), mean over all fields at all times; NaN without a field.

    Raises
    ------
    ValueError
        If `profiles` has not two dimensions.
    """
    require_dimensions("profiles", profiles, "times x cells")
    widths = [
        peak_widths(np.tile(profile, 3), peaks + len(profile), rel_height=0.5)[0]
        for profile in profiles
        if len(peaks := _peaks(profile, PROMINENCE))
    ]
    return float(np.mean(np.concatenate(widths))) if widths else np.nan


def _peaks(profile: Array, prominence: float) -> np.ndarray:
    """Cells of the peaks of a ring's profile; three turns, so that no peak is at an edge."""
    n_cells = len(profile)
    peaks, _ = find_peaks(np.tile(profile, 3), prominence=prominence * profile.max())
    return peaks[(peaks >= n_cells) & (peaks < 2 * n_cells)] - n_cells
