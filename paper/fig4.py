"""Figure 4: HCN and the size of fields."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.figure import SubFigure

from analysis.checks import Array
from analysis.fields import mean_field_area, mean_peak_distance, window_profiles
from analysis.load import layer_spikes
from analysis.measures import measures
from analysis.style import BLUE, VERMILLION
from analysis.windows import settled_from
from paper.figure import Panel, PaperFigure
from paper.row import Row, compared, listed
from paper.runs import Runs, published
from results.data import SimulationData

WINDOW, STDEV = 100.0, 3.0  # ms; cells
N_CURRENTS = 10  # of the 1,000
LAPTOP_DUR = 20_000.0  # ms
COLOURS = {"with HCN": VERMILLION, "without HCN": BLUE}


def field(panel: SubFigure, runs: Runs) -> list[Row]:
    """Fields over the cells without feedback onto the interneurons, with HCN and without."""
    cases = {
        n: p | {"recorder_dt": 1, "record_handle_stell": {}}
        for n, p in published("fig4_field").items()
    }
    found = runs.sweep("fig4_field", cases)
    plots = panel.subplots(2, 1, sharex=True)
    for axes, n, (name, colour) in zip(plots, cases, COLOURS.items(), strict=True):
        axes.plot(_profiles(found[n])[-1], color=colour)
        axes.set(ylabel=f"Spikes\n{name}", ylim=(0, None))
    plots[-1].set(xlabel="Cell of the right ring", xlim=(0, 191))
    with_hcn, without = (_scale_and_size(found[n]) for n in cases)
    quantity = "figure 4, {}: scale and field size over cells (cells)"
    return [
        compared(quantity.format("with HCN"), [61.29, 26.06], with_hcn, ".2f", relative=0.01),
        Row(quantity.format("without HCN"), "", listed(without, ".2f")),
    ]


def at_every_speed(panel: SubFigure, runs: Runs) -> list[Row]:
    """Field size against speed, with HCN and without."""
    cases = published("fig4_shrink")
    found = runs.sweep("fig4_shrink", runs.cases(cases, LAPTOP_DUR, (2, 2), (1000, N_CURRENTS)))
    groups = {
        "with HCN": [s for s in found.values() if s.params["g_h_bar"]],
        "without HCN": [s for s in found.values() if not s.params["g_h_bar"]],
    }
    return _sizes_against_speed(panel, groups, "the same currents")


def matched(panel: SubFigure, runs: Runs) -> list[Row]:
    """The same with the interneurons' current chosen so that the rates match."""
    cases = published("fig4_matched")
    without = runs.sweep("fig4_matched", runs.cases(cases, LAPTOP_DUR, (1000, N_CURRENTS)))
    shrink = runs.cases(published("fig4_shrink"), LAPTOP_DUR, (2, 2), (1000, N_CURRENTS))
    with_hcn = runs.sweep("fig4_shrink", shrink)
    groups = {
        "with HCN": [s for s in with_hcn.values() if s.params["g_h_bar"]],
        "without HCN": list(without.values()),
    }
    return _sizes_against_speed(panel, groups, "matched rates")


def _sizes_against_speed(
    panel: SubFigure, groups: Mapping[str, Sequence[SimulationData]], what: str
) -> list[Row]:
    axes = panel.subplots()
    mean = {}
    for name, simulations in groups.items():
        speed, size = _speed_and_size(simulations)
        axes.plot(speed, size, "o-", ms=2.5, color=COLOURS[name], label=name)
        mean[name] = float(np.nanmean(size))
    axes.set(xlabel="Speed (rad/s)", ylabel="Field size / scale", title=what, ylim=(0, None))
    axes.legend()
    return [
        Row(
            f"figure 4, {what}: field size / scale over cells, mean over speeds, with and "
            "without HCN",
            "smaller with HCN",
            listed(list(mean.values()), ".3f"),
            "direction",
            mean["with HCN"] < mean["without HCN"],
        )
    ]


def _speed_and_size(simulations: Iterable[SimulationData]) -> tuple[Array, Array]:
    """Speed (rad/s), and field size as a part of the scale, by speed."""
    pairs = []
    for simulation in simulations:
        scale, size = _scale_and_size(simulation)
        pairs.append((measures(simulation)["Bump speed as published (rad/s)"], size / scale))
    speed, size = np.array(sorted(pairs)).T
    return speed, size


def _profiles(simulation: SimulationData) -> Array:
    """Profiles over the cells of the right ring as figure 4 takes them, settled."""
    params, right = simulation.params, layer_spikes(simulation)["Right"]
    profiles = window_profiles(right, len(right), params["sim_dur"], WINDOW, STDEV)
    return profiles[int(settled_from(params) / WINDOW) :]


def _scale_and_size(simulation: SimulationData) -> list[float]:
    """Scale and field size (cells) of the right ring."""
    profiles = _profiles(simulation)
    size = mean_field_area(profiles, simulation.params["n_phases"])
    return [mean_peak_distance(profiles), size]


FIGURE = PaperFigure(
    "fig4",
    "HCN and field size",
    """Activity of the cells of a ring without feedback onto the interneurons, with and without
HCN (A). Field size divided by scale, at different speeds: with the same currents (B), and with the
current into the interneurons chosen so that the rates match (C). The published field size with HCN
is reproduced; no size without HCN is published. But by these measures the fields are larger with
HCN, not smaller as described in the paper. We do not know why. Smaller than published: 10 currents
for 20 s instead of 1,000 for 60 s.""",
    ((Panel(field), Panel(at_every_speed), Panel(matched)),),
    (58,),
)
