"""Figures of a network's activity and of a sweep: arrays in, a matplotlib Figure out.

Time axes are in seconds; sample intervals and durations are given in ms, as everywhere else.
"""

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.checks import Array
from analysis.decoding import wrapped_difference
from analysis.spikes import MS_PER_S
from analysis.style import BLUE, COLOURS, COLUMN, GREY, MM, PAGE, STYLE, VERMILLION, in_style
from network_configs.connections.matrix_summary import Integers

N_STRETCHES = 2000  # of a long trace; a page is some 2000 dots wide
PROFILE_STYLES = ("-", "-", "-", "--", ":")  # the later ones leave to see what they cover
LEGEND_COLUMNS = 3
N_NAMED = 6  # rows of a raster that are given their gid
FEW_CELLS = 12  # whose spikes are bars, not dots
DOT: dict[str, Any] = {"ls": "", "marker": ".", "ms": 1, "mew": 0}
BAR: dict[str, Any] = {"ls": "", "marker": "|", "ms": 4, "mew": 0.6}


@in_style
def raster(
    groups: Mapping[str, Array],
    sim_dur: float,
    phase: Array | None = None,
    sample_dt: float = 1.0,
    gids: Mapping[str, Sequence[int]] | None = None,
) -> Figure:
    """Spikes of groups of cells, one panel per group, above the decoded phase.

    Parameters
    ----------
    groups : mapping of str to ndarray
        For each label, spikes, cells x count (ms, NaN-padded).
    sim_dur : float
        End of the time axis (ms).
    phase : ndarray or None
        Decoded phase (rad), one per sample from 0 ms; None for no panel.
    sample_dt : float
        Time between the samples of the phase (ms).
    gids : mapping of str to sequence of int or None
        For each label, the gids of its rows; without them the rows are numbered from 0.
    """
    n_panels = len(groups) + (phase is not None)
    figure = Figure(figsize=(PAGE, (12 + 26 * n_panels) * MM), layout="constrained")
    panels = np.atleast_1d(figure.subplots(n_panels, 1, sharex=True))
    for axes, (label, spikes) in zip(panels, groups.items(), strict=False):
        cells = np.broadcast_to(np.arange(len(spikes))[:, None], spikes.shape)
        mark = DOT if len(spikes) > FEW_CELLS else BAR
        axes.plot(spikes.ravel() / MS_PER_S, cells.ravel(), color="k", rasterized=True, **mark)
        axes.set(ylabel=f"{label}\n(cell)", ylim=(-0.5, len(spikes) - 0.5))
        axes.yaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
        if gids is not None:
            _name_rows(axes, gids[label])
    if phase is not None:
        _phase_panel(panels[-1], phase, sample_dt)
    _time_axis(panels[-1], 0, sim_dur)
    figure.align_ylabels()
    return figure


def _name_rows(axes: Axes, gids: Sequence[int]) -> None:
    """Ticks at some of the rows, evenly, with the gids that they are."""
    rows = np.unique(np.linspace(0, len(gids) - 1, min(len(gids), N_NAMED)).round().astype(int))
    axes.set_yticks(rows, [str(gids[row]) for row in rows])


@in_style
def rates_over_time(rates: Mapping[str, Array], sample_dt: float, fit_from: float = 0.0) -> Figure:
    """Rates (Hz) over time, a line per label.

    Parameters
    ----------
    rates : mapping of str to ndarray
        For each label, one value per sample from 0 ms.
    sample_dt : float
        Time between samples (ms).
    fit_from : float
        The axis fits what comes after this time (ms), and cuts what is higher before.
    """
    figure = Figure(figsize=(COLUMN, 50 * MM), layout="constrained")
    axes = figure.subplots()
    for label, rate in rates.items():
        axes.plot(_seconds(rate, sample_dt), rate, label=label)
    fitted = [rate[int(fit_from / sample_dt) :] for rate in rates.values()]
    axes.set(ylabel="Rate (Hz)", ylim=(0, _limits(np.array(fitted))[1]))
    _time_axis(axes, 0, max(map(len, rates.values())) * sample_dt)
    _legend_above(axes)
    return figure


