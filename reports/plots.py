"""The activity of a simulation as linked plots: zoom, pan, hover."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, HoverTool, Range1d
from bokeh.plotting import figure

from analysis.checks import Array
from analysis.draw import decoded_phase
from analysis.drawing.axes import broken, pi_text, thinned
from analysis.figures.traces import chosen_gids
from analysis.ring_measures import positions, why_no_animal
from analysis.ring_phase import SAMPLE_DT
from analysis.style import ANIMAL, BLUE, COLOURS, STELLATE_POSITION, layer_colours
from input_data.trajectory_input import follows_trajectory
from network_configs.connections.matrix_summary import Integers
from parameters.config_files import layers
from parameters.table import SPIKES
from results.data import SimulationData

MOST_SPIKES = 200_000  # in the raster, of all layers; 11 bytes of the page for each
N_STRETCHES = 10_000  # of a trace, each with its lowest and highest sample
Trains = tuple[Array, Integers]  # times (ms) and gids of spikes
TOOLS = "xpan,xwheel_zoom,box_zoom,reset,save"


def activity_plots(
    simulation: SimulationData, gids: Sequence[int] = ()
) -> tuple[list[figure], str]:
    """Raster, traces and decoded phase or position, with one axis of time (ms).

    Parameters
    ----------
    simulation : SimulationData
        A finished one.
    gids : sequence of int
        The cells whose traces are drawn; without any, some of those recorded.

    Returns
    -------
    plots, remark : list of bokeh figures, and what of the data is not shown
    """
    end = float(simulation.params["sim_dur"])
    time = Range1d(start=0.0, end=end, bounds=(0.0, end))
    trains = dict(_spikes_of_layers(simulation))
    n_spikes = sum(len(times) for times, _ in trains.values())
    colours = layer_colours(layers(simulation.params))
    plots = [_raster(trains, colours, time, MOST_SPIKES / max(n_spikes, 1))] if trains else []
    plots += [_trace(simulation, data_id, gids, time) for data_id in _traces(simulation)]
    plots += _decoded(simulation, time)
    if plots:
        plots[-1].xaxis.axis_label = "Time (ms)"
    shown = f"{n_spikes:,} spikes"
    if n_spikes > MOST_SPIKES:
        shown += f", of which a random sample of about {MOST_SPIKES:,} is shown"
    return plots, shown


def _spikes_of_layers(simulation: SimulationData) -> Iterator[tuple[str, Trains]]:
    """Times (ms) and gids of the recorded spikes of each layer."""
    times, gids = [np.empty(0)], [np.empty(0, np.int64)]
    for data_id in SPIKES:
        if data_id in simulation.recorded():
            trains = simulation.spikes(data_id.partition("_")[0])
            times += trains
            gids.append(np.repeat(simulation.gids(data_id), [len(train) for train in trains]))
    every_time, every_gid = np.concatenate(times), np.concatenate(gids)
    for layer in layers(simulation.params):
        inside = (every_gid >= layer.gids.start) & (every_gid < layer.gids.stop)
        if inside.any():
            yield layer.name, (every_time[inside], every_gid[inside])


def _raster(
    trains: dict[str, Trains], colours: dict[str, str], time: Range1d, kept: float
) -> figure:
    """Gid against time in the colours of the layers; a fraction of the spikes is kept."""
    height = 360 if sum(len(np.unique(gids)) for _, gids in trains.values()) > 10 else 180
    plot = _plot(height, time, y_axis_label="gid", output_backend="webgl")
    random = np.random.default_rng(0)
    for name, (times, gids) in trains.items():
        if kept < 1:
            chosen = random.random(len(times)) < kept
            times, gids = times[chosen], gids[chosen]
        source = ColumnDataSource({"time": times.astype(np.float32), "gid": gids.astype(np.int32)})
        plot.scatter(
            *("time", "gid"), source=source, size=3, line_color=None, fill_color=colours[name],
            legend_label=name, name=name,
        )  # fmt: skip
    plot.add_tools(HoverTool(tooltips=[("gid", "@gid"), ("time", "@time{0.00} ms")]))
    _legend(plot)
    return plot


def _traces(simulation: SimulationData) -> list[str]:
    return [data_id for data_id in simulation.recorded() if data_id not in SPIKES]


def _trace(simulation: SimulationData, data_id: str, gids: Sequence[int], time: Range1d) -> figure:
    """What was recorded as data_id, a line per cell."""
    plot = _plot(190, time, y_axis_label=f"{data_id} ({simulation.unit(data_id)})")
    at = simulation.times(data_id)
    for k, gid in enumerate(chosen_gids(simulation.gids(data_id).tolist(), gids)):
        shown_at, shown = thinned(
            at, simulation.trace(data_id, gid).astype(np.float64), N_STRETCHES
        )
        source = ColumnDataSource(
            {"time": shown_at.astype(np.float32), "value": shown.astype(np.float32)}
        )
        colour, name = COLOURS[k % len(COLOURS)], f"gid {gid}"
        line = plot.line("time", "value", source=source, color=colour, legend_label=name)
        plot.add_tools(_hover(line, name))
    _legend(plot)
    return plot


def _decoded(simulation: SimulationData, time: Range1d) -> Iterator[figure]:
    """The decoded position beside that of the animal; without one, the decoded phase."""
    params = simulation.params
    phase = decoded_phase(simulation)
    if phase is None:
        return
    if follows_trajectory(params) and not why_no_animal(params):
        decoded, animal = positions(phase, params)
        period, label = params["lambda0"], "position (rad)"
        lines = {"animal": (animal, ANIMAL), "decoded": (decoded, STELLATE_POSITION)}
    else:
        period, label = 2 * np.pi, "phase (rad)"
        lines = {"decoded": (phase % period, BLUE)}
    plot = _plot(170, time, y_axis_label=label, y_range=Range1d(start=0.0, end=period))
    ticks = [0.0, period / 2, period]
    plot.yaxis.ticker = FixedTicker(ticks=ticks)
    plot.yaxis.major_label_overrides = {tick: pi_text(tick) for tick in ticks}
    at = ((np.arange(len(phase)) + 0.5) * SAMPLE_DT).astype(np.float32)
    for name, (values, colour) in lines.items():
        source = ColumnDataSource({"time": at, "value": broken(values, period).astype(np.float32)})
        line = plot.line("time", "value", source=source, color=colour, legend_label=name)
        plot.add_tools(_hover(line, name))
    _legend(plot)
    yield plot


def _plot(height: int, time: Range1d, **options: Any) -> figure:
    plot = figure(
        height=height, x_range=time, tools=TOOLS, active_scroll="xwheel_zoom",
        active_drag="xpan", sizing_mode="stretch_width", min_border_left=75, **options,
    )  # fmt: skip
    plot.toolbar.logo = None
    return plot


def _hover(line: Any, name: str) -> HoverTool:
    tooltips = [("", name), ("time", "@time{0.00} ms"), ("value", "@value{0.0000}")]
    return HoverTool(renderers=[line], tooltips=tooltips, visible=False)


def _legend(plot: figure) -> None:
    """The legend above the plot; a click on a name hides what it names."""
    if plot.legend:
        plot.add_layout(plot.legend[0], "above")
        plot.legend.orientation, plot.legend.click_policy = "horizontal", "hide"
        plot.legend.border_line_color = None
