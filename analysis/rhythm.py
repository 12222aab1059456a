"""Theta in single spike trains, and the phase of a rhythm that was recorded.

Spikes are arrays of shape cells x largest count: times in ms, padded with NaN.
"""

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, hilbert, sosfiltfilt

from analysis.checks import Array, require_dimensions, require_positive
from analysis.spikes import MS_PER_S, bin_spikes

BIN = 5.0  # ms, of the autocorrelograms
LONGEST_LAG = 500.0  # ms
THETA_BAND = (5.0, 11.0)  # Hz
BROAD_BAND = 50.0  # Hz
HALF_WIDTH = 1.0  # Hz, on each side of the theta peak
N_FFT = 2**14  # samples, padded with zeros: a frequency every 0.012 Hz
FILTER_ORDER = 2
PEAK_STDEV = 10.0  # ms, smoothing of the autocorrelogram before its peaks are compared
REACH = 0.25  # of a period, on each side of the place of a peak
# Hz: skipping looks at two and a quarter periods, which must fit into the longest lag, and at peaks
# that the smoothing keeps apart
SLOWEST, FASTEST = (2 + REACH) * MS_PER_S / LONGEST_LAG, MS_PER_S / (4 * PEAK_STDEV)


def autocorrelogram(spikes: Array, sim_dur: float, t_start: float = 0.0) -> tuple[Array, Array]:
    """How often spikes of a cell follow each other at a lag, over all cells.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms), padded with NaN.
    sim_dur : float
        End of the record (ms).
    t_start : float
        Start of the record (ms).

    Returns
    -------
    lags : ndarray, shape (101,)
        0 ... 500 ms in steps of 5 ms.
    counts : ndarray, shape (101,)
        Pairs of bins of 5 ms, added over the cells. At lag 0 each spike counts with itself.

    Raises
    ------
    ValueError
        Spikes without two dimensions, a record shorter than 500 ms.
    """
    if not sim_dur - t_start > LONGEST_LAG:
        raise ValueError(f"the record must be longer than {LONGEST_LAG:g} ms")
    counts = bin_spikes(spikes - t_start, sim_dur - t_start, BIN)
    n_lags, n_bins = round(LONGEST_LAG / BIN) + 1, counts.shape[1]
    sums = np.zeros(n_lags)
    for train in counts[counts.any(axis=1)]:  # a cell at a time: a sheet has many
        power = np.abs(np.fft.rfft(train, 2 * n_bins)) ** 2
        sums += np.fft.irfft(power)[:n_lags]
    return BIN * np.arange(n_lags, dtype=np.float64), sums


def theta_index(counts: Array) -> float:
    """How much of a spike train's rhythm is theta.

    Parameters
    ----------
    counts : ndarray, shape (101,)
        As `autocorrelogram` returns them.

    Returns
    -------
    float
        Mean power of the autocorrelogram within 1 Hz of its peak in 5 ... 11 Hz, divided by its
        mean power in 0 ... 50 Hz; cells above 5 count as theta modulated. NaN without spikes.

    Notes
    -----
    Yartsev et al. 2011, Nature 479:103. The peak at lag 0 is set to the highest other count, and
    the mean is taken off.
    """
    require_dimensions("counts", counts, "lags")
    if not counts[1:].any():
        return np.nan
    one_side = np.concatenate([[counts[1:].max()], counts[1:]])
    both = np.concatenate([one_side[:0:-1], one_side])
    power = np.abs(np.fft.rfft(both - both.mean(), N_FFT)) ** 2
    if not power.any():
        return np.nan
    frequency = np.fft.rfftfreq(N_FFT, BIN / MS_PER_S)
    in_theta = np.flatnonzero((frequency >= THETA_BAND[0]) & (frequency <= THETA_BAND[1]))
    peak = frequency[in_theta[np.argmax(power[in_theta])]]
    near = np.abs(frequency - peak) <= HALF_WIDTH
    return float(power[near].mean() / power[frequency <= BROAD_BAND].mean())


def theta_skipping(counts: Array, frequency: float) -> float:
    """Whether cells fire on every theta cycle or on every second one.

    Parameters
    ----------
    counts : ndarray, shape (101,)
        As `autocorrelogram` returns them.
    frequency : float
        Of theta (Hz).

    Returns
    -------
    float
        (p2 - p1) / max(p1, p2), p1 and p2 the peaks of the autocorrelogram near one and near two
        periods: negative where cells fire on successive cycles, near 1 where they leave out every
        second one. NaN without spikes at these lags.

    Raises
    ------
    ValueError
        If the frequency is below 4.5 Hz, where two periods and a quarter are longer than 500 ms, or
        above 25 Hz, where the smoothing removes the peaks.

    Notes
    -----
    Brandon et al. 2013, Nat Neurosci 16:739. They take the peaks of a curve that is fitted to the
    autocorrelogram. Here it is smoothed (Gaussian of 10 ms), as the period is known.
    """
    if not SLOWEST <= frequency <= FASTEST:
        raise ValueError(f"frequency must be {SLOWEST:g} ... {FASTEST:g} Hz, got {frequency:g}")
    period = MS_PER_S / frequency
    smooth = gaussian_filter1d(np.concatenate([counts[:0:-1], [0], counts[1:]]), PEAK_STDEV / BIN)
    lags = BIN * (np.arange(len(smooth)) - len(counts) + 1)
    first, second = (
        smooth[np.abs(lags - cycle * period) <= REACH * period].max() for cycle in (1, 2)
    )
    highest = max(first, second)
    return float((second - first) / highest) if highest > 0 else np.nan


def rhythm_phase(samples: Array, sample_dt: float, low: float, high: float) -> Array:
    """Phase of a rhythm over time, by the Hilbert transform of the filtered signal.

    Parameters
    ----------
    samples : ndarray, shape (n_samples,)
        The reference rhythm, for example the interneurons' rate or a conductance.
    sample_dt : float
        Time between samples (ms).
    low, high : float
        The band (Hz): Butterworth filter of order 2 forwards and backwards, without lag.

    Returns
    -------
    ndarray, shape (n_samples,)
        Unwrapped phase (rad); 0 and its multiples of 2 pi at the peaks of the rhythm.

    Raises
    ------
    ValueError
        Samples with more than one dimension, a band that does not ascend or is above half the
        sampling rate.
    """
    require_dimensions("samples", samples, "samples")
    require_positive("sample_dt", sample_dt, "ms")
    rate = MS_PER_S / sample_dt
    if not 0 < low < high < rate / 2:
        raise ValueError(f"the band must ascend between 0 and {rate / 2:g} Hz, got {low}, {high}")
    band = butter(FILTER_ORDER, (low, high), "bandpass", fs=rate, output="sos")
    return np.unwrap(np.angle(hilbert(sosfiltfilt(band, samples))))


def at_times(times: Array, samples: Array, sample_dt: float) -> Array:
    """Samples at these times, linear between them.

    Parameters
    ----------
    times : ndarray
        Times (ms).
    samples : ndarray, shape (n_samples,)
        Values in the middle of each interval of sample_dt, from 0 ms on, as rates have them.
    sample_dt : float
        Time between samples (ms).

    Returns
    -------
    ndarray
        A value per time.
    """
    require_positive("sample_dt", sample_dt, "ms")
    return np.interp(times / sample_dt - 0.5, np.arange(len(samples)), samples)
