"""Phase and position over time: decoded, of the animal, the difference of two."""

import numpy as np
from matplotlib.axes import Axes

from analysis.checks import Array
from analysis.drawing.axes import broken, phase_axis, seconds
from analysis.style import BLUE, GREY, SKY


def draw_phase(
    axes: Axes,
    phase: Array,
    sample_dt: float,
    colour: str,
    name: str = "",
    period: float = 2 * np.pi,
    label: str = "Phase (rad)",
) -> None:
    """A phase or position over time, with gaps where it passes the end of the circle.

    Parameters
    ----------
    axes : Axes
        To draw on.
    phase : ndarray, shape (n_samples,)
        Phase (rad), wrapped or not; NaN where it is undefined.
    sample_dt : float
        Time between samples (ms), the first in the middle of the first interval.
    colour, name : str
        Of the line; the name is for a legend.
    period : float
        Of the circle (rad).
    label : str
        Of the y axis.
    """
    time = seconds(len(phase), sample_dt, sample_dt / 2)
    axes.plot(time, broken(phase % period, period), color=colour, label=name or None)
    phase_axis(axes, label, period)


def draw_difference(
    axes: Axes,
    difference: Array,
    sample_dt: float,
    period: float,
    label: str,
    band: float | None = None,
) -> None:
    """A signed difference of positions over time around its zero line.

    Parameters
    ----------
    axes : Axes
        To draw on.
    difference : ndarray, shape (n_samples,)
        Shorter arc (rad); NaN where it is undefined.
    sample_dt : float
        Time between samples (ms).
    period : float
        Of the circle (rad): the line has a gap where the difference jumps by about that.
    label : str
        Of the y axis.
    band : float or None
        Shades from -band to +band (rad), for example the root mean square.
    """
    time = seconds(len(difference), sample_dt, sample_dt / 2)
    if band is not None and np.isfinite(band):
        axes.axhspan(-band, band, color=SKY, alpha=0.35, lw=0, label=f"± {band:.2f} rad")
    axes.axhline(0, color=GREY, lw=0.5)
    axes.plot(time, broken(difference, period), color=BLUE)
    axes.set(ylabel=label)
