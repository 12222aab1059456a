"""A measure against the parameters of a sweep: lines, dots, maps."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh

from analysis.checks import Array
from analysis.style import GREY, PALE

ROUND_MARKERS = "os^Dv<>p"


def draw_line(axes: Axes, values: Array, measures: Mapping[str, Array], undefined: Array) -> None:
    """A measure against one parameter, a line per label, over the full range of the parameter.

    Parameters
    ----------
    axes : Axes
        To draw on.
    values : ndarray
        Values of the parameter, ascending.
    measures : mapping of str to ndarray
        For each label the measure at these values; NaN where it is undefined.
    undefined : ndarray
        Values of the parameter at which a simulation failed or the measure is undefined: crosses
        on the axis.
    """
    for (label, measure), marker in zip(measures.items(), ROUND_MARKERS, strict=False):
        axes.plot(values, measure, f"{marker}-", ms=3, label=label)
    if len(undefined):
        draw_undefined(axes, undefined)
    _full_range(axes, values)


def draw_dots(axes: Axes, values: Array, measure: Array) -> None:
    """A measure against one parameter, a dot per simulation; a line joins the means, if any.

    Parameters
    ----------
    axes : Axes
        To draw on.
    values, measure : ndarray
        Of each simulation; a measure that is NaN is a cross on the axis.
    """
    known = np.isfinite(measure)
    axes.plot(values[known], measure[known], "o", ms=3, alpha=0.6)
    shared, place = np.unique(values[known], return_inverse=True)
    if len(shared) <= known.sum() / 2:
        means = np.bincount(place, measure[known]) / np.bincount(place)
        axes.plot(shared, means, "-", color=GREY)
    if not known.all():
        draw_undefined(axes, values[~known])
    _full_range(axes, values)


def draw_undefined(axes: Axes, values: Array) -> None:
    """Crosses on the x axis, where a measure is undefined or its simulation failed."""
    axes.plot(
        values,
        np.zeros(len(values)),
        "x",
        color=GREY,
        ms=4,
        clip_on=False,
        transform=axes.get_xaxis_transform(),
        zorder=4,
    )


def draw_map(axes: Axes, x_values: Array, y_values: Array, measure: Array) -> QuadMesh:
    """A measure against two parameters; hatched where it is undefined.

    Parameters
    ----------
    axes : Axes
        To draw on.
    x_values, y_values : ndarray
        Values of the parameters, ascending.
    measure : ndarray
        Indexed [y value, x value]; NaN where it is undefined.
    """
    axes.set_facecolor("white")
    axes.patch.set(hatch="////", edgecolor=PALE)
    signed = np.nanmin(measure) < 0 < np.nanmax(measure)
    extreme = np.nanmax(np.abs(measure))
    colours = {"cmap": "RdBu_r", "vmin": -extreme, "vmax": extreme} if signed else {}
    mesh = axes.pcolormesh(
        x_values, y_values, np.ma.masked_invalid(measure), shading="nearest", **colours
    )
    axes.locator_params(nbins=5)
    return mesh


def _full_range(axes: Axes, values: Array) -> None:
    low, high = np.nanmin(values), np.nanmax(values)
    room = 0.05 * (high - low) or 1.0
    axes.set_xlim(low - room, high + room)
    axes.locator_params(axis="x", nbins=5)
