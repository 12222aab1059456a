"""Power over frequency, and over frequency and time."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh

from analysis.spectra import Spectrogram, Spectrum
from analysis.spikes import MS_PER_S

RANGE, TINY = 40.0, 1e-300  # dB below the highest power; power of silence


def draw_spectrum(
    axes: Axes, spectrum: Spectrum, f_max: float, colour: str, peak: float, unit: str = "mV"
) -> None:
    """Power over frequency up to f_max, with the peak marked and its frequency written.

    Parameters
    ----------
    axes : Axes
        To draw on.
    spectrum : Spectrum
        As `spectra.power_spectrum` returns it.
    f_max : float
        End of the axis (Hz).
    colour : str
        Of the line.
    peak : float
        Frequency (Hz) that is marked; NaN for none.
    unit : str
        Of the signal.
    """
    shown = (spectrum.frequency > 0) & (spectrum.frequency <= f_max)
    axes.plot(spectrum.frequency[shown], spectrum.power[shown], color=colour)
    if np.isfinite(peak):
        axes.axvline(peak, color="k", lw=0.6, ls=":")
        axes.annotate(
            f"{peak:.1f} Hz", (peak, 1), (3, -1), xycoords=("data", "axes fraction"),
            textcoords="offset points", va="top",
        )  # fmt: skip
    axes.set(xlabel="Frequency (Hz)", ylabel=f"Power ({unit}²/Hz)", xlim=(0, f_max))
    axes.set_ylim(bottom=0)


def draw_spectrogram(
    axes: Axes, spectrogram: Spectrogram, f_max: float, t_start: float = 0.0
) -> QuadMesh:
    """Power over frequency and time as an image in dB, up to f_max and down to -40 dB of the peak.

    Parameters
    ----------
    axes : Axes
        To draw on.
    spectrogram : Spectrogram
        As `spectra.spectrogram` returns it.
    f_max : float
        End of the frequency axis (Hz).
    t_start : float
        Time of the first sample of the signal (ms).
    """
    shown = (spectrogram.frequency > 0) & (spectrogram.frequency <= f_max)
    decibels = 10 * np.log10(np.maximum(spectrogram.power[shown], TINY))
    mesh = axes.pcolormesh(
        (t_start + spectrogram.time) / MS_PER_S,
        spectrogram.frequency[shown],
        decibels,
        vmin=decibels.max() - RANGE,
        vmax=decibels.max(),
        shading="nearest",
        rasterized=True,
    )
    axes.set(ylabel="Frequency (Hz)", ylim=(0, f_max))
    return mesh
