"""Figure 3: what happens in a stellate cell while a bump passes it."""

import numpy as np
from matplotlib.figure import SubFigure

from analysis.cell_fields import edges_of_fields
from analysis.drawing.axes import time_axis
from analysis.drawing.fields import draw_field_average
from analysis.drawing.traces import draw_trace, quantity
from analysis.field_average import field_average, without_spikes
from analysis.load import layer_spikes
from analysis.ring_measures import fields_of
from paper.figure import Panel, PaperFigure
from paper.row import Row, compared, listed
from paper.runs import Runs, published, recording, shortened
from results.data import SimulationData

CELL, FIELD = 80, 3
CELLS = range(0, 192, 8)  # of the right ring
EVERY_STEP = 0.025  # ms
RAMP_DT = 0.1  # ms
SHOWN = 4000.0  # ms of traces


def traces(panel: SubFigure, runs: Runs) -> list[Row]:
    """Membrane potential and inhibition of a cell while bumps pass it."""
    simulation = _ramp(runs)
    plots = panel.subplots(2, 1, sharex=True)
    start = 5000.0
    window = slice(int(start / RAMP_DT), int((start + SHOWN) / RAMP_DT))
    for axes, data_id, unit in zip(plots, ("v", "syn_inhib_g"), ("mV", "µS"), strict=True):
        samples = simulation.trace(f"stell_{data_id}", CELL)[window].astype(np.float64)
        symbol, colour = quantity(data_id)
        draw_trace(axes, samples, RAMP_DT, f"{symbol} ({unit})", colour, start)
    time_axis(plots[-1], start, start + SHOWN)
    return []


def ramp(panel: SubFigure, runs: Runs) -> list[Row]:
    """Membrane potential and inhibition across a field, mean over fields and cells."""
    simulation = _ramp(runs)
    fields = fields_of(layer_spikes(simulation)["Right"][list(CELLS)], simulation.params)
    voltages, inhibitions = (
        simulation.trace(f"stell_{data_id}").astype(np.float64) for data_id in ("v", "syn_inhib_g")
    )
    smooth = [without_spikes(voltage, RAMP_DT) for voltage in voltages]
    inhibition = field_average(fields, [*inhibitions], RAMP_DT)
    voltage = field_average(fields, [v for v, _ in smooth], smooth[0][1])
    plots = panel.subplots(2, 1, sharex=True)
    for axes, average, data_id, unit in (
        (plots[0], voltage, "v", "mV"),
        (plots[1], inhibition, "syn_inhib_g", "µS"),
    ):
        symbol, colour = quantity(data_id)
        draw_field_average(axes, average, f"{symbol} ({unit})", colour)
    plots[-1].set_xlabel("Place in the field")
    before, inside = voltage.place < 0, (voltage.place >= 0) & (voltage.place <= 1)
    outside = float(inhibition.mean[before].max())
    least = float(inhibition.mean[inside].min())
    rise = float(voltage.mean[inside].max() - voltage.mean[before].min())
    return [
        Row(
            f"ramp of V_m into the field, spikes left out (mV; mean of {voltage.n_fields} fields)",
            "rises",
            f"{rise:.1f}",
            "> 0",
            rise > 0,
        ),
        Row(
            "inhibition (µS) before a field, and its minimum in the field",
            "falls",
            listed([outside, least], ".2e"),
            "falls",
            least < outside,
        ),
    ]


def hcn(panel: SubFigure, runs: Runs) -> list[Row]:
    """HCN conductance and its gates across a field."""
    recorded = recording(stell_gh=[CELL], stell_ih_mf=[CELL], stell_ih_ms=[CELL])
    params = published("fig3_first_spike")["0"] | {"recorder_dt": EVERY_STEP} | recorded
    simulation = runs.sweep("fig3_first_spike", {"0": params})["0"]
    (fields,) = fields_of(layer_spikes(simulation)["Right"][[CELL]], simulation.params)
    plots = panel.subplots(3, 1, sharex=True)
    for axes, data_id, unit in zip(
        plots, ("gh", "ih_mf", "ih_ms"), (" (S/cm²)", "", ""), strict=True
    ):
        samples = simulation.trace(f"stell_{data_id}", CELL).astype(np.float64)
        symbol, colour = quantity(data_id)
        average = field_average([fields], [samples], EVERY_STEP)
        draw_field_average(axes, average, f"{symbol}{unit}", colour)
        if data_id == "gh":
            edges = edges_of_fields(fields, samples, EVERY_STEP)
    plots[-1].set_xlabel("Place in the field")
    first, last = np.transpose(edges)
    ranges = [listed([values.min(), values.max()], ".2e") for values in (first, last)]
    row = compared(
        f"g_h (S/cm²) of cell {CELL} at the first and last spike of field {FIELD}",
        [2.47e-4, 4.19e-5],
        [*edges[FIELD - 1]],
        ".2e",
        relative=0.15,
    )
    ours = f"{row.measured} (of its {len(edges)} fields: {ranges[0]}; {ranges[1]})"
    return [row._replace(measured=ours)]


def _ramp(runs: Runs) -> SimulationData:
    """The run of the ramp, recording every eighth cell of the right ring."""
    params = published("fig3_ramp")["0"] | recording(stell_v=CELLS, stell_syn_inhib_g=CELLS)
    params = shortened(params, runs.size(20_000.0, 30_000.0)) | {"recorder_dt": RAMP_DT}
    return runs.sweep("fig3_ramp", {"0": params})["0"]


FIGURE = PaperFigure(
    "fig3",
    "A cell in its field",
    """The membrane potential of a stellate cell ramps up as inhibition falls (A). The other
panels are averages over fields, scaled to the same length: the membrane potential without spikes
and the inhibition (B), and the HCN conductance with its fast and slow gates, which close while the
cell is depolarised (C). 0 is the first spike of a field and 1 the last; the bands are one standard
deviation. Smaller than published: 20 s instead of 30 s, and 24 cells, sampled every 0.1 ms.""",
    ((Panel(traces, 1.3), Panel(ramp), Panel(hcn)),),
    (75,),
)
