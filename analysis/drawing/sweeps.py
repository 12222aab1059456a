"""A measure against the parameters of a sweep: lines, dots, maps, marks where it is missing."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.checks import Array
from analysis.style import GREY, PALE

PLAIN = -4, 4  # powers of ten that are written out, since an offset would cover the label
Flags = npt.NDArray[np.bool_]

HATCHED: dict[str, Any] = {"hatch": "/////", "edgecolor": PALE, "facecolor": "white", "lw": 0}
MARKERS = "os^Dv<>p"
MISSING: dict[str, dict[str, Any]] = {  # marks on the x axis
    "failed": {"marker": "x", "color": "black"},
    "undefined": {"marker": "o", "color": GREY, "mfc": "white"},
}


def draw_line(axes: Axes, values: Array, measures: Mapping[str, Array]) -> None:
    """A measure against one parameter, a line per label, over the full range of the parameter.

    Parameters
    ----------
    axes : Axes
        To draw on.
    values : ndarray
        Values of the parameter, ascending.
    measures : mapping of str to ndarray
        For each label the measure at these values; NaN where it is undefined.
    """
    for (label, measure), marker in zip(measures.items(), MARKERS, strict=False):
        axes.plot(values, measure, f"{marker}-", ms=3, label=label)
    full_range(axes, values)


def draw_dots(axes: Axes, values: Array, measure: Array, failed: Flags) -> None:
    """A measure against one parameter, a dot per simulation; a line joins the means, if any.

    Parameters
    ----------
    axes : Axes
        To draw on.
    values, measure : ndarray
        Of each simulation; the measure is NaN where it is missing.
    failed : ndarray of bool
        Which simulations failed; the others are undefined where the measure is missing.
    """
    known = np.isfinite(measure)
    axes.plot(values[known], measure[known], "o", ms=3, alpha=0.6)
    shared, place = np.unique(values[known], return_inverse=True)
    if len(shared) <= known.sum() / 2:
        means = np.bincount(place, measure[known]) / np.bincount(place)
        axes.plot(shared, means, "-", color=GREY)
    draw_marks(axes, values, failed, ~known & ~failed)
    full_range(axes, values)


def draw_marks(axes: Axes, values: Array, failed: Flags, undefined: Flags) -> None:
    """Marks on the x axis where a simulation failed, or its measure is undefined."""
    for name, chosen in (("undefined", undefined), ("failed", failed)):
        if chosen.any():
            shown = np.unique(values[chosen])
            axes.plot(
                *(shown, np.zeros(len(shown))),
                ls="",
                ms=4,
                mew=0.8,
                clip_on=False,
                zorder=4,
                transform=axes.get_xaxis_transform(),
                **MISSING[name],
            )


def mark_legend(names: Iterable[str], on_map: bool = False) -> list[Line2D | Patch]:
    """What the marks mean, for a legend; on a map what is undefined is hatched."""
    return [
        Patch(label=name, **HATCHED)
        if on_map and name == "undefined"
        else Line2D([], [], ls="", ms=4, mew=0.8, label=name, **MISSING[name])
        for name in names
    ]


def draw_map(axes: Axes, x_values: Array, y_values: Array, measure: Array) -> QuadMesh:
    """A measure against two parameters; hatched where it is undefined, white where it is 0.

    Parameters
    ----------
    axes : Axes
        To draw on.
    x_values, y_values : ndarray
        Values of the parameters, ascending.
    measure : ndarray
        Indexed [y value, x value]; NaN where it is undefined.
    """
    axes.patch.set(**HATCHED)
    extreme = float(np.nanmax(np.abs(measure)))
    is_signed = np.nanmin(measure) < 0 < np.nanmax(measure)
    colours: dict[str, Any] = (
        {"cmap": "RdBu_r", "vmin": -extreme, "vmax": extreme} if is_signed else {}
    )
    shown = np.ma.masked_invalid(measure)
    mesh = axes.pcolormesh(x_values, y_values, shown, shading="nearest", **colours)
    axes.locator_params(nbins=4)
    axes.ticklabel_format(scilimits=PLAIN)
    return mesh


def full_range(axes: Axes, values: Array) -> None:
    """Let the x axis cover all values of a parameter, also those without a measure."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = 0.05 * (high - low) or 1.0
    axes.set_xlim(low - room, high + room)
    axes.locator_params(axis="x", nbins=4)
    axes.ticklabel_format(axis="x", scilimits=PLAIN)
