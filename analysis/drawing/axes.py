"""What drawings share: axes of time and phase, shaded windows, remarks, long and circular data."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from analysis.checks import Array
from analysis.spikes import MS_PER_S
from analysis.style import GREY, PALE

N_STRETCHES = 2000  # of a long trace; a page is some 2000 dots wide
LEGEND_COLUMNS = 3
Window = tuple[float, float]


def seconds(n_samples: int, sample_dt: float, t_start: float = 0.0) -> Array:
    """Times (s) of samples that are sample_dt (ms) apart, the first at t_start (ms)."""
    return (t_start + sample_dt * np.arange(n_samples, dtype=np.float64)) / MS_PER_S


def time_axis(axes: Axes, t_start: float, t_stop: float) -> None:
    """Label the time axis, in seconds, from t_start to t_stop (ms)."""
    axes.set(xlabel="Time (s)", xlim=(t_start / MS_PER_S, t_stop / MS_PER_S))


def phase_axis(axes: Axes, label: str = "Phase (rad)", period: float = 2 * np.pi) -> None:
    """Make the y axis one of a phase or position from 0 to the period, in multiples of pi."""
    axes.set(ylabel=label, ylim=(0, period))
    axes.set_yticks([0, period / 2, period], [pi_text(value) for value in (0, period / 2, period)])


def pi_text(value: float) -> str:
    """A value (rad) as a multiple of pi where it is a simple one: 2π, π/2; else as a number."""
    halves = value / (np.pi / 2)
    if abs(halves - round(halves)) > 1e-2:
        return f"{value:.2g}"
    numerator, is_whole = round(halves), round(halves) % 2 == 0
    count = numerator // 2 if is_whole else numerator
    if count == 0:
        return "0"
    factor = {1: "", -1: "−"}.get(count, str(count).replace("-", "−"))
    return f"{factor}π" if is_whole else f"{factor}π/2"


def shade(axes: Axes, windows: Mapping[str, Window], named: bool = False) -> None:
    """Shade windows of time (ms), such as the initial noise; `named` writes what they are above."""
    windows = {name: window for name, window in windows.items() if window[1] > window[0]}
    for start, stop in windows.values():
        axes.axvspan(start / MS_PER_S, stop / MS_PER_S, color=PALE, lw=0, zorder=0)
    if named and windows:
        end = max(stop for _, stop in windows.values()) / MS_PER_S
        axes.annotate(
            ", ".join(windows),
            (end, 1),
            (0, 1.5),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            va="bottom",
            color=GREY,
            annotation_clip=False,
        )


def say(axes: Axes, remark: str) -> None:
    """Write in the middle of the Axes why there is nothing to see."""
    axes.text(
        0.5, 0.5, remark, transform=axes.transAxes, ha="center", va="center", color=GREY, wrap=True
    )


def thinned(time: Array, samples: Array, n_stretches: int = N_STRETCHES) -> tuple[Array, Array]:
    """The lowest and the highest sample of each of at most `n_stretches` stretches of a trace."""
    size = -(-len(samples) // n_stretches)
    if size <= 2:
        return time, samples
    stretches = np.pad(samples, (0, -len(samples) % size), mode="edge").reshape(-1, size)
    extremes = np.sort([stretches.argmin(axis=1), stretches.argmax(axis=1)], axis=0).T
    kept = extremes + size * np.arange(len(stretches))[:, None]
    kept = np.minimum(kept, len(samples) - 1).ravel()
    return time[kept], samples[kept]


def broken(values: Array, period: float) -> Array:
    """The values with a gap where they jump from one end of the circle to the other."""
    broken = np.array(values, dtype=np.float64)
    broken[1:][np.abs(np.diff(values)) > period / 2] = np.nan
    return broken


def limits(values: Array, margin: float = 0.05) -> Window:
    """The range of all values with a margin, so that panels share an axis; (-1, 1) without any."""
    known = values[np.isfinite(values)]
    if not len(known):
        return -1.0, 1.0
    low, high = float(known.min()), float(known.max())
    room = margin * (high - low) or 1.0
    return low - room, high + room


def legend_above(axes: Axes, n_columns: int = LEGEND_COLUMNS) -> None:
    """The legend outside, above the right end of the Axes."""
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=n_columns, borderaxespad=0.2)
