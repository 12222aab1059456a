"""Spikes of many cells, and their rates."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from analysis.checks import Array
from analysis.drawing.axes import legend_above, limits, seconds
from analysis.spikes import MS_PER_S

N_NAMED = 6  # rows of a raster that are given their gid
FEW_CELLS = 30  # whose spikes are bars, not dots
DOT: dict[str, Any] = {"ls": "", "marker": ".", "ms": 1, "mew": 0}
BAR: dict[str, Any] = {"ls": "", "marker": "|", "mew": 0.6}
TALLEST, ROW = 5.0, 60.0  # points, of a bar and of all rows together


def draw_raster(
    axes: Axes,
    spikes: Array,
    label: str,
    colour: str,
    gids: Sequence[int] | None = None,
    noise_until: float = 0.0,
) -> None:
    """A dot per spike, a row per cell; of few cells a bar.

    Parameters
    ----------
    axes : Axes
        To draw on.
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms), padded with NaN.
    label : str
        What the cells are; a group without a spike after `noise_until` is said to be silent.
    colour : str
        Of the spikes.
    gids : sequence of int or None
        The gids of the rows; without them the rows are numbered from 0.
    noise_until : float
        End of the initial noise (ms), which makes all cells fire.
    """
    cells = np.broadcast_to(np.arange(len(spikes))[:, None], spikes.shape)
    few = BAR | {"ms": min(TALLEST, ROW / max(len(spikes), 1))}
    mark = DOT if len(spikes) > FEW_CELLS else few
    axes.plot(spikes.ravel() / MS_PER_S, cells.ravel(), color=colour, rasterized=True, **mark)
    silent = "" if (spikes >= noise_until).any() else ", silent"
    axes.set(ylabel=f"{label}{silent}\n(cell)", ylim=(-0.5, len(spikes) - 0.5))
    axes.locator_params(axis="y", integer=True, min_n_ticks=1, nbins=5)
    if gids is not None:
        rows = np.unique(np.linspace(0, len(gids) - 1, min(len(gids), N_NAMED)).round().astype(int))
        axes.set_yticks(rows, [str(gids[row]) for row in rows])


def draw_rates(
    axes: Axes,
    rates: Mapping[str, Array],
    sample_dt: float,
    colours: Mapping[str, str],
    fit_from: float = 0.0,
) -> None:
    """Rates over time, a line per label; a silent one is drawn along the axis and named.

    Parameters
    ----------
    axes : Axes
        To draw on.
    rates : mapping of str to ndarray
        For each label the rate (Hz), one value per sample from 0 ms; NaN where it is not known.
    sample_dt : float
        Time between samples (ms).
    colours : mapping of str to str
        For each label.
    fit_from : float
        The axis fits what comes after this time (ms); higher rates before are cut off.
    """
    for label, rate in rates.items():
        fitted = rate[int(fit_from / sample_dt) :]
        silent = "" if np.nanmax(fitted, initial=0) > 0 else " (silent)"
        time = seconds(len(rate), sample_dt, sample_dt / 2)
        axes.plot(
            *(time, rate),
            color=colours[label],
            label=label + silent,
            lw=1.6 if silent else 0.8,
            zorder=3 if silent else 2,
        )
    every = [rate[int(fit_from / sample_dt) :] for rate in rates.values()]
    highest = max(limits(np.concatenate(every))[1], 1.0)
    axes.set(ylabel="Rate (Hz)", ylim=(-0.03 * highest, highest))  # to see what is zero
    legend_above(axes)
