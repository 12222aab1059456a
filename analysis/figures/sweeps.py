"""The measures of a sweep against the parameters that vary in it."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.checks import Array
from analysis.drawing.sweeps import draw_dots, draw_line, draw_map
from analysis.figures.registry import figure_of_sweep
from analysis.figures.sweep_of_runs import SweepOfRuns
from analysis.measured import short_name
from analysis.style import COLUMN, PAGE, STYLE, new_figure
from workspace.errors import UserError

FEW = 4  # values of a parameter that are lines of their own, not rows of a map


@figure_of_sweep("measures", "a number that varies, and a measure", lambda sweep: True)
def measure_figures(sweep: SweepOfRuns) -> Iterator[tuple[str, Figure]]:
    """Each measure against what varies.

    One parameter gives a line, a grid of two gives lines or a map. More parameters, or two whose
    values are not a grid, give a panel for each. A measure that no simulation has is left out.

    Raises UserError where no number varies, or where there is no measure to draw.
    """
    names = _axes(sweep)
    _check_measured(sweep)
    for label in dict.fromkeys(label for row in sweep.table.values() for label in row):
        measure = np.array([row.get(label, np.nan) for row in sweep.table.values()])
        if np.isfinite(measure).any():
            yield short_name(label), _figure(sweep, names, measure, label)


def _check_measured(sweep: SweepOfRuns) -> None:
    """Raise UserError with the reason where no simulation of the sweep has a measure."""
    measured = [value for row in sweep.table.values() for value in row.values()]
    if not any(np.isfinite(value) for value in measured):
        reason = (
            measured[0].reason if measured else "no simulation has recorded spikes of all cells"
        )
        raise UserError(f"the sweep has no measure to draw: {reason}")


def _axes(sweep: SweepOfRuns) -> tuple[str, ...]:
    """The one parameter that tells the simulations apart, or all."""
    if not sweep.parameters:
        raise UserError("the sweep varies no number: expected a parameter to draw measures against")
    combinations = _n_combinations(list(sweep.parameters.values()))
    for name, values in sweep.parameters.items():
        if len(np.unique(values)) == combinations:
            return (name,)
    return tuple(sweep.parameters)


def _n_combinations(columns: Sequence[Array]) -> int:
    return len(np.unique(np.array(columns), axis=1).T)


def _figure(sweep: SweepOfRuns, names: Sequence[str], measure: Array, label: str) -> Figure:
    """A line or a map where most of the places have a simulation, otherwise a panel for each."""
    columns = [sweep.parameters[name] for name in names]
    n_places = np.prod([len(np.unique(values)) for values in columns])
    if len(names) <= 2 and _n_combinations(columns) > n_places / 2:
        figure = new_figure(COLUMN, 62)
        draw_measure(figure, figure.subplots(), sweep, names, measure, label)
        return figure
    return _panels(sweep, names, measure, label)


def _panels(sweep: SweepOfRuns, names: Sequence[str], measure: Array, label: str) -> Figure:
    n_columns = min(len(names), 3)
    n_rows = -(-len(names) // n_columns)
    figure = new_figure(PAGE, 55 * n_rows)
    panels = figure.subplots(n_rows, n_columns, sharey=True, squeeze=False)
    for axes, name in zip(panels.flat, names, strict=False):
        draw_dots(axes, sweep.parameters[name], measure)
        axes.set(xlabel=sweep.labels[name])
    for axes in panels.flat[len(names) :]:
        axes.remove()
    figure.supylabel(label, fontsize=STYLE["axes.labelsize"])
    return figure


def draw_measure(
    figure: Figure, axes: Axes, sweep: SweepOfRuns, names: Sequence[str], measure: Array, label: str
) -> None:
    """A line over one parameter, a line for each of few values of a second one, or a map."""
    longest_first = sorted(names, key=lambda name: -len(np.unique(sweep.parameters[name])))
    values, places = zip(
        *(np.unique(sweep.parameters[name], return_inverse=True) for name in longest_first),
        strict=True,
    )
    means = _means(places, measure, tuple(map(len, values)))
    undefined = np.unique(sweep.parameters[longest_first[0]][~np.isfinite(measure)])
    x, *y = [sweep.labels[name] for name in longest_first]
    axes.set_xlabel(x)
    if not y:
        draw_line(axes, values[0], {"": means}, undefined)
        axes.set_ylabel(label)
    elif len(values[1]) <= FEW:
        lines = {f"{v:g}": line for v, line in zip(values[1], means.T, strict=True)}
        draw_line(axes, values[0], lines, undefined)
        axes.set_ylabel(label)
        figure.legend(title=y[0], loc="outside upper right", ncols=len(lines))
    else:
        axes.set_ylabel(y[0])
        figure.colorbar(draw_map(axes, values[0], values[1], means.T), ax=axes, label=label)


def _means(places: tuple[Any, ...], measure: Array, shape: tuple[int, ...]) -> Array:
    """The mean of the simulations at each place of the line or grid; NaN where there is none."""
    known = np.isfinite(measure)
    total, count = np.zeros(shape), np.zeros(shape)
    at = tuple(place[known] for place in places)
    np.add.at(total, at, measure[known])
    np.add.at(count, at, 1)
    return np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)