@in_style
def traces(
    quantities: Mapping[str, Array],
    sample_dt: float,
    names: Sequence[str],
    t_start: float = 0.0,
    fit_from: float = 0.0,
) -> Figure:
    """What was recorded of chosen cells: for each cell a panel per quantity.

    Parameters
    ----------
    quantities : mapping of str to ndarray
        For each label with its unit, cells x samples; the first has the tallest panels.
    sample_dt : float
        Time between samples (ms).
    names : sequence of str
        One per cell.
    t_start : float
        Time of the first sample (ms).
    fit_from : float
        The axes fit what comes after this time (ms), and cut what is beyond before.
    """
    heights = [24, *[15] * (len(quantities) - 1)] * len(names)  # mm
    figure = Figure(figsize=(PAGE, (12 + sum(heights)) * MM), layout="constrained")
    panels = figure.subplots(len(heights), 1, sharex=True, squeeze=False, height_ratios=heights)
    grid = panels.reshape(len(names), len(quantities))
    for axes, name in zip(grid[:, 0], names, strict=True):
        axes.set_title(name, loc="left", pad=3)
    for column, colour, (label, values) in zip(
        grid.T, cycle(COLOURS), quantities.items(), strict=False
    ):
        limits = _limits(values[:, max(int((fit_from - t_start) / sample_dt), 0) :])
        for axes, samples in zip(column, values, strict=True):
            time = _seconds(samples, sample_dt) + t_start / MS_PER_S
            axes.plot(*thinned(time, samples), color=colour)
            axes.set(ylabel=label.replace(" (", "\n("), ylim=limits)
    duration = next(iter(quantities.values())).shape[1] * sample_dt
    _time_axis(panels[-1, 0], t_start, duration)
    figure.align_ylabels()
    return figure


