"""The page of one simulation: parameters, provenance, measures, figures, its activity to zoom."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bokeh.layouts import gridplot

from analysis.draw import drawings
from analysis.measured import Measured
from analysis.summary import PUBLISHED, run_rows, shape_text
from catalogue.columns import NOISE_ITEMS, columns, differences, parameter_of, text
from catalogue.measured import measures_of
from catalogue.runs import named_run
from parameters.own import described
from parameters.table import Parameter, Parameters, default_params
from reports.page import drawn_or_why, note, section, table, write_page
from reports.plots import activity_plots
from results.data import SimulationData

HINT = (
    "Drag to pan, turn the wheel to zoom, click on a name to hide its cells, point at a spike or a "
    "line to see its gid and time."
)


def write_run_page(simulation: SimulationData, gids: Sequence[int] = ()) -> Path:
    """Write data/{sim_id}/{label}.html.

    Parameters
    ----------
    simulation : SimulationData
        A finished one, or one of a sweep.
    gids : sequence of int
        The cells whose traces are drawn; without any, some of those recorded.

    Returns
    -------
    Path
        The file.
    """
    figures = [drawn_or_why(drawing) for drawing in drawings(simulation, gids)]
    plots, shown = activity_plots(simulation, gids)
    label = simulation.label
    sections = [
        table(("", ""), run_rows(simulation)),
        section("Parameters that differ from the defaults", changed_parameters(simulation.params)),
        section("Measures", measure_table(measured(simulation)), note(PUBLISHED)),
        section("Activity", note(f"{shown}. {HINT}"), "{0}" if plots else note("none recorded")),
        section("Figures", '<div class="figures">', *figures, "</div>"),
        section("Recorded", table(("data_id", "data"), _recorded(simulation))),
        section("Provenance", _provenance(simulation.provenance)),
    ]
    page = [gridplot([[plot] for plot in plots], sizing_mode="stretch_width")] if plots else []
    return write_page(simulation.folder / f"{label}.html", label, sections, page)


def changed_parameters(params: Parameters) -> str:
    """A table of the parameters that are not their defaults and affect the results."""
    usual, known = columns(default_params()), described(params)
    rows = []
    for column, value in differences([params]).items():
        parameter = known.get(parameter_of(column))
        meaning = parameter.meaning if parameter else ""
        unit = unit_of(column, parameter) if parameter else ""
        rows.append((column, value, text(usual.get(column)), unit, meaning))
    return table(("parameter", "value", "default", "unit", "meaning"), rows)


def unit_of(column: str, parameter: Parameter) -> str:
    """The unit of a column; of a list like [ms, nA, nA] that of the item which the column is."""
    item = column.removeprefix(parameter_of(column)).lstrip("_")
    index = NOISE_ITEMS.index(item) if item in NOISE_ITEMS else int(item) if item.isdigit() else 0
    units = [unit.strip() for unit in parameter.unit.strip("[]").split(",")]
    unit = units[index] if parameter.unit.startswith("[") and index < len(units) else parameter.unit
    return "" if unit == "1" else unit


def measured(simulation: SimulationData) -> Mapping[str, Measured]:
    """Its measures, computed once and kept beside the data."""
    run = named_run(simulation.label, simulation.folder.parent)
    return measures_of(run).get(simulation.sim_num, {})


def measure_table(measures: Mapping[str, Measured]) -> str:
    """Each measure with its definition, or with the reason why there is none."""
    rows = [
        (name, "undefined" if value.reason else f"{value:.4g}", value.reason or value.definition)
        for name, value in measures.items()
    ]
    return table(("measure", "value", "definition, or why it is undefined"), rows)


def _recorded(simulation: SimulationData) -> Iterator[tuple[str, str]]:
    for data_id in simulation.recorded():
        yield data_id, shape_text(simulation, data_id)


def _provenance(provenance: Mapping[str, Any]) -> str:
    return table(("", ""), [(name, text(value)) for name, value in columns(provenance).items()])
