"""Rhythms of a sampled signal: power spectrum, spectrogram, peak frequency."""

from typing import NamedTuple

import numpy as np
from scipy import signal

from analysis.checks import Array, require_dimensions, require_positive
from analysis.spikes import MS_PER_S


class Spectrum(NamedTuple):
    """Power per frequency: Hz, and the signal's unit squared per Hz."""

    frequency: Array
    power: Array


class Spectrogram(NamedTuple):
    """Power (frequencies x times) with its frequencies (Hz) and times (ms, window centres)."""

    frequency: Array
    time: Array
    power: Array


def power_spectrum(samples: Array, sample_dt: float, window: float | None = None) -> Spectrum:
    """Power spectral density, the linear trend removed.

    Parameters
    ----------
    samples : ndarray
        One value per sample.
    sample_dt : float
        Time between samples (ms).
    window : float or None
        Length of the windows to average over (ms, Welch's method); None: one window, whose
        resolution is 1 / duration.

    Returns
    -------
    Spectrum
        Power up to half the sampling rate.

    Raises
    ------
    ValueError
        Samples with more than one dimension, sample_dt or window that is not positive.
    """
    _check(samples, sample_dt)
    rate = MS_PER_S / sample_dt
    if window is None:
        return Spectrum(*signal.periodogram(samples, rate, detrend="linear"))
    n_window = _samples_in("window", window, sample_dt, len(samples))
    return Spectrum(*signal.welch(samples, rate, nperseg=n_window, detrend="linear"))


def spectrogram(samples: Array, sample_dt: float, window: float) -> Spectrogram:
    """Power over frequency and time, in Hann windows that overlap by three quarters.

    Parameters
    ----------
    samples : ndarray
        One value per sample.
    sample_dt : float
        Time between samples (ms).
    window : float
        Length of a window (ms); the frequency resolution is 1 / window.

    Returns
    -------
    Spectrogram
        Times count from the first sample.

    Raises
    ------
    ValueError
        Samples with more than one dimension or shorter than the window, sample_dt or window
        that is not positive.
    """
    _check(samples, sample_dt)
    n_window = _samples_in("window", window, sample_dt, len(samples))
    frequency, time, power = signal.spectrogram(
        samples,
        MS_PER_S / sample_dt,
        window="hann",
        nperseg=n_window,
        noverlap=3 * n_window // 4,
        detrend="linear",
    )
    return Spectrogram(frequency, time * MS_PER_S, power)


def peak_frequency(spectrum: Spectrum, f_min: float = 0.0, f_max: float = np.inf) -> float:
    """Frequency of the highest power in a band.

    Parameters
    ----------
    spectrum : Spectrum
        As `power_spectrum` returns it.
    f_min, f_max : float
        The band (Hz), both included; 0 Hz itself never counts.

    Returns
    -------
    float
        Frequency (Hz).

    Raises
    ------
    ValueError
        No frequency of the spectrum lies in the band.
    """
    frequency, power = spectrum
    band = np.flatnonzero((frequency > 0) & (frequency >= f_min) & (frequency <= f_max))
    if not len(band):
        raise ValueError(f"the spectrum must have a frequency in {f_min} ... {f_max} Hz, has none")
    return float(frequency[band[np.argmax(power[band])]])


def _check(samples: Array, sample_dt: float) -> None:
    require_dimensions("samples", samples, "samples")
    require_positive("sample_dt", sample_dt, "ms")


def _samples_in(name: str, duration: float, sample_dt: float, n_samples: int) -> int:
    require_positive(name, duration, "ms")
    n = round(duration / sample_dt)
    if not 2 <= n <= n_samples:
        raise ValueError(
            f"{name} must be {2 * sample_dt} ... {n_samples * sample_dt} ms "
            f"(2 ... all samples), got {duration}"
        )
    return n
