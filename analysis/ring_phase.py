"""Phase of the bumps of a ring from its spikes, one value per ms.

`decoding.decoded_position` turns a phase into a position on the track. Smoothing and adding up the
cells can be exchanged, so that only one complex number per ms is smoothed, not a rate per cell.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, maximum_filter1d
from scipy.signal import butter, sosfilt

from analysis.checks import Array, require_dimensions, require_positive
from analysis.decoding import unwrapped_phase
from analysis.spikes import MS_PER_S, ROUNDING

SAMPLE_DT = 1.0  # ms
LOWPASS_ORDER = 6
SILENCE = 1e-9  # of the longest population vector; a shorter one has no phase


def gaussian_phase(
    spikes: Array, n_per_ring: int, n_phases: int, sim_dur: float, stdev: float = 100.0
) -> Array:
    """Phase of the bumps from spike counts smoothed with a Gaussian, without lag.

    Parameters
    ----------
    spikes : ndarray, shape (n_rings * n_per_ring, largest count)
        Spike times (ms), padded with NaN; one ring after another.
    n_per_ring : int
        Cells per ring.
    n_phases : int
        Cells from one field to the next.
    sim_dur : float
        Length of the record (ms).
    stdev : float
        Standard deviation of the Gaussian (ms).

    Returns
    -------
    ndarray, shape (ceil(sim_dur),)
        Unwrapped phase (rad), one per ms from 0 ms; NaN where nothing fires.

    Raises
    ------
    ValueError
        If `spikes` has not two dimensions, or a number is not positive.

    Notes
    -----
    Shaikh & Assisi 2025: both stellate rings and 100 ms for the position, 40 ms for the error on
    a trajectory.
    """
    require_positive("stdev", stdev, "ms")
    vector = spike_vector(spikes, n_per_ring, n_phases, sim_dur)
    smoothed = gaussian_filter1d(vector, stdev / SAMPLE_DT, mode="constant")
    return unwrapped_phase(smoothed, SILENCE)


def lowpass_phase(
    spikes: Array, n_per_ring: int, n_phases: int, sim_dur: float, cutoff: float = 35.0
) -> Array:
    """Phase of the bumps from spike counts behind a causal low-pass filter, with its lag.

    Parameters
    ----------
    spikes, n_per_ring, n_phases, sim_dur
        As `gaussian_phase`.
    cutoff : float
        Frequency (Hz) at which the 6th-order Butterworth filter halves the power. Its lag at low
        frequencies is 0.615 / cutoff: 17.6 ms at 35 Hz.

    Returns
    -------
    ndarray, shape (ceil(sim_dur),)
        Unwrapped phase (rad), one per ms from 0 ms; NaN before the first spike and in silence.

    Raises
    ------
    ValueError
        If `spikes` has not two dimensions, or a number is not positive.

    Notes
    -----
    Shaikh & Assisi 2025, figure 5: the interneurons' phase, taken as the true position.
    """
    require_positive("cutoff", cutoff, "Hz")
    filter_ = butter(LOWPASS_ORDER, cutoff, fs=MS_PER_S / SAMPLE_DT, output="sos")
    vector = spike_vector(spikes, n_per_ring, n_phases, sim_dur)
    return unwrapped_phase(sosfilt(filter_, vector), SILENCE)


def spike_vector(
    spikes: Array, n_per_ring: int, n_phases: int, sim_dur: float
) -> npt.NDArray[np.complex128]:
    """Sum of exp(2 pi i cell / n_phases) over the spikes of each ms.

    Parameters
    ----------
    spikes, n_per_ring, n_phases, sim_dur
        As `gaussian_phase`.

    Returns
    -------
    ndarray of complex, shape (ceil(sim_dur),)
        The population vector of the spike counts.

    Raises
    ------
    ValueError
        If `spikes` has not two dimensions, or a number is not positive.
    """
    require_dimensions("spikes", spikes, "cells x count")
    require_positive("n_per_ring", n_per_ring, "cells")
    require_positive("n_phases", n_phases, "cells")
    require_positive("sim_dur", sim_dur, "ms")
    n_bins = math.ceil(sim_dur / SAMPLE_DT - ROUNDING)
    cells, order = np.nonzero((spikes >= 0) & (spikes < n_bins * SAMPLE_DT))
    bins = (spikes[cells, order] / SAMPLE_DT).astype(np.int64)
    angle = 2 * np.pi * (cells % n_per_ring) / n_phases
    real, imaginary = (
        np.bincount(bins, part, minlength=n_bins) for part in (np.cos(angle), np.sin(angle))
    )
    return real + 1j * imaginary


def spikes_near(spikes: Array, sim_dur: float, reach: float) -> npt.NDArray[np.bool_]:
    """Whether any cell fires at most `reach` ms before or after each ms, where a phase is defined.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms), padded with NaN.
    sim_dur : float
        Length of the record (ms).
    reach : float
        In ms.

    Returns
    -------
    ndarray of bool, shape (ceil(sim_dur),)
        One per ms from 0 ms.
    """
    n_bins = math.ceil(sim_dur / SAMPLE_DT - ROUNDING)
    times = spikes[(spikes >= 0) & (spikes < n_bins * SAMPLE_DT)]
    fires = np.bincount((times / SAMPLE_DT).astype(np.int64), minlength=n_bins) > 0
    half = round(reach / SAMPLE_DT)
    return maximum_filter1d(fires, 2 * half + 1, mode="constant")


def at_own_time(phase: Array, stdev: float) -> Array:
    """A smoothed phase at the times that it stands for.

    Near an end of the record the Gaussian sees one side only, so that the phase there is that of
    a moment up to 0.8 standard deviations further inside.

    Parameters
    ----------
    phase : ndarray, shape (n_samples,)
        As `gaussian_phase` returns it, one per ms.
    stdev : float
        Standard deviation of the Gaussian (ms) that it was smoothed with.

    Returns
    -------
    ndarray, shape (n_samples,)
        The phase (rad); NaN at the ends, for which there is none.
    """
    time = np.arange(len(phase), dtype=np.float64)
    width = stdev / SAMPLE_DT
    inside = gaussian_filter1d(np.ones(len(phase)), width, mode="constant")
    stands_for = gaussian_filter1d(time, width, mode="constant") / inside
    return np.interp(time, stands_for, phase, left=np.nan, right=np.nan)
