"""Spike trains to counts and rates.

Spikes are arrays of shape cells x largest count: times in ms, padded with NaN.
"""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from analysis.checks import Array, require_dimensions, require_positive, require_window

MS_PER_S = 1000.0
ROUNDING = 1e-9  # a duration that is a whole number of bins must not lose the last one


def bin_spikes(spikes: Array, sim_dur: float, bin_width: float = 1.0) -> Array:
    """Count the spikes of each cell in consecutive bins from 0 ms.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms), padded with NaN.
    sim_dur : float
        End of the last bin (ms); what is left after the last whole bin is not counted.
    bin_width : float
        Width of a bin (ms).

    Returns
    -------
    ndarray, shape (n_cells, n_bins)
        Counts.

    Raises
    ------
    ValueError
        Spikes without two dimensions, a duration or width that is not positive, a bin longer
        than the record.
    """
    require_dimensions("spikes", spikes, "cells x count")
    require_positive("sim_dur", sim_dur, "ms")
    require_positive("bin_width", bin_width, "ms")
    n_cells, n_bins = len(spikes), int(sim_dur / bin_width + ROUNDING)
    if n_bins < 1:
        raise ValueError(f"bin_width must be <= sim_dur, {sim_dur} ms, got {bin_width}")
    cells, order = np.nonzero((spikes >= 0) & (spikes < n_bins * bin_width))
    bins = np.minimum((spikes[cells, order] / bin_width).astype(np.int64), n_bins - 1)
    counts = np.bincount(cells * n_bins + bins, minlength=n_cells * n_bins)
    return counts.reshape(n_cells, n_bins).astype(np.float64)


def instantaneous_rates(
    spikes: Array, sim_dur: float, stdev: float = 100.0, bin_width: float = 1.0
) -> Array:
    """Rate of each cell over time: binned spikes smoothed with a Gaussian.

    Near the ends of the record the Gaussian is cut there and weighs what is left.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms), padded with NaN.
    sim_dur : float
        Length of the record (ms).
    stdev : float
        Standard deviation of the Gaussian (ms).
    bin_width : float
        Spacing of the samples (ms); the first one stands for 0 to bin_width.

    Returns
    -------
    ndarray, shape (n_cells, n_samples)
        Rates (Hz).

    Raises
    ------
    ValueError
        As `bin_spikes`, and a stdev that is not positive.

    Notes
    -----
    Shaikh & Assisi 2025 decode positions from rates smoothed with 100 ms.
    """
    return _smoothed(bin_spikes(spikes, sim_dur, bin_width), stdev, bin_width)


def population_rate(
    spikes: Array, sim_dur: float, stdev: float = 20.0, bin_width: float = 1.0
) -> Array:
    """Mean rate of a population over time.

    Parameters
    ----------
    As `instantaneous_rates`.

    Returns
    -------
    ndarray
        Rate (Hz per cell), one value per sample.

    Raises
    ------
    ValueError
        As `instantaneous_rates`.
    """
    return _smoothed(bin_spikes(spikes, sim_dur, bin_width).mean(axis=0), stdev, bin_width)


def mean_rates(spikes: Array, t_start: float, t_stop: float) -> Array:
    """Mean rate of each cell from t_start to t_stop.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms), padded with NaN.
    t_start, t_stop : float
        The window (ms), its end excluded.

    Returns
    -------
    ndarray
        Rates (Hz), one per cell.

    Raises
    ------
    ValueError
        Spikes without two dimensions, an empty window.
    """
    require_dimensions("spikes", spikes, "cells x count")
    require_window(t_start, t_stop)
    counts = ((spikes >= t_start) & (spikes < t_stop)).sum(axis=1)
    return counts * (MS_PER_S / (t_stop - t_start))


def _smoothed(counts: Array, stdev: float, bin_width: float) -> Array:
    require_positive("stdev", stdev, "ms")
    width = stdev / bin_width
    inside = gaussian_filter1d(np.ones(counts.shape[-1]), width, mode="constant")
    smoothed = gaussian_filter1d(counts, width, axis=-1, mode="constant")
    return smoothed * (MS_PER_S / bin_width) / inside