@in_style
def connectivity_matrix(image: Array, sizes: Mapping[str, int]) -> Figure:
    """The matrix of weights, its blocks named and divided by lines.

    Parameters
    ----------
    image : ndarray
        Weights, [source, target], see `binned_matrix`.
    sizes : mapping of str to int
        For each label, in order of gid, the number of cells.
    """
    edges = np.cumsum([0, *sizes.values()])
    figure = Figure(figsize=(COLUMN, 72 * MM), layout="compressed")
    axes = figure.subplots()
    shown = axes.imshow(image, cmap="Blues", vmin=0, extent=(0, edges[-1], edges[-1], 0))
    for edge in edges[1:-1]:
        axes.axhline(edge, color=GREY, lw=0.5)
        axes.axvline(edge, color=GREY, lw=0.5)
    middles = (edges[:-1] + edges[1:]) / 2
    axes.set_xticks(middles, list(sizes), rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(middles, list(sizes))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(True)
    axes.set(xlabel="Postsynaptic", ylabel="Presynaptic")
    figure.colorbar(shown, label="Weight")
    return figure


@in_style
def weight_profile(distance: Integers, profiles: Mapping[str, Array]) -> Figure:
    """Weights of one cell's synapses against the distance of the targets.

    Parameters
    ----------
    distance : ndarray of int
        Cells, ascending.
    profiles : mapping of str to ndarray
        For each label, the weights at these distances.
    """
    figure = Figure(figsize=(COLUMN, 50 * MM), layout="constrained")
    axes = figure.subplots()
    for (label, weights), style in zip(profiles.items(), cycle(PROFILE_STYLES), strict=False):
        axes.plot(distance, weights, style, label=label)
    axes.set(xlabel="Distance of the target (cells)", ylabel="Weight", ylim=(0, None))
    axes.margins(x=0)
    _legend_above(axes)
    return figure


@in_style
def trajectory(position: Array, decoded: Array, sample_dt: float, lambda0: float) -> Figure:
    """The animal's position, the decoded one, and the error between them.

    Parameters
    ----------
    position, decoded : ndarray
        Positions on the circular track (rad), one per sample from 0 ms.
    sample_dt : float
        Time between samples (ms).
    lambda0 : float
        Length of the track (rad).
    """
    time = _seconds(position, sample_dt)
    error = wrapped_difference(decoded, position, lambda0)
    figure = Figure(figsize=(PAGE, 80 * MM), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
    above.plot(time, broken(position, lambda0), color=GREY, lw=1.6, label="Animal")
    above.plot(time, broken(decoded, lambda0), color=VERMILLION, label="Decoded")
    above.set(ylabel="Position (rad)", ylim=(0, lambda0))
    _legend_above(above)
    below.axhline(0, color=GREY, lw=0.5)
    below.plot(time, broken(error, lambda0), color=BLUE)
    below.set(ylabel="Error (rad)")
    _time_axis(below, 0, len(position) * sample_dt)
    figure.align_ylabels()
    return figure


@in_style
def sweep_line(
    values: Array,
    measures: Mapping[str, Array],
    parameter_label: str,
    measure_label: str,
    legend_title: str = "",
) -> Figure:
    """A measure against one parameter of a sweep, a line per label.

    Parameters
    ----------
    values : ndarray
        Values of the parameter, ascending.
    measures : mapping of str to ndarray
        For each label, the measure at these values; a single label is not shown.
    parameter_label, measure_label : str
        Labels of the axes, with units.
    legend_title : str
        What the labels are, as a parameter with its unit.
    """
    figure = Figure(figsize=(COLUMN, 60 * MM), layout="constrained")
    axes = figure.subplots()
    for label, measure in measures.items():
        axes.plot(values, measure, "o-", ms=3, label=label)
    axes.set(xlabel=parameter_label, ylabel=measure_label)
    axes.locator_params(axis="x", nbins=5)
    if len(measures) > 1:
        figure.legend(title=legend_title, loc="outside upper right", ncols=len(measures))
    return figure


@in_style
def sweep_panels(parameters: Mapping[str, Array], measure: Array, measure_label: str) -> Figure:
    """A measure against each parameter of a sweep: a panel each, a dot per simulation.

    The line joins the means of the simulations that share a value, where there are some.

    Parameters
    ----------
    parameters : mapping of str to ndarray
        For each label with its unit, the value in each simulation.
    measure : ndarray
        The measure in each simulation; NaN is left out.
    measure_label : str
        Label of the measure, with its unit.
    """
    n_columns = min(len(parameters), 3)
    n_rows = -(-len(parameters) // n_columns)
    figure = Figure(figsize=(PAGE, 55 * n_rows * MM), layout="constrained")
    panels = figure.subplots(n_rows, n_columns, sharey=True, squeeze=False)
    known = np.isfinite(measure)
    for axes, (label, values) in zip(panels.flat, parameters.items(), strict=False):
        axes.plot(values[known], measure[known], "o", ms=3, alpha=0.6)
        shared, place = np.unique(values[known], return_inverse=True)
        if len(shared) <= known.sum() / 2:
            means = np.bincount(place, measure[known]) / np.bincount(place)
            axes.plot(shared, means, "-", color=GREY)
        axes.set(xlabel=label)
        axes.locator_params(axis="x", nbins=5)
    for axes in panels.flat[len(parameters) :]:
        axes.remove()
    figure.supylabel(measure_label, fontsize=STYLE["axes.labelsize"])
    return figure


@in_style
def sweep_map(
    x_values: Array,
    y_values: Array,
    measure: Array,
    x_label: str,
    y_label: str,
    measure_label: str,
) -> Figure:
    """A measure against two parameters of a sweep.

    Parameters
    ----------
    x_values, y_values : ndarray
        Values of the parameters, ascending.
    measure : ndarray
        Indexed [y value, x value]; NaN is left blank.
    x_label, y_label, measure_label : str
        Labels of the axes and the colour bar, with units.
    """
    figure = Figure(figsize=(COLUMN, 65 * MM), layout="constrained")
    axes = figure.subplots()
    mesh = axes.pcolormesh(x_values, y_values, np.ma.masked_invalid(measure), shading="nearest")
    axes.set(xlabel=x_label, ylabel=y_label)
    axes.locator_params(nbins=5)
    figure.colorbar(mesh, label=measure_label)
    return figure


def _phase_panel(axes: Axes, phase: Array, sample_dt: float) -> None:
    axes.plot(_seconds(phase, sample_dt), broken(phase % (2 * np.pi), 2 * np.pi), color=VERMILLION)
    axes.set(ylabel="Decoded\nphase (rad)", ylim=(0, 2 * np.pi))
    axes.set_yticks([0, np.pi, 2 * np.pi], ["0", "π", "2π"])


def _seconds(samples: Array, sample_dt: float) -> Array:
    return np.arange(len(samples), dtype=np.float64) * (sample_dt / MS_PER_S)


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


def _time_axis(axes: Axes, t_start: float, duration: float) -> None:
    axes.set(xlabel="Time (s)", xlim=(t_start / MS_PER_S, (t_start + duration) / MS_PER_S))


def broken(values: Array, period: float) -> Array:
    """The values with a gap where they jump from one end of the circle to the other."""
    broken = np.array(values, dtype=np.float64)
    broken[1:][np.abs(np.diff(values)) > period / 2] = np.nan
    return broken


def _limits(values: Array) -> tuple[float, float]:
    """The range of all values with a margin, so that panels share an axis."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    margin = 0.05 * (high - low) or 1.0
    return low - margin, high + margin


def _legend_above(axes: Axes) -> None:
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=LEGEND_COLUMNS, borderaxespad=0.2)
