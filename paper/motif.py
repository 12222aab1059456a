"""The motif of two stellate cells and two interneurons."""

import numpy as np
from matplotlib.figure import SubFigure

from analysis.checks import Array
from analysis.drawing.axes import time_axis
from analysis.drawing.traces import draw_trace
from analysis.load import layer_spikes
from analysis.spikes import mean_rates
from analysis.style import INTERNEURON, STELLATE
from paper.figure import Panel, PaperFigure
from paper.row import Row
from paper.runs import Runs, published
from results.data import SimulationData

ALTERNATING = 0.3  # of a period, by which the cells of the motif are apart; in synchrony 0
SETTLED = 2200.0  # ms, when the oscillator has locked to theta
PERIOD = 200.1  # ms, of the authors' trace
N_SEEDS = 6


def oscillator(panel: SubFigure, runs: Runs) -> list[Row]:
    """The interneurons of the motif fire in turn, from several seeds."""
    params = published("motif_oscillator")["0"]
    cases = {str(k): params | {"init_noise_seed": 500 + k} for k in range(N_SEEDS)}
    found = runs.sweep("motif_oscillator", cases)
    _draw_voltages(panel, found["0"], SETTLED, params["sim_dur"])
    timing = [_lag_and_period(_interneurons(s)) for s in found.values()]
    lags, periods = np.transpose(timing)
    alternating = lags > ALTERNATING
    period = np.mean(periods[alternating])
    others = "" if alternating.all() else "; from the others in synchrony"
    return [
        Row(
            "motif oscillator: the interneurons fire in turn",
            f"every {PERIOD} ms (authors' trace)",
            f"every {period:.1f} ms from {alternating.sum()} of {len(cases)} seeds{others}",
            "± 1 ms",
            bool(abs(period - PERIOD) <= 1.0),
        )
    ]


def switch(panel: SubFigure, runs: Runs) -> list[Row]:
    """Pulses switch which of the interneurons fires."""
    simulation = runs.sweep("motif_switch", published("motif_switch"))["0"]
    params, extra = simulation.params, simulation.params["extra_params"]
    _draw_voltages(panel, simulation, 500, params["sim_dur"])
    half = extra["ipi"] / 2
    starts = np.arange(extra["start"], params["sim_dur"], half)
    for axes in panel.axes:
        for start in starts:
            axes.axvline(start / 1e3, color="k", lw=0.4, ls=":")
    pulsed = (int(extra["first_cell_input"]) + np.arange(len(starts))) % 2
    n_switched = 0
    for start, cell in zip(starts, pulsed.tolist(), strict=True):
        rates = mean_rates(_interneurons(simulation), start + extra["pulse_width"], start + half)
        n_switched += bool(rates[cell] > 2 * rates[1 - cell])
    return [
        Row(
            "motif switch: pulses after which the pulsed interneuron fires, the other does not",
            f"all {len(starts)}",
            f"{n_switched} of {len(starts)}",
            "all",
            n_switched == len(starts),
        )
    ]


def _draw_voltages(
    panel: SubFigure, simulation: SimulationData, t_start: float, t_stop: float
) -> None:
    """The voltages of the four cells, one below the other."""
    plots = panel.subplots(4, 1, sharex=True)
    sample_dt = simulation.params["recorder_dt"]
    window = slice(int(t_start / sample_dt), int(t_stop / sample_dt))
    cells = [("stell_v", 0), ("stell_v", 1), ("intrnrn_v", 0), ("intrnrn_v", 1)]
    for axes, (data_id, row) in zip(plots, cells, strict=True):
        samples = simulation.trace(data_id)[row, window].astype(np.float64)
        is_stellate = data_id == "stell_v"
        colour = STELLATE[0] if is_stellate else INTERNEURON
        name = f"{'S' if is_stellate else 'I'}{row + 1} (mV)"
        draw_trace(axes, samples, sample_dt, name, colour, t_start)
    time_axis(plots[-1], t_start, t_stop)


def _interneurons(simulation: SimulationData) -> Array:
    return layer_spikes(simulation)["Interneurons"]


def _lag_and_period(spikes: Array) -> tuple[float, float]:
    """Shortest lag of the second cell, as a part of the period (ms), from SETTLED on."""
    first, second = (cell[cell >= SETTLED] for cell in spikes)
    period = float(np.diff(first).mean())
    return float(np.abs(second - first[0]).min() / period), period


FIGURE = PaperFigure(
    "motif",
    "The motif",
    """Two stellate cells (S) and two interneurons (I) that inhibit each other oscillate by
themselves: in each theta cycle, one of the two pairs is active (A). With more current, the motif is
a switch: after a pulse (dotted) into an interneuron, this interneuron fires and the other is silent
(B).""",
    ((Panel(oscillator), Panel(switch)),),
    (75,),
)
