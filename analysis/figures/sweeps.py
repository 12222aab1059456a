"""A sweep at a glance: its measures against what varies, and the traces of one cell."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure, SubFigure

from analysis.checks import Array
from analysis.drawing.axes import limits, time_axis
from analysis.drawing.sweeps import draw_dots, draw_line, draw_map, draw_marks, mark_legend
from analysis.drawing.traces import draw_overlay, quantity
from analysis.figures.registry import Undefined, figure_of_sweep
from analysis.figures.sweep_of_runs import SweepOfRuns
from analysis.style import COLUMN, GREY, PAGE, new_figure
from analysis.varied import n_combinations
from analysis.windows import noise_end
from parameters.table import SPIKES, Parameters
from results.data import SimulationData
from workspace.errors import UserError

FEW = 4  # values of a parameter that are lines of their own, not rows of a map
N_COLUMNS = 3  # of panels
PANEL = 46  # mm, height of a panel
MOST_TRACES = 8  # in an overlay
BEFORE_EVENT, AFTER_EVENT = 100.0, 400.0  # ms, that a rebound is shown for
AFTERMATH = 20.0  # ms after the initial noise in which the membrane potential comes back


@figure_of_sweep(
    "traces", "a trace of the same cell in each simulation", lambda s: bool(_traced(s))
)
def traces(sweep: SweepOfRuns) -> Figure:
    """The recorded traces of one cell, all simulations in the same plot."""
    name = _axes(sweep)[0]
    values = sweep.parameters[name]
    chosen = _some(np.argsort(values, kind="stable"), sweep)
    sims = [list(sweep.simulations.values())[k] for k in chosen]
    colours = _colours(values[chosen])
    traced = _differing(_traced(sweep), sims)
    figure = new_figure(PAGE, 20 + 40 * len(traced))
    panels = figure.subplots(len(traced), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (data_id, gid) in zip(panels, traced.items(), strict=True):
        shown, unit = quantity(data_id.partition("_")[2]), sims[0].unit(data_id)
        label = f"{'Stellate' if data_id.startswith('stell') else 'Interneuron'} {shown.symbol}"
        samples = [s.trace(data_id, gid).astype(np.float64) for s in sims]
        sample_dts = [float(s.params["recorder_dt"]) for s in sims]
        names = [f"{value:.4g}" for value in values[chosen]]
        draw_overlay(axes, samples, sample_dts, names, colours, f"{label}\n({unit})")
        fitted = [trace[_first_fitted(s.params) :] for s, trace in zip(sims, samples, strict=True)]
        axes.set_ylim(limits(np.concatenate(fitted)))
    time_axis(panels[-1], *_window([s.params for s in sims]))
    handles, labels = panels[0].get_legend_handles_labels()
    title, n = sweep.labels[name], len(labels)
    figure.legend(handles, labels, title=title, loc="outside upper right", ncols=n)
    figure.align_ylabels()
    return figure


def _first_fitted(params: Parameters) -> int:
    """The sample from which on the axis fits a trace: after the initial noise."""
    start = min(noise_end(params) + AFTERMATH, params["sim_dur"] / 2)
    return int(start / params["recorder_dt"])


def _window(every: Sequence[Parameters]) -> tuple[float, float]:
    """The time that is shown (ms): around the events of rebounds, otherwise all."""
    end = max(float(params["sim_dur"]) for params in every)
    if any(params["input_id"] != "pir" for params in every):
        return 0.0, end
    events = [float(params["extra_params"]["start"]) for params in every]
    return min(events) - BEFORE_EVENT, min(max(events) + AFTER_EVENT, end)


def _traced(sweep: SweepOfRuns) -> dict[str, int]:
    """The quantities recorded in all simulations that finished, with the gid that is shown."""
    finished = sweep.finished
    if len(finished) < 2 or not sweep.parameters:
        return {}
    found: dict[str, int] = {}
    for data_id in finished[0].recorded():
        if data_id not in SPIKES and all(data_id in s.recorded() for s in finished):
            common = sorted(set.intersection(*(set(s.gids(data_id).tolist()) for s in finished)))
            if chosen := [gid for gid in common if gid in sweep.gids] or common:
                found[data_id] = chosen[0]
    return dict(sorted(found.items(), key=lambda item: not item[0].endswith("_v")))


def _differing(traced: Mapping[str, int], sims: Sequence[SimulationData]) -> dict[str, int]:
    """The quantities that are not the same in all simulations; all where none differs."""
    first, *others = sims
    found = {
        data_id: gid
        for data_id, gid in traced.items()
        if not all(_same_trace(first, other, data_id, gid) for other in reversed(others))
    }
    return found or dict(traced)


def _same_trace(one: SimulationData, other: SimulationData, data_id: str, gid: int) -> bool:
    return np.array_equal(one.trace(data_id, gid), other.trace(data_id, gid))


def _some(order: np.ndarray, sweep: SweepOfRuns) -> list[int]:
    """At most MOST_TRACES of the simulations that finished, evenly, in this order."""
    has_data = ~sweep.failed
    finished = [int(k) for k in order if has_data[k]]
    picks = np.linspace(0, len(finished) - 1, min(MOST_TRACES, len(finished))).round().astype(int)
    return [finished[k] for k in picks]


def _colours(values: Array) -> list[Any]:
    """A colour per value, from dark to light; the lightest yellow is left out."""
    ranks = Normalize(0, max(len(values) - 1, 1))(np.arange(len(values)))
    return [colormaps["viridis"](0.9 * rank) for rank in ranks]


@figure_of_sweep("measures", "a number that varies, and a measure", lambda sweep: True)
def measures(sweep: SweepOfRuns) -> Figure:
    """Each measure against the varied parameter; crosses: failed runs, rings: undefined values.

    One parameter gives lines. A grid of two parameters gives one line for each value of the second
    if these are few, or else maps. More parameters, or two that do not form a grid, give a column
    of panels for each.

    Raises UserError where no number varies.
    """
    return overview(sweep)


def overview(sweep: SweepOfRuns, chosen: Sequence[str] = ()) -> Figure:
    """The figure of the measures of a sweep, or of those that are chosen by their names."""
    names = _axes(sweep)
    known = {name: column for name, column in _known(sweep).items() if not chosen or name in chosen}
    if not known:
        raise Undefined(_why_none(sweep))
    is_grid = _is_grid(sweep, names)
    figure = _grid(sweep, names, known) if is_grid else _dots(sweep, names, known)
    marks = {"failed": sweep.failed.any(), "undefined": _any_undefined(sweep, known)}
    there = [name for name, is_there in marks.items() if is_there]
    if handles := mark_legend(there, _is_map(sweep, names)):
        figure.legend(handles=handles, loc="outside lower right", ncols=2)
    if seeds := " and ".join(f"{name} ({n} values)" for name, n in sweep.repetitions.items()):
        remark = (
            f"means over {seeds}" if is_grid else f"each dot a simulation; also varied: {seeds}"
        )
        figure.suptitle(remark, x=0.01, ha="left", size="medium", color=GREY)
    return figure


def _known(sweep: SweepOfRuns) -> dict[str, Array]:
    """The measures that at least one simulation has, NaN in the others."""
    names = dict.fromkeys(name for row in sweep.table.values() for name in row)
    columns = {
        name: np.array([row.get(name, np.nan) for row in sweep.table.values()], float)
        for name in names
    }
    return {name: values for name, values in columns.items() if np.isfinite(values).any()}


def _why_none(sweep: SweepOfRuns) -> str:
    """Why no simulation of the sweep has a measure."""
    reasons = [value.reason for row in sweep.table.values() for value in row.values()]
    return reasons[0] if reasons else "no simulation has recorded spikes of all cells"


def _any_undefined(sweep: SweepOfRuns, known: Mapping[str, Array]) -> bool:
    return any((np.isnan(measure) & ~sweep.failed).any() for measure in known.values())


def _axes(sweep: SweepOfRuns) -> tuple[str, ...]:
    """The one parameter that tells the simulations apart, of several the most even; or all."""
    if not sweep.parameters:
        raise UserError(
            "no number varies in this sweep: expected a parameter to draw measures against"
        )
    combinations = n_combinations(list(sweep.parameters.values()))
    alone = [
        name for name, values in sweep.parameters.items() if len(np.unique(values)) == combinations
    ]
    if alone:
        return (min(alone, key=lambda name: _unevenness(sweep.parameters[name])),)
    return tuple(sweep.parameters)


def _unevenness(values: Array) -> float:
    """How different the steps between the values are: 0 where they are all equal."""
    steps = np.diff(np.unique(values))
    return round(float(np.std(steps) / np.mean(steps)), 6)


def _is_grid(sweep: SweepOfRuns, names: Sequence[str]) -> bool:
    """Whether most of the places of a line or a grid of two have a simulation."""
    columns = [sweep.parameters[name] for name in names]
    n_places = np.prod([len(np.unique(values)) for values in columns])
    return len(names) <= 2 and bool(n_combinations(columns) > n_places / 2)


def _is_map(sweep: SweepOfRuns, names: Sequence[str]) -> bool:
    """Whether a grid of two parameters has too many values for lines."""
    fewest = min(len(np.unique(sweep.parameters[name])) for name in names)
    return _is_grid(sweep, names) and len(names) == 2 and fewest > FEW


def _grid(sweep: SweepOfRuns, names: Sequence[str], known: Mapping[str, Array]) -> Figure:
    n_columns = min(len(known), N_COLUMNS)
    n_rows = -(-len(known) // n_columns)
    figure = new_figure(PAGE if n_columns > 1 else COLUMN, 10 + PANEL * n_rows)
    panels = figure.subplots(n_rows, n_columns, squeeze=False)
    for axes, (label, measure) in zip(panels.flat, known.items(), strict=False):
        draw_measure(axes, sweep, names, measure, label)
    for axes in panels.flat[len(known) :]:
        axes.remove()
    handles, labels = panels[0, 0].get_legend_handles_labels()
    if len(handles) > 1:
        title = sweep.labels[_longest_first(sweep, names)[1]]
        figure.legend(handles, labels, title=title, loc="outside upper right", ncols=len(handles))
    return figure


def _dots(sweep: SweepOfRuns, names: Sequence[str], known: Mapping[str, Array]) -> Figure:
    figure = new_figure(PAGE, 10 + PANEL * len(known))
    panels = figure.subplots(len(known), len(names), sharex="col", sharey="row", squeeze=False)
    for row, (label, measure) in zip(panels, known.items(), strict=True):
        for axes, name in zip(row, names, strict=True):
            draw_dots(axes, sweep.parameters[name], measure, sweep.failed)
        row[0].set_ylabel(_in_lines(label))
    for axes, name in zip(panels[-1], names, strict=True):
        axes.set_xlabel(sweep.labels[name])
    figure.align_ylabels()
    return figure


def draw_measure(
    axes: Axes, sweep: SweepOfRuns, names: Sequence[str], measure: Array, label: str
) -> None:
    """A line over one parameter, a line for each of few values of a second one, or a map.

    Parameters
    ----------
    axes : Axes
        To draw on.
    sweep : SweepOfRuns
        Whose parameters, failures and labels are used.
    names : sequence of str
        One or two of its parameters, which make a line or a grid.
    measure : ndarray
        One value per simulation; NaN where it is undefined or the simulation failed.
    label : str
        The measure, with its unit.
    """
    longest_first = _longest_first(sweep, names)
    values, places = zip(
        *(np.unique(sweep.parameters[name], return_inverse=True) for name in longest_first),
        strict=True,
    )
    means = _means(places, measure, tuple(map(len, values)))
    missing = np.isnan(measure)
    x, *y = longest_first
    axes.set_xlabel(sweep.labels[x])
    if not y or len(values[1]) <= FEW:
        lines = {"": means} if not y else dict(zip(_texts(values[1]), means.T, strict=True))
        draw_line(axes, values[0], lines)
        draw_marks(axes, sweep.parameters[x], sweep.failed, missing & ~sweep.failed)
        axes.set_ylabel(_in_lines(label))
        return
    axes.set_ylabel(sweep.labels[y[0]])
    mesh = draw_map(axes, values[0], values[1], means.T)
    failed = [sweep.parameters[name][sweep.failed] for name in longest_first]
    axes.plot(*failed, "x", color="k", ms=4)
    _root(axes).colorbar(mesh, ax=axes, label=_in_lines(label))


def _root(axes: Axes) -> Figure | SubFigure:
    figure = axes.get_figure()
    assert figure is not None
    return figure


def _longest_first(sweep: SweepOfRuns, names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: -len(np.unique(sweep.parameters[name])))


def _texts(values: Array) -> list[str]:
    return [f"{value:g}" for value in values]


def _in_lines(label: str, width: int = 26) -> str:
    """A long label in two lines, broken at a space."""
    if len(label) <= width:
        return label
    spaces = [k for k, letter in enumerate(label) if letter == " "]
    middle = min(spaces, key=lambda k: abs(k - len(label) / 2), default=0)
    return f"{label[:middle]}\n{label[middle + 1 :]}" if spaces else label


def _means(places: tuple[Any, ...], measure: Array, shape: tuple[int, ...]) -> Array:
    """The mean of the simulations at each place of the line or grid; NaN where there is none."""
    known = np.isfinite(measure)
    total, count = np.zeros(shape), np.zeros(shape)
    at = tuple(place[known] for place in places)
    np.add.at(total, at, measure[known])
    np.add.at(count, at, 1)
    return np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)
