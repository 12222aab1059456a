"""Figure 5: the stellate cells run ahead of the position that the interneurons represent."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from matplotlib.figure import SubFigure

from analysis.cell_fields import edges_of_fields
from analysis.checks import Array
from analysis.decoding import decoded_position
from analysis.drawing.axes import time_axis
from analysis.drawing.positions import draw_phase
from analysis.drawing.sweeps import draw_map
from analysis.load import layer_spikes
from analysis.measured import Measured
from analysis.measures import measures
from analysis.ring_measures import fields_and_position, fields_of, phase_of
from analysis.style import BLUE, GREY, INTERNEURON, STELLATE_POSITION, VERMILLION
from paper.figure import Panel, PaperFigure
from paper.row import Row, compared, listed
from paper.runs import Runs, published, recording
from results.data import SimulationData

Integers = npt.NDArray[np.int64]

MIDDLE_HALF = (25, 75)  # percentiles
LAPTOP_DUR = 40_000.0  # ms
RIGHT = range(192)
BIAS = "Predictive bias as published"
OF_FIELD, OF_TURN = f"{BIAS} (% of the field)", f"{BIAS} (% of 2 pi)"
MOVING = 0.5  # rad/s; slower bumps pass no fields, and a bias along their way means nothing


def positions(panel: SubFigure, runs: Runs) -> list[Row]:
    """Positions of the stellate cells and of the interneurons, and the bias between them."""
    recorded = recording(stell_syn_inhib_g=RIGHT) | {"recorder_dt": 1}
    cases = {n: p | recorded for n, p in published("fig5_intrinsic").items()}
    found = runs.sweep("fig5_intrinsic", cases)
    simulation = found["0"]
    params, spikes = simulation.params, layer_spikes(simulation)
    rings, lambda0 = np.concatenate([spikes["Right"], spikes["Left"]]), params["lambda0"]
    _, true = fields_and_position(params, rings, spikes["Interneurons"])
    ahead = decoded_position(phase_of(rings, params), lambda0)
    axes = panel.subplots()
    draw_phase(axes, ahead, 1.0, STELLATE_POSITION, "stellate", lambda0, "Position (rad)")
    draw_phase(axes, true, 1.0, INTERNEURON, "interneurons", lambda0, "Position (rad)")
    axes.legend(loc="lower right", ncols=2, bbox_to_anchor=(1, 1))
    time_axis(axes, 20_000, 23_000)
    with_hcn, without = measures(simulation), measures(found["1"])
    return [*_bias_rows(with_hcn, without), *_inhibition_rows(simulation)]


def by_conductance(panel: SubFigure, runs: Runs) -> list[Row]:
    """Bias against the HCN conductance, at one speed."""
    cases = published("fig5_bias_by_g_h")
    found = runs.sweep("fig5_bias_by_g_h", runs.cases(cases, LAPTOP_DUR, (16, 8))).values()
    g_h = [s.params["g_h_bar"] for s in found]
    measured = [measures(s) for s in found]
    bias = [m[OF_FIELD] for m in measured]
    axes = panel.subplots()
    axes.plot(1e3 * np.array(g_h), bias, "o-", ms=2.5, color=VERMILLION)
    axes.axhline(0, color=GREY, lw=0.5)
    axes.set(xlabel=r"$\bar{g}_h$ (mS/cm²)", ylabel="Bias (% of the field)")
    slope = float(np.polyfit(g_h, bias, 1)[0]) * 1e-3
    return [
        Row(
            "predictive bias (% of the field), g_h_bar 0 … 0.0015 S/cm² at one speed",
            "rises with g_h_bar",
            f"{listed([bias[0], bias[-1]], '.2f')}; slope {slope:+.1f} per mS/cm²",
            "slope > 0",
            slope > 0,
        )
    ]


def inhibition(panel: SubFigure, runs: Runs) -> list[Row]:
    """Inhibition at the first and last spike of fields against the HCN conductance."""
    cases = {
        n: p | recording(stell_syn_inhib_g=RIGHT)
        for n, p in published("fig5_inhibition_by_g_h").items()
    }
    found = runs.sweep("fig5_inhibition_by_g_h", runs.cases(cases, LAPTOP_DUR, (21, 7))).values()
    g_h = 1e3 * np.array([s.params["g_h_bar"] for s in found])
    first, last = np.array([np.mean(_inhibition_at_edges(s), axis=0) for s in found]).T
    axes = panel.subplots()
    axes.plot(g_h, 1e6 * first, "o-", ms=2.5, color=BLUE, label="first spike")
    axes.plot(g_h, 1e6 * last, "s-", ms=2.5, color=GREY, label="last spike")
    axes.set(xlabel=r"$\bar{g}_h$ (mS/cm²)", ylabel="Inhibition (pS)", ylim=(0, None))
    axes.legend()
    return [
        Row(
            "inhibition (µS) at first and last spike, g_h_bar 0 and 0.002 S/cm²",
            "their difference rises with g_h_bar",
            f"{listed([first[0], last[0]], '.2e')}; {listed([first[-1], last[-1]], '.2e')}",
            "rises",
            bool(first[-1] - last[-1] > max(first[0] - last[0], 0)),
        )
    ]


def time_constants(panel: SubFigure, runs: Runs) -> list[Row]:
    """Bias against the slow and the fast time constant of HCN."""
    cases = published("fig5_time_constants")
    found = runs.sweep("fig5_time_constants", runs.cases(cases, LAPTOP_DUR, (10, 4), (10, 3)))
    bias = _map(panel, found.values(), "hs_tau", "hf_tau", r"$\tau_s$ (ms)", r"$\tau_f$ (ms)")
    return [_range("predictive bias (% of 2 π) over hs_tau and hf_tau: range", bias)]


def conductance_and_speed(panel: SubFigure, runs: Runs) -> list[Row]:
    """Bias against the HCN conductance and the current that moves the bumps."""
    cases = runs.cases(published("fig5_map"), LAPTOP_DUR, (16, 4), (500, 5))
    found = runs.sweep("fig5_map", cases)
    labels = r"$\bar{g}_h$ (S/cm²)", "Current (nA)"
    bias = _map(panel, found.values(), "g_h_bar", "stell_dc", *labels)
    return [_range("predictive bias (% of 2 π) over g_h_bar and current: range", bias)]


def network(panel: SubFigure, runs: Runs) -> list[Row]:
    """Bias by asymmetric inhibition instead of HCN."""
    cases = published("fig5_network_by_asymmetry")
    found = runs.sweep("fig5_network", runs.cases(cases, LAPTOP_DUR, (2, 2), (9, 4))).values()
    skew = np.array([s.params["is_asym_factor"][0] - 1 for s in found])
    bias = np.array([_bias_of_turn(s) for s in found])
    axes = panel.subplots()
    axes.axhline(0, color=GREY, lw=0.5)
    axes.plot(
        np.abs(skew[skew < 0]), bias[skew < 0], "o-", ms=2.5, color=VERMILLION, label="prospective"
    )
    axes.plot(skew[skew > 0], bias[skew > 0], "s-", ms=2.5, color=BLUE, label="retrospective")
    axes.set(xlabel="Asymmetry a", ylabel="Bias (% of 2π)")
    axes.legend()
    ahead, behind = (float(np.nanmean(bias[chosen])) for chosen in (skew < 0, skew > 0))
    return [
        Row(
            "predictive bias with asymmetric inhibition and no HCN (% of 2 π), prospective, "
            "retrospective, means over the asymmetries",
            "> 0, < 0",
            listed([ahead, behind], "+.2f"),
            "signs",
            ahead > behind and ahead > 0 > behind,
        )
    ]


def _map(
    panel: SubFigure,
    found: Iterable[SimulationData],
    rows: str,
    columns: str,
    row_label: str,
    column_label: str,
) -> Array:
    """Draw the bias against two parameters; return it, indexed [row value, column value]."""
    simulations = list(found)
    y_values, y_place = _values(simulations, rows)
    x_values, x_place = _values(simulations, columns)
    bias = np.full((len(y_values), len(x_values)), np.nan)
    bias[y_place, x_place] = [_bias_of_turn(s) for s in simulations]
    axes = panel.subplots()
    mesh = draw_map(axes, x_values, y_values, bias)
    panel.colorbar(mesh, ax=axes, label="Bias (% of 2π)")
    axes.set(xlabel=column_label, ylabel=row_label)
    return bias


def _bias_of_turn(simulation: SimulationData) -> float:
    """The bias (% of 2 pi); NaN where the bumps hardly move."""
    found = measures(simulation)
    speeds = [value for name, value in found.items() if name.startswith("Bump speed, ")]
    moves = bool(np.all(np.abs(speeds) > MOVING))  # not where a speed is NaN
    return float(found[OF_TURN]) if moves else np.nan


def _values(simulations: Iterable[SimulationData], name: str) -> tuple[Array, Integers]:
    """The values of a parameter, ascending, and the place of each simulation among them."""
    each = [{**s.params, **s.params["extra_params"]}[name] for s in simulations]
    values, place = np.unique(np.array(each), return_inverse=True)
    return values, place


def _range(quantity: str, bias: Array) -> Row:
    low_high = listed([float(np.nanmin(bias)), float(np.nanmax(bias))], ".2f")
    n_undefined = int(np.isnan(bias).sum())
    undefined = f"; undefined in {n_undefined} of {bias.size}" if n_undefined else ""
    return Row(quantity, "", low_high + undefined)


def _bias_rows(with_hcn: dict[str, Measured], without: dict[str, Measured]) -> list[Row]:
    rad, field = with_hcn[f"{BIAS} (rad)"], with_hcn["Field size over position as published (rad)"]
    ours = with_hcn["Predictive bias (rad)"]
    return [
        compared(
            "predictive bias (% of the field)", [10.94], [with_hcn[OF_FIELD]], ".2f", absolute=0.3
        ),
        compared(
            "predictive bias (rad), field size (rad); published: by the authors' code on our data",
            [0.232, 2.088],
            [rad, field],
            ".3f",
            relative=0.02,
        ),
        Row("predictive bias (% of 2 π)", "", listed([with_hcn[OF_TURN]], ".2f")),
        Row("predictive bias without HCN (% of the field)", "", listed([without[OF_FIELD]], ".2f")),
        Row(
            "predictive bias without the lag of the low-pass (rad; our measure)", "", f"{ours:.3f}"
        ),
    ]


def _inhibition_rows(simulation: SimulationData) -> list[Row]:
    """The published values are those of one field, so that ours must lie around them."""
    first, last = np.transpose(_inhibition_at_edges(simulation))
    return [
        _within_fields("first spike (16,844 ms)", 1.29e-4, first),
        _within_fields("last spike (17,626 ms)", 2.27e-6, last),
    ]


def _inhibition_at_edges(simulation: SimulationData) -> list[Array]:
    """Inhibition (µS) at the first and last spike of each field of the right ring."""
    traces = simulation.trace("stell_syn_inhib_g").astype(np.float64)
    fields = fields_of(layer_spikes(simulation)["Right"], simulation.params)
    return [
        edge
        for cell, trace in zip(fields, traces, strict=True)
        for edge in edges_of_fields(cell, trace, 1.0)
    ]


def _within_fields(which: str, theirs: float, ours: Array) -> Row:
    low, high = np.percentile(ours, MIDDLE_HALF)
    return Row(
        f"inhibition (µS) at the {which} of one field; here of {len(ours)} fields",
        f"{theirs:.2e}",
        f"mean {ours.mean():.2e}, middle half {low:.2e} … {high:.2e}",
        "in the middle half",
        bool(low <= theirs <= high),
    )


FIGURE = PaperFigure(
    "fig5",
    "Predictive coding",
    """Positions decoded from the stellate cells and from the interneurons: with HCN, the
position in the stellate cells is ahead (A; 3 of 80 s are shown). The predictive bias against the
HCN conductance, with currents chosen so that the speed is the same (B). Inhibition at the first
and last spike of fields (C). The bias against the time constants of HCN (D), against its
conductance and the current that moves the bumps (E), and with asymmetric inhibition instead of HCN
(F). In the hatched part, and beyond the last point of the prospective line, the bumps hardly move.
Smaller than published: B to F run for 40 s instead of 80 s (D instead of 360 s), with 8 of 16, 7 of
21, 12 of 100, 20 of 8,000 and 8 of 18 simulations.""",
    (
        (Panel(positions), Panel(by_conductance, 0.7), Panel(inhibition, 0.7)),
        (Panel(time_constants), Panel(conductance_and_speed), Panel(network)),
    ),
    (52, 52),
)
