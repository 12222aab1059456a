"""The page of a sweep: its table, a measure against a parameter, a raster on click, failures."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from bokeh.layouts import column, row
from bokeh.models import (
    CDSView,
    ColumnDataSource,
    CustomJS,
    HoverTool,
    IndexFilter,
    LinearColorMapper,
)
from bokeh.models.annotations import ColorBar
from bokeh.models.widgets import (
    DataTable,
    Div,
    HTMLTemplateFormatter,
    ScientificFormatter,
    Select,
    TableColumn,
    TextInput,
)
from bokeh.plotting import figure

from analysis.draw import sweep_drawings
from analysis.measured import Measured, short_name
from analysis.summary import PUBLISHED, run_rows
from catalogue.columns import columns
from catalogue.measured import measures_of
from catalogue.runs import named_run
from reports.page import data_uri, drawn_or_why, note, section, table, write_page
from reports.pictures import small_raster
from results.data import SimulationData
from workspace.paths import Workspace

NOT_SHOWN = ("sim_id", "sim_num", "sim_date_time")
RASTER = (640, 200)  # dots
FILTER = """
try {
  const names = Object.keys(source.data), given = box.value.trim();
  const text = given.replace(/\\band\\b/g, "&&").replace(/\\bor\\b/g, "||");
  const holds = new Function(...names, `return ${text || "true"}`);
  const kept = [];
  for (let k = 0; k < source.length; k++)
    if (holds(...names.map(name => source.data[name][k]))) kept.push(k);
  filter.indices = kept;
  said.text = given ? `${kept.length} of ${source.length} simulations` : "";
} catch (error) {
  said.text = `expected a condition like ${example}: ${error.message}`;
}
"""
CHOOSE = """
source.data["x"] = source.data[x.value]; source.data["y"] = source.data[y.value];
source.data["colour"] = source.data[colour.value];
plot.below[0].axis_label = x.value; plot.left[0].axis_label = y.value;
const known = Array.from(source.data["colour"]).filter(isFinite);
mapper.low = Math.min(...known); mapper.high = Math.max(...known);
bar.title = colour.value;
source.change.emit();
"""
SHOW = "place.text = source.selected.indices.map(k => source.data['shown'][k]).join('')"


def write_sweep_page(simulations: Mapping[str, SimulationData]) -> Path:
    """Write data/{sim_id}/{sim_id}.html.

    Parameters
    ----------
    simulations : mapping of str to SimulationData
        {sim_num: simulation}, the failed ones too.

    Returns
    -------
    Path
        The file.
    """
    first = next(iter(simulations.values()))
    run = named_run(first.sim_id, first.folder.parent)
    measured = measures_of(run)
    failed = {k: failure(first, k) for k in simulations if not run.has_data(k)}
    parameters = varying({k: columns(s.params) for k, s in simulations.items()})
    source = _source(simulations, parameters, measured, failed)
    numbers = [name for name, values in parameters.items() if all(map(_is_number, values))]
    found = {short_name(name): None for values in measured.values() for name in values}
    known = [name for name in found if np.isfinite(source.data[name]).any()]
    n_finished = f"{len(simulations) - len(failed)} of {len(simulations)} have finished"
    figures = map(drawn_or_why, sweep_drawings(simulations, measured))
    facts = dict(run_rows(first)) | {"simulations": n_finished}
    facts.pop("took", None)  # of the first simulation only
    sections = [
        table(("", ""), (facts | {"sim_id": first.sim_id}).items()),
        section(
            "Simulations",
            note("Click on a row or on a dot to see the raster of that simulation."),
            "{0}",
        ),
        section("Failures", table(("simulation", "error"), failed.items())),
        section("Measures", table(("measure", "definition"), _definitions(measured))),
        note(PUBLISHED),
        section("Figures", '<div class="figures">', *figures, "</div>"),
    ]
    content = _interactive(source, list(parameters), numbers, list(found), known)
    path = first.folder / f"{first.sim_id}.html"
    return write_page(path, first.sim_id, sections, [content])


def varying(params_of: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The columns that differ between the simulations, {column: a value for each}."""
    names = dict.fromkeys(name for params in params_of.values() for name in params)
    values = {name: [params.get(name) for params in params_of.values()] for name in names}
    return {
        name: column
        for name, column in values.items()
        if name not in NOT_SHOWN and any(value != column[0] for value in column)
    }


def failure(simulation: SimulationData, sim_num: str) -> str:
    """The line with which a simulation of the sweep has failed, as long as it is kept."""
    workspace = Workspace(simulation.sim_id, simulation.folder.parent)
    path = workspace.sweep_cache / f"{sim_num}.failed"
    if not path.exists():
        return "no data; the reason was not kept"
    return path.read_text().split("\n")[1]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _source(
    simulations: Mapping[str, SimulationData],
    parameters: Mapping[str, list[Any]],
    measured: Mapping[str, Mapping[str, Measured]],
    failed: Mapping[str, str],
) -> ColumnDataSource:
    """A row for each simulation: parameters, measures, and what a click shows."""
    found = {k: {short_name(n): float(v) for n, v in m.items()} for k, m in measured.items()}
    names = dict.fromkeys(name for measures in found.values() for name in measures)
    data: dict[str, Any] = {
        "sim_num": list(simulations),
        "status": ["failed" if k in failed else "finished" for k in simulations],
        **{name: _as_column(values) for name, values in parameters.items()},
        **{n: np.array([found.get(k, {}).get(n, np.nan) for k in simulations]) for n in names},
        "shown": [_shown(simulation, failed.get(k, "")) for k, simulation in simulations.items()],
    }
    return ColumnDataSource(data)


