"""Figure 1: stellate cells, and networks that bump activity moves through."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from analysis.checks import Array
from analysis.drawing.axes import say, time_axis
from analysis.drawing.sheets import draw_autocorrelogram, draw_scale_bar, draw_sheet
from analysis.drawing.spectra import draw_spectrum
from analysis.drawing.spikes import draw_raster
from analysis.drawing.traces import draw_overlay, draw_trace
from analysis.fields import window_profiles
from analysis.intrinsic import steady_rate
from analysis.load import layer_spikes
from analysis.measures import measures
from analysis.ring_measures import LARGE_STDEV, SMALL_STDEV
from analysis.sheets import autocorrelation, neighbour_peaks, rate_maps
from analysis.spectra import peak_frequency, power_spectrum
from analysis.style import BLUE, COLOURS, GREY, INTERNEURON, STELLATE, VOLTAGE
from analysis.windows import drives
from paper.figure import Panel, PaperFigure
from paper.row import Row, compared, listed
from paper.runs import Runs, published
from results.data import SimulationData

EVERY_MS = {"recorder_dt": 1}  # ms, of the authors' spectra
SAG_FROM, SAG_DT = 200.0, 0.025  # ms
CHIRP_FROM = 1000  # ms; it begins at 2000
THETA_BAND = 3.0, 20.0  # Hz
CHIRP_SPEEDUP = 1.25  # of the authors' chirp, 10 s of it within 8 s
SUBTHRESHOLD = slice(250, 9155)  # ms, of the authors' spectrum
INTERNEURON_CURRENTS = (0.5e-3, 1e-3, 1.5e-3, 2e-3)  # nA
INTERNEURON_RATES = [31.9, 59.1, 81.5, 101.0]  # Hz
SHEET_DUR = 7000.0  # ms; the initial noise lasts for the first 1000
AT_REST, MIRRORED = 0.15, 0.1  # rad/s; of the speed: each is measured for 2 s with noise


def sag(panel: SubFigure, runs: Runs) -> list[Row]:
    """Sag of a stellate cell that is hyperpolarised."""
    found = runs.sweep("fig1_sag", published("fig1_sag"))
    axes = panel.subplots()
    names = [f"{1e3 * s.params['extra_params']['amp2']:g} pA" for s in found.values()]
    traces = [_voltage(simulation)[round(SAG_FROM / SAG_DT) :] for simulation in found.values()]
    draw_overlay(axes, traces, [SAG_DT] * len(traces), names, COLOURS[:5], r"$V_m$ (mV)", SAG_FROM)
    axes.legend(title="Step", ncols=1, loc="lower right", bbox_to_anchor=(1.02, 0))
    axes.set_ylim(-78, -56)
    time_axis(axes, SAG_FROM, 1000)
    responses = [measures(simulation) for simulation in list(found.values())[1:]]
    ratios = [response["Sag ratio"] for response in responses]
    peaks = [response["Peak voltage (mV)"] for response in responses]
    return [
        compared(
            "sag ratio (steady / peak), lowest and highest, steps of −5.5e-3 … −1.15e-2 nA",
            [0.39, 0.41],
            [min(ratios), max(ratios)],
            ".3f",
            absolute=0.005,
        ),
        compared(
            "sag: peak voltage (mV), first and last of these steps",
            [-63.5, -72.6],
            [peaks[0], peaks[-1]],
            ".1f",
            absolute=0.1,
        ),
    ]


def rebound(panel: SubFigure, runs: Runs) -> list[Row]:
    """Rebound spikes after an inhibitory event, with HCN and without."""
    with_hcn = {n: p | EVERY_MS for n, p in published("fig1_rebound").items()}
    without = {f"{n}_no_hcn": params | {"g_h_bar": 0} for n, params in with_hcn.items()}
    found = runs.sweep("fig1_rebound", with_hcn | without)
    above, below = panel.subplots(2, 1, sharex=True)
    for axes, cases, what in ((above, with_hcn, "with HCN"), (below, without, "without")):
        traces = [_voltage(found[n])[1450:1700] for n in cases]
        names = [f"{found[n].params['extra_params']['weight']:g}" for n in cases]
        draw_overlay(
            axes, traces, [1.0] * len(traces), names, COLOURS[:5], f"$V_m$ (mV)\n{what}", 1450
        )
    below.legend(title="Weight", loc="lower right", labelspacing=0.1, bbox_to_anchor=(1.05, -0.05))
    time_axis(below, 1450, 1700)
    latency = {n: measures(found[n])["Rebound latency (ms)"] for n in found}
    n_without = sum(np.isfinite(latency[n]) for n in without)
    return [
        compared(
            "rebound latency (ms), weights 0.15, 0.175, 0.25, 0.65, 2",
            [124.0, 94.6, 80.0, 63.9, 55.6],
            [latency[n] for n in with_hcn],
            ".1f",
            absolute=0.15,
        ),
        Row(
            "rebound spikes with g_h_bar 0, same weights",
            "none",
            f"in {n_without} of 5",
            "none",
            not n_without,
        ),
    ]


def resonance(panel: SubFigure, runs: Runs) -> list[Row]:
    """Resonance at theta: the response to a chirp."""
    params = published("fig1_resonance")["0"] | EVERY_MS
    theirs = {name: f * CHIRP_SPEEDUP for name, f in params["extra_params"].items()}
    cases = {"ours": params, "theirs": params | {"extra_params": theirs}}
    found = {n: _voltage(s) for n, s in runs.sweep("fig1_resonance", cases).items()}
    above, below = panel.subplots(2, 1)
    draw_trace(above, found["theirs"][CHIRP_FROM:], 1.0, r"$V_m$ (mV)", VOLTAGE, CHIRP_FROM)
    time_axis(above, CHIRP_FROM, len(found["theirs"]))
    peak = _peak(found["theirs"])
    draw_spectrum(below, power_spectrum(found["theirs"], sample_dt=1.0), 20.0, BLUE, peak)
    return [
        compared(
            "chirp of the authors' code, 1.25 → 17.5 Hz from 2 to 10 s: peak of the response, "
            "whole recording (Hz)",
            [7.80],
            [peak],
            ".2f",
            relative=0.02,
        ),
        Row(
            "chirp as specified, 1 → 14 Hz from 2 to 10 s: the same; only 2 to 10 s (Hz)",
            "",
            f"{_peak(found['ours']):.2f}; {_peak(found['ours'][2000:]):.2f}",
        ),
    ]


def subthreshold(panel: SubFigure, runs: Runs) -> list[Row]:
    """Subthreshold oscillation."""
    found = runs.sweep("fig1_subthreshold", {"0": published("fig1_subthreshold")["0"] | EVERY_MS})
    voltage = _voltage(found["0"])[SUBTHRESHOLD]
    peak = _peak(voltage)
    above, below = panel.subplots(2, 1)
    draw_trace(above, voltage[:2000], 1.0, r"$V_m$ (mV)", VOLTAGE, SUBTHRESHOLD.start)
    time_axis(above, SUBTHRESHOLD.start, SUBTHRESHOLD.start + 2000)
    draw_spectrum(below, power_spectrum(voltage, sample_dt=1.0), 20.0, BLUE, peak)
    quantity = "subthreshold oscillation, 250 … 9155 ms (Hz)"
    return [compared(quantity, [7.973], [peak], ".3f", relative=0.01)]


def interneuron(panel: SubFigure, runs: Runs) -> list[Row]:
    """Rate of the interneuron against its direct current."""
    base = published("fig1_subthreshold")["0"] | {"sim_dur": 2000, "si_peak": 0, "Amp_i_theta": 0}
    cases = {str(k): base | {"intrnrn_dc_amp": amp} for k, amp in enumerate(INTERNEURON_CURRENTS)}
    found = runs.sweep("fig1_interneuron", cases).values()
    rates = [steady_rate(layer_spikes(s)["Interneurons"][0], 500, 2000) for s in found]
    axes = panel.subplots()
    currents = 1e3 * np.array(INTERNEURON_CURRENTS)
    axes.plot(currents, INTERNEURON_RATES, "s", mfc="none", color=GREY, label="published")
    axes.plot(currents, rates, "o-", ms=3, color=INTERNEURON, label="here")
    axes.set(xlabel="Current (pA)", ylabel="Rate (Hz)", xlim=(0, 2.2), ylim=(0, None))
    axes.legend()
    return [
        compared(
            "interneuron rate (Hz), theta off, 0.5, 1, 1.5, 2e-3 nA",
            INTERNEURON_RATES,
            rates,
            ".1f",
            relative=0.01,
        )
    ]


def ring(panel: SubFigure, runs: Runs) -> list[Row]:
    """Bumps of a ring: at rest, moving right, moving left."""
    simulation = runs.sweep("fig1_ring", published("fig1_ring"))["0"]
    found, spikes, params = measures(simulation), layer_spikes(simulation), simulation.params
    axes = panel.subplots()
    draw_raster(axes, spikes["Right"], "Right ring", STELLATE[0])
    time_axis(axes, 0, params["sim_dur"])
    for start, _ in drives(params)[1:]:
        axes.axvline(start / 1e3, color="k", lw=0.6)
    speeds = [value for name, value in found.items() if name.startswith("Bump speed, ")]
    rest, right, left = speeds
    return [
        Row(
            "ring at rest, driven right, driven left: bump speed (rad/s)",
            "0, > 0, mirrored",
            listed(speeds, "+.2f"),
            f"± {AT_REST}; 10 %",
            bool(abs(rest) < AT_REST and right > 0 and abs(right + left) < MIRRORED * right),
        )
    ]


def sizes(panel: SubFigure, runs: Runs) -> list[Row]:
    """Scale and size of the fields follow the width of the ring's connections."""
    cases = {name: published(f"fig1_size_{name}")["0"] for name in ("large", "small")}
    found = runs.sweep("fig1_size", cases)
    plots = panel.subplots(2, 1)
    stdevs = {"large": LARGE_STDEV, "small": SMALL_STDEV}
    for axes, (name, colour) in zip(plots, (("large", STELLATE[0]), ("small", BLUE)), strict=True):
        right = layer_spikes(found[name])["Right"]
        sim_dur = found[name].params["sim_dur"]
        profiles = window_profiles(right, len(right), sim_dur, stdev=stdevs[name])
        axes.plot(profiles[len(profiles) // 2], color=colour)
        axes.set(ylabel=f"Spikes\n{name}", xlim=(0, len(right) - 1), ylim=(0, None))
    plots[-1].set_xlabel("Cell of the right ring")
    measured = [measures(found[name]) for name in cases]
    scale, size = (
        [m[f"{what} as published (cells)"] for m in measured]
        for what in ("Grid scale", "Field size")
    )
    width = [m["Field width (cells)"] for m in measured]
    rings = "large ring, small ring"
    return [
        compared(f"scale over cells (cells), {rings}", [95.98, 48.00], scale, ".2f", 0.01),
        compared(f"field size over cells (cells), {rings}", [43.69, 21.86], size, ".2f", 0.01),
        Row(f"field width at half height (cells; our measure), {rings}", "", listed(width, ".1f")),
    ]


def sheets(panel: SubFigure, runs: Runs) -> list[Row]:
    """Hexagonal bumps on sheets that are driven east and north."""
    sim_dur = runs.size(SHEET_DUR, 15_000.0)
    cases = {
        way: published(f"fig1_sheet_{way}")["0"] | {"sim_dur": sim_dur, "n_cpus_per_sim": 2}
        for way in ("east", "north")
    }
    found = runs.sweep("fig1_sheet", cases)
    measured = {way: measures(simulation) for way, simulation in found.items()}
    plots = panel.subplots(1, 4)
    for (way, simulation), k in zip(found.items(), (0, 2), strict=True):
        _draw_sheet(plots[k : k + 2], simulation, f"Driven {way}")
    scores = [found["Grid score"] for found in measured.values()]
    lattice = [measured["east"][name] for name in ("Grid scale (cells)", "Orientation (degrees)")]
    return [
        Row(
            "sheets of 71 × 71 driven east, north: grid score",
            "> 1",
            listed(scores, ".2f"),
            "> 1",
            min(scores) > 1,
        ),
        Row("sheet: scale (cells), orientation (degrees)", "", listed(lattice, ".1f")),
        _drift("east", measured["east"], ("x", "y")),
        _drift("north", measured["north"], ("y", "x")),
    ]


def _drift(way: str, found: Mapping[str, float], axes: Sequence[str]) -> Row:
    """The drift along the driven axis, and along the other."""
    along, across = (found[f"Drift along {axis} (cells/s)"] for axis in axes)
    return Row(
        f"sheet driven {way}: drift along {axes[0]}, {axes[1]} (cells/s)",
        f"to the {way}: > 0, about 0",
        listed([along, across], "+.1f"),
        "other axis < 5 %",
        bool(along > 0 and abs(across) < 0.05 * along),
    )


def _draw_sheet(plots: Sequence[Axes], simulation: SimulationData, title: str) -> None:
    """The rates of the busiest stellate sheet in the last half second, and its correlation."""
    params, spikes = simulation.params, layer_spikes(simulation)
    stellate = {name: times for name, times in spikes.items() if name != "Interneurons"}
    name, times = max(stellate.items(), key=lambda item: np.isfinite(item[1]).sum())
    if not np.isfinite(times).any():
        say(plots[0], "no spikes")
        return
    sim_dur = params["sim_dur"]
    (rates,) = rate_maps(times, params["N_per_axis"], sim_dur - 500, sim_dur)
    draw_sheet(plots[0], rates, float(rates.max()))
    draw_scale_bar(plots[0], params["N_per_axis"])
    plots[0].set_title(f"{title}\nsheet {name}")
    correlation = autocorrelation(rates[None])
    draw_autocorrelogram(plots[1], correlation, neighbour_peaks(correlation))
    plots[1].set_title("Autocorrelogram")


def _voltage(simulation: SimulationData) -> Array:
    """Voltage (mV) of the only stellate cell."""
    return simulation.trace("stell_v", 0).astype(np.float64)


def _peak(voltage: Array) -> float:
    return peak_frequency(power_spectrum(voltage, sample_dt=1.0), *THETA_BAND)


FIGURE = PaperFigure(
    "fig1",
    "Cells, rings and sheets",
    """Intrinsic properties of the cells: sag during hyperpolarising steps (A), rebound spikes
after an inhibitory event, which need HCN (B), the response to a chirp (C), the subthreshold
oscillation (D) and the rate of the interneuron (E). A ring at rest, driven to the right and driven
to the left (F). The size and the scale of the fields depend on the width of the connections (G).
Sheets of 71 × 71 cells driven to the east and to the north, with the autocorrelogram and its six
peaks (H). Shorter than published: the sheets run for 7 s instead of 15 s.""",
    (
        (Panel(sag), Panel(rebound), Panel(resonance)),
        (Panel(subthreshold), Panel(interneuron, 0.7), Panel(ring, 1.4)),
        (Panel(sizes, 0.5), Panel(sheets, 1.6)),
    ),
    (58, 55, 55),
)
