"""What the bumps of rings stand for: prediction, and what cells do across their fields."""

import numpy as np
from matplotlib.figure import Figure

from analysis.accuracy import direction_of_travel
from analysis.checks import Array
from analysis.decoding import decoded_position, wrapped_difference
from analysis.drawing.axes import legend_above, time_axis
from analysis.drawing.fields import draw_field_average
from analysis.drawing.positions import draw_phase
from analysis.drawing.traces import quantity
from analysis.field_average import FieldAverage, field_average, without_spikes
from analysis.figures.registry import Undefined, figure_of_run
from analysis.figures.run import Run
from analysis.measured import Measured
from analysis.ring_measures import NO_FIELD, defined_phase, fields_of
from analysis.ring_phase import SAMPLE_DT
from analysis.spikes import MS_PER_S
from analysis.style import COLUMN, GREY, INTERNEURON, PAGE, STELLATE_POSITION, new_figure

AROUND_TURN = 2000.0  # ms before and after the turn that positions are shown for
MOST_CELLS = 40  # that field averages are taken of, evenly from those recorded
ACROSS = ("v", "syn_inhib_g", "gh", "ih", "ih_mf", "ih_ms", "syn_inhib_i")


@figure_of_run(
    "prediction",
    "spikes of all cells of a ring network that turns once (vel_type PRED-IHD)",
    lambda run: (
        run.params["vel_type"] == "PRED-IHD"
        and run.rings is not None
        and run.interneurons is not None
    ),
)
def prediction(run: Run) -> Figure:
    """Positions in stellate cells and interneurons around the turn, and the lead between them."""
    bias = run.measures["Predictive bias (rad)"]
    if bias.reason:
        raise Undefined(bias.reason)
    lambda0, turn = run.params["lambda0"], float(run.params["extra_params"]["dir_change_t"])
    stellate, true = (
        decoded_position(defined_phase(np.asarray(spikes), run.params), lambda0)
        for spikes in (run.rings, run.interneurons)
    )
    settling = float(run.params["allothetic_dur"])
    direction = direction_of_travel(len(stellate), SAMPLE_DT, turn, settling)
    lead = direction * wrapped_difference(stellate, true, lambda0)
    figure = new_figure(PAGE, 90)
    above, below = figure.subplots(2, 1)
    for position, colour, name in (
        (true, INTERNEURON, "interneurons"),
        (stellate, STELLATE_POSITION, "stellate cells"),
    ):
        draw_phase(above, position, SAMPLE_DT, colour, name, lambda0, "Position (rad)")
    above.axvline(turn / MS_PER_S, color=GREY, lw=0.6, ls=":")
    time_axis(above, max(turn - AROUND_TURN, 0), min(turn + AROUND_TURN, run.sim_dur))
    legend_above(above)
    below.axhline(0, color=GREY, lw=0.5)
    below.plot((np.arange(len(lead)) + 0.5) * SAMPLE_DT / MS_PER_S, lead, color="black")
    below.axhline(bias, color=STELLATE_POSITION, lw=1)
    below.axvline(turn / MS_PER_S, color=GREY, lw=0.6, ls=":")
    below.set_title(_bias_text(run.measures), loc="left", pad=3)
    below.set(ylabel="Stellate cells ahead (rad)")
    time_axis(below, 0, run.sim_dur)
    figure.align_ylabels()
    return figure


def _bias_text(measures: dict[str, Measured]) -> str:
    """The bias without a filter's lag, and as published."""
    text = f"mean {measures['Predictive bias (rad)']:.3f} rad"
    published = measures["Predictive bias as published (rad)"]
    part = measures["Predictive bias as published (% of the field)"]
    if not published.reason and not part.reason:
        text += f"; as published {published:.3f} rad, {part:.1f} % of the field"
    return text


@figure_of_run(
    "across_field",
    "a trace of stellate cells that bumps pass, and spikes of all of them",
    lambda run: run.rings is not None and bool(_across(run)),
)
def across_field(run: Run) -> Figure:
    """Averages over all fields of the recorded stellate cells, from before to after a field."""
    why = run.measures["Field duration as published (ms)"].reason
    if why:
        raise Undefined(why)
    averages = {name: _average(run, name) for name in _across(run)}
    averages = {name: average for name, average in averages.items() if average.n_fields}
    if not averages:
        raise Undefined(NO_FIELD)
    figure = new_figure(COLUMN, 14 + 26 * len(averages))
    panels = figure.subplots(len(averages), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (name, average) in zip(panels, averages.items(), strict=True):
        shown, unit = quantity(name), run.simulation.unit(f"stell_{name}")
        label = shown.symbol if unit in ("", "1") else f"{shown.symbol} ({unit})"
        draw_field_average(axes, average, label, shown.colour)
    n_fields = next(iter(averages.values())).n_fields
    panels[0].set_title(f"mean ± SD of {n_fields} fields", loc="left", pad=3)
    panels[-1].set(xlabel="Place in the field (0 first spike, 1 last spike)")
    figure.align_ylabels()
    return figure


def _across(run: Run) -> list[str]:
    return [name for name in ACROSS if f"stell_{name}" in run.gids_of]


def _average(run: Run, name: str) -> FieldAverage:
    """The average of a quantity over the fields of some cells; of V_m without its spikes."""
    data_id, sample_dt = f"stell_{name}", run.params["recorder_dt"]
    gids = run.gids_of[data_id]
    gids = gids[:: -(-len(gids) // MOST_CELLS)]
    fields = fields_of(np.asarray(run.rings)[gids], run.params)
    traces: list[Array] = [run.simulation.trace(data_id, gid).astype(np.float64) for gid in gids]
    if name == "v" and traces:
        smooth = [without_spikes(trace, sample_dt) for trace in traces]
        traces, sample_dt = [trace for trace, _ in smooth], smooth[0][1]
    return field_average(fields, traces, sample_dt)