def _as_column(values: list[Any]) -> Any:
    return np.array(values, float) if all(map(_is_number, values)) else list(map(str, values))


def _shown(simulation: SimulationData, error: str) -> str:
    """The raster of a simulation with its name, which links its page where there is one."""
    name = escape(simulation.label)
    if (simulation.folder / f"{simulation.label}.html").exists():
        name = f'<a href="{quote(simulation.label)}.html">{name}</a>'
    raster = None if error else small_raster(simulation, *RASTER)
    image = f'<img src="{data_uri(raster)}" alt="raster of {name}">' if raster else ""
    return f"<p>{name} {escape(error)}</p>{image}"


def _definitions(measured: Mapping[str, Mapping[str, Measured]]) -> Iterator[tuple[str, str]]:
    found: dict[str, Measured] = {}
    for measures in measured.values():
        found |= {n: v for n, v in measures.items() if n not in found or found[n].reason}
    for name, value in found.items():
        undefined = f"; undefined: {value.reason}" if value.reason else ""
        yield f"{short_name(name)}: {name}", value.definition + undefined


def _interactive(
    source: ColumnDataSource,
    parameters: list[str],
    numbers: list[str],
    measures: list[str],
    known: list[str],
) -> Any:
    """The filter and the table; the plot, where there is something to plot; the raster."""
    view = CDSView(filter=IndexFilter(indices=list(range(len(source.data["sim_num"])))))
    place = Div(text="", name="raster")
    show = CustomJS(args={"source": source, "place": place}, code=SHOW)
    source.selected.js_on_change("indices", show)
    parts = [_filter(source, view, numbers), _table(source, view, parameters, measures)]
    plot = _plot(source, view, numbers, known) if numbers and known else []
    return column(*parts, *plot, place, sizing_mode="stretch_width")


def _filter(source: ColumnDataSource, view: CDSView, numbers: list[str]) -> Any:
    example = f"{numbers[0] if numbers else 'bump_speed'} > 0 and sim_num != 3"
    box = TextInput(placeholder=f"filter: {example}", width=420)
    said = Div(text="")
    names = {"source": source, "filter": view.filter, "box": box, "said": said, "example": example}
    box.js_on_change("value", CustomJS(args=names, code=FILTER))
    return row(box, said)


def _table(
    source: ColumnDataSource, view: CDSView, parameters: list[str], measures: list[str]
) -> DataTable:
    number = ScientificFormatter(
        precision=4, power_limit_low=-5, power_limit_high=6, nan_format="–"
    )
    text = HTMLTemplateFormatter(template="<%- value %>")
    shown = [
        TableColumn(
            field=name,
            title=name,
            width=max(9 * len(name), 80),
            formatter=number if isinstance(source.data[name], np.ndarray) else text,
        )
        for name in ("sim_num", "status", *parameters, *measures)
    ]
    height = min(60 + 25 * len(source.data["sim_num"]), 400)
    return DataTable(
        source=source, view=view, columns=shown, height=height, sizing_mode="stretch_width",
        index_position=None, autosize_mode="none", reorderable=False,
    )  # fmt: skip


def _plot(
    source: ColumnDataSource, view: CDSView, numbers: list[str], known: list[str]
) -> list[Any]:
    """A measure against a parameter, a dot for each simulation, coloured by another parameter."""
    y = "bump_speed" if "bump_speed" in known else known[0]
    chosen = {"x": numbers[0], "y": y, "colour": numbers[min(1, len(numbers) - 1)]}
    for name, taken in chosen.items():
        source.data[name] = np.array(source.data[taken])
    colours = np.asarray(source.data["colour"])
    low, high = float(colours.min()), float(colours.max())
    mapper = LinearColorMapper(palette="Viridis256", low=low, high=high)
    plot = figure(
        height=360, tools="pan,wheel_zoom,box_zoom,reset,tap,save", sizing_mode="stretch_width",
        x_axis_label=chosen["x"], y_axis_label=chosen["y"],
    )  # fmt: skip
    plot.toolbar.logo = None
    dots = {"field": "colour", "transform": mapper}
    plot.scatter(
        "x",
        "y",
        source=source,
        view=view,
        size=11,
        fill_color=dots,
        line_color="white",
        nonselection_fill_alpha=0.4,
    )
    plot.add_tools(HoverTool(tooltips=[("simulation", "@sim_num"), ("x", "@x"), ("y", "@y")]))
    bar = ColorBar(color_mapper=mapper, title=chosen["colour"])
    plot.add_layout(bar, "right")
    choices: list[tuple[str, str, Any]] = [
        ("y", "measure", known),
        ("x", "against", numbers),
        ("colour", "colour", numbers),
    ]
    selects = {
        name: Select(title=title, value=chosen[name], options=options)
        for name, title, options in choices
    }
    names = {"source": source, "plot": plot, "mapper": mapper, "bar": bar, **selects}
    for select in selects.values():
        select.js_on_change("value", CustomJS(args=names, code=CHOOSE))
    return [row(*selects.values()), plot]
