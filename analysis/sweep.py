"""The measures of a sweep against the parameters that vary in it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from analysis.checks import Array
from analysis.draw import FOLDER
from analysis.figures import sweep_line, sweep_map, sweep_panels
from analysis.measured import Measured, short_name
from analysis.measures import measures
from analysis.style import save_figure
from parameters.own import described
from parameters.table import Parameter
from results.data import SimulationData
from workspace.errors import UserError

NEVER_DRAWN = ("sim_num", "sim_date_time")
FEW = 4  # values of a parameter that are lines of their own, not rows of a map
SEEDS = ("noise_seed", "init_noise_seed")  # repetitions, unless nothing else varies


def draw_sweep(simulations: Mapping[str, SimulationData]) -> list[Path]:
    """Draw each measure of a sweep, see sweep_drawings; return the files written, SVG and PNG."""
    first = next(iter(simulations.values()))
    return [
        path
        for name, figure in sweep_drawings(simulations)
        for path in save_figure(figure, first.folder / FOLDER / f"{name}_{first.sim_id}")
    ]


def sweep_drawings(simulations: Mapping[str, SimulationData]) -> Iterator[tuple[str, Figure]]:
    """Each measure of a sweep against what varies, with its name.

    One parameter gives a line, a grid of two gives lines or a map. More parameters, or two whose
    values are not a grid, give a panel for each.

    Parameters
    ----------
    simulations : mapping of str to SimulationData
        {sim_num: simulation}.

    Notes
    -----
    A measure that no simulation has is left out.

    Raises UserError where no number varies, or where there is no measure to draw.
    """
    parameters = varied({sim_num: s.params for sim_num, s in simulations.items()})
    axes = _axes(parameters)
    table = {sim_num: measures(simulation) for sim_num, simulation in simulations.items()}
    _check_measured(table)
    known = described(next(iter(simulations.values())).params)
    return _drawings({_labelled(axis, known): parameters[axis] for axis in axes}, table)


def varied(params_of: Mapping[str, Mapping[str, Any]]) -> dict[str, Array]:
    """The numbers that vary in a sweep.

    Parameters
    ----------
    params_of : mapping of str to mapping
        {sim_num: its full parameters}.

    Returns
    -------
    dict of str to ndarray
        {parameter: a value per simulation}; items of a list as stell_const_dc[0], of a dict as
        extra_params[amp2]. Seeds count only where nothing else varies.
    """
    rows = [dict(_numbers("", params)) for params in params_of.values()]
    columns = {name: np.array([row.get(name, np.nan) for row in rows]) for name in rows[0]}
    found = {name: values for name, values in columns.items() if len(np.unique(values)) > 1}
    without_seeds = {name: values for name, values in found.items() if name not in SEEDS}
    return without_seeds or found


def _numbers(path: str, value: Any) -> Iterator[tuple[str, float]]:
    """The numbers in nested parameters, each with its path."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in NEVER_DRAWN:
                yield from _numbers(f"{path}[{key}]" if path else key, item)
    elif isinstance(value, list):
        for k, item in enumerate(value):
            yield from _numbers(f"{path}[{k}]", item)
    elif isinstance(value, (int, float)):
        yield path, float(value)


def _drawings(
    parameters: Mapping[str, Array], table: Mapping[str, Mapping[str, float]]
) -> Iterator[tuple[str, Figure]]:
    for label in dict.fromkeys(label for row in table.values() for label in row):
        measure = np.array([row.get(label, np.nan) for row in table.values()])
        if not np.isfinite(measure).any():
            continue
        yield short_name(label), _figure(parameters, measure, label)


def _check_measured(table: Mapping[str, Mapping[str, Measured]]) -> None:
    """Raise UserError with the reason where no simulation of the sweep has a measure."""
    measured = [value for row in table.values() for value in row.values()]
    if not any(np.isfinite(value) for value in measured):
        reason = (
            measured[0].reason if measured else "no simulation has recorded spikes of all cells"
        )
        raise UserError(f"the sweep has no measure to draw: {reason}")


def _axes(parameters: Mapping[str, Array]) -> tuple[str, ...]:
    """The one parameter that tells the simulations apart, or all."""
    if not parameters:
        raise UserError("the sweep varies no number: expected a parameter to draw measures against")
    combinations = _n_combinations(parameters)
    for name, values in parameters.items():
        if len(np.unique(values)) == combinations:
            return (name,)
    return tuple(parameters)


def _n_combinations(parameters: Mapping[str, Array]) -> int:
    return len(np.unique(np.array([*parameters.values()]), axis=1).T)


def _figure(parameters: Mapping[str, Array], measure: Array, label: str) -> Figure:
    """A line or a map where most of the places have a simulation, otherwise a panel for each."""
    n_places = np.prod([len(np.unique(values)) for values in parameters.values()])
    if len(parameters) <= 2 and _n_combinations(parameters) > n_places / 2:
        return _line_or_map(parameters, measure, label)
    return sweep_panels(parameters, measure, label)


def _line_or_map(parameters: Mapping[str, Array], measure: Array, label: str) -> Figure:
    """A line over one parameter, a line for each of few values of a second one, or a map."""
    longest_first = sorted(parameters, key=lambda name: -len(np.unique(parameters[name])))
    values, places = zip(
        *(np.unique(parameters[name], return_inverse=True) for name in longest_first), strict=True
    )
    means = _means(places, measure, tuple(map(len, values)))
    x, *y = longest_first
    if not y:
        return sweep_line(values[0], {"": means}, x, label)
    if len(values[1]) <= FEW:
        lines = {f"{v:g}": line for v, line in zip(values[1], means.T, strict=True)}
        return sweep_line(values[0], lines, x, label, y[0])
    return sweep_map(values[0], values[1], means.T, x, y[0], label)


def _means(places: tuple[Any, ...], measure: Array, shape: tuple[int, ...]) -> Array:
    """The mean of the simulations at each place of the line or grid; NaN where there is none."""
    known = np.isfinite(measure)
    total, count = np.zeros(shape), np.zeros(shape)
    at = tuple(place[known] for place in places)
    np.add.at(total, at, measure[known])
    np.add.at(count, at, 1)
    return np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)


def _labelled(name: str, known: Mapping[str, Parameter]) -> str:
    """A parameter with its unit, for an axis."""
    parameter = known.get(name) or known.get(name.partition("[")[0])
    unit = parameter.unit if parameter else ""
    if "[" in unit:
        unit = _unit_of_item(name, unit)
    return f"{name} ({unit})" if unit not in ("", "1") else name


def _unit_of_item(name: str, units: str) -> str:
    """The unit of one item where the table gives a list, as [ms, nA, nA] for the noises."""
    index = name.partition("[")[2].rstrip("]")
    items = [unit.strip() for unit in units.strip("[]").split(",")]
    return items[int(index)] if index.isdigit() and int(index) < len(items) else ""
