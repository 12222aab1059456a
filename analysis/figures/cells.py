"""What a single cell does by itself: resonance, sag, rhythm, excitation against inhibition."""

import numpy as np
from matplotlib.figure import Figure

from analysis.checks import Array
from analysis.drawing.axes import legend_above, limits, seconds, shade, time_axis
from analysis.drawing.spectra import draw_spectrogram, draw_spectrum
from analysis.drawing.traces import draw_trace
from analysis.field_average import without_spikes
from analysis.figures.registry import Undefined, figure_of_run
from analysis.figures.run import Run
from analysis.figures.traces import AFTERMATH, cell_name, chosen_gids, samples
from analysis.intrinsic import sag
from analysis.spectra import Spectrum, peak_frequency, power_spectrum, spectrogram
from analysis.spikes import MS_PER_S
from analysis.style import COLUMN, EXCITATION, GREY, INHIBITION, PAGE, VOLTAGE, new_figure
from analysis.windows import noise_end

F_MAX = 30.0  # Hz, end of the axis of frequencies
F_MIN = 2.0  # Hz, below which a peak of the spectrum is a drift
WINDOW = 2000.0  # ms, of the spectrogram; the resolution is 0.5 Hz
AFTER_NOISE = 500.0  # ms in which the membrane potential settles
SHORTEST = 4000.0  # ms, of a record of which there is a spectrum
MOST = 1.0, 99.0  # percentiles of the membrane potential that its axis shows
COARSEST = 5.0  # ms, samples with which F_MAX can be seen
CHIRP_START = 2000.0  # ms, of the input "resonance"


@figure_of_run(
    "sag",
    "the input sag and a stellate cell's membrane potential",
    lambda run: run.params["input_id"] == "sag" and "stell_v" in run.recorded,
)
def sag_trace(run: Run) -> Figure:
    """The membrane potential during the step, with baseline, peak and steady voltage."""
    if why := run.measures["Sag ratio"].reason:
        raise Undefined(why)
    gid, voltage = _voltage(run)
    extra = run.params["extra_params"]
    response = sag(voltage, run.params["recorder_dt"], extra["dur1"], extra["dur2"])
    figure = new_figure(COLUMN, 55)
    axes = figure.subplots()
    before = int(extra["dur1"] / 2 / run.params["recorder_dt"])  # here the start has died away
    shown = limits(voltage[before:], margin=0.15)
    draw_trace(axes, voltage, run.params["recorder_dt"], "$V_m$ (mV)", VOLTAGE, ylim=shown)
    for level, name in (
        (response.baseline, "baseline"),
        (response.peak, "peak"),
        (response.steady, "steady"),
    ):
        axes.axhline(level, color=INHIBITION, lw=0.6, ls=":")
        end = run.sim_dur / MS_PER_S
        axes.text(end, level, f"{name} ", color=INHIBITION, va="bottom", ha="right")
    axes.set_title(f"{cell_name(run, gid)}: sag ratio {response.ratio:.2f}", loc="left", pad=3)
    time_axis(axes, 0, run.sim_dur)
    return figure


@figure_of_run(
    "resonance",
    "the input resonance and a stellate cell's membrane potential",
    lambda run: run.params["input_id"] == "resonance" and "stell_v" in run.recorded,
)
def resonance(run: Run) -> Figure:
    """The response to the chirp, against time and against frequency."""
    gid, voltage = _voltage(run)
    sample_dt, extra = run.params["recorder_dt"], run.params["extra_params"]
    if run.sim_dur <= CHIRP_START + MS_PER_S:
        raise Undefined(f"the chirp starts at {CHIRP_START:g} ms, the run ends at {run.sim_dur:g}")
    response = voltage[int(CHIRP_START / sample_dt) :]
    figure = new_figure(PAGE, 60)
    left, right = figure.subplots(1, 2, width_ratios=[2, 1])
    draw_trace(left, response, sample_dt, "$V_m$ (mV)", VOLTAGE, CHIRP_START)
    time_axis(left, CHIRP_START, run.sim_dur)
    duration = (run.sim_dur - CHIRP_START) / MS_PER_S
    start, f0, f1 = CHIRP_START / MS_PER_S, extra["f0"], extra["f1"]
    slope = (f1 - f0) / duration
    if slope:
        above = left.secondary_xaxis(
            "top", (lambda time: f0 + slope * (time - start), lambda f: start + (f - f0) / slope)
        )
        above.set_xlabel("Frequency of the chirp (Hz)")
    found = power_spectrum(response, sample_dt)
    draw_spectrum(right, found, 1.2 * max(f0, f1), VOLTAGE, _peak_of_chirp(found, f0, f1))
    left.set_ylabel(f"{cell_name(run, gid)}\n$V_m$ (mV)")
    return figure


def _peak_of_chirp(spectrum: Spectrum, f0: float, f1: float) -> float:
    """Frequency (Hz) of the highest power between those of the chirp, which may fall or stay.

    A band narrower than the resolution is widened, so that there is a frequency in it.
    """
    low, high = min(f0, f1), max(f0, f1)
    widened = max(float(spectrum.frequency[1]) - (high - low), 0.0)
    return peak_frequency(spectrum, low - widened, high + widened)


@figure_of_run(
    "spectrum",
    "a stellate cell's membrane potential, every 5 ms for 4 s after the noise",
    lambda run: _has_spectrum(run),
)
def spectrum(run: Run) -> Figure:
    """Power spectrum and spectrogram of a stellate cell's membrane potential without spikes."""
    gid, voltage = _voltage(run)
    start = noise_end(run.params) + AFTER_NOISE
    kept = voltage[int(start / run.params["recorder_dt"]) :]
    signal, sample_dt = without_spikes(kept, run.params["recorder_dt"])
    found = power_spectrum(signal, sample_dt, WINDOW)
    figure = new_figure(PAGE, 75)
    panels = figure.subplot_mosaic(
        [["left", "above"], ["left", "below"]], width_ratios=[1, 2], height_ratios=[1, 1.5]
    )
    left, above, right = panels["left"], panels["above"], panels["below"]
    draw_trace(above, signal, sample_dt, "$V_m$ (mV)", VOLTAGE, start)
    above.set(ylim=limits(np.percentile(signal, MOST)), xlim=_in_seconds(start, run.sim_dur))
    draw_spectrum(left, found, F_MAX, VOLTAGE, peak_frequency(found, F_MIN, F_MAX))
    left.set_title(f"{cell_name(run, gid)}, $V_m$ without spikes", loc="left", pad=3)
    mesh = draw_spectrogram(right, spectrogram(signal, sample_dt, WINDOW), F_MAX, start)
    time_axis(right, start, run.sim_dur)
    figure.colorbar(mesh, ax=right, label="Power (dB re 1 mV²/Hz)", extend="min")
    return figure


def _in_seconds(start: float, stop: float) -> tuple[float, float]:
    return start / MS_PER_S, stop / MS_PER_S


def _has_spectrum(run: Run) -> bool:
    record = run.sim_dur - noise_end(run.params) - AFTER_NOISE
    is_fine = run.params["recorder_dt"] <= COARSEST
    by_itself = run.params["input_id"] not in ("sag", "pir", "resonance", "pulse")
    return "stell_v" in run.recorded and record >= SHORTEST and is_fine and by_itself


def _voltage(run: Run) -> tuple[int, Array]:
    """The first chosen stellate cell of which there is a membrane potential, and that."""
    gid = (chosen_gids(run.gids_of["stell_v"], run.gids) or run.gids_of["stell_v"])[0]
    return gid, samples(run, "stell_v", gid)


@figure_of_run(
    "excitation_inhibition",
    "excitation and inhibition of the same cell",
    lambda run: _balanced(run) is not None,
)
def excitation_inhibition(run: Run) -> Figure:
    """The membrane potential of a cell, above its excitation and inhibition on a common axis."""
    population, kind, gid = _balanced(run) or ("", "", 0)
    sample_dt = run.params["recorder_dt"]
    voltage = f"{population}_v"
    has_voltage = gid in run.gids_of.get(voltage, [])
    start = int(min(run.fit_from + AFTERMATH, run.sim_dur / 2) / sample_dt)
    figure = new_figure(PAGE, 75 if has_voltage else 50)
    panels = np.atleast_1d(figure.subplots(1 + has_voltage, 1, sharex=True))
    for axes in panels:
        shade(axes, run.shaded)
    if has_voltage:
        trace = samples(run, voltage, gid)
        draw_trace(panels[0], trace, sample_dt, "$V_m$ (mV)", VOLTAGE, ylim=limits(trace[start:]))
    shown = []
    for which, name, colour in (
        ("exc", "excitation", EXCITATION),
        ("inhib", "inhibition", INHIBITION),
    ):
        trace = samples(run, f"{population}_syn_{which}_{kind}", gid)
        panels[-1].plot(seconds(len(trace), sample_dt), trace, color=colour, label=name, lw=0.6)
        shown.append(trace[start:])
    unit = run.simulation.unit(f"{population}_syn_exc_{kind}")
    what = "Conductance" if kind == "g" else "Current"
    panels[-1].set(ylabel=f"{what} ({unit})", ylim=limits(np.concatenate(shown)))
    panels[-1].axhline(0, color=GREY, lw=0.5)
    legend_above(panels[-1])
    panels[0].set_title(cell_name(run, gid), loc="left", pad=3)
    time_axis(panels[-1], 0, run.sim_dur)
    figure.align_ylabels()
    return figure


def _balanced(run: Run) -> tuple[str, str, int] | None:
    """Population, kind (i or g) and gid of a cell with both quantities; None without one.

    A cell that was chosen comes before all others.
    """
    found = [
        (population, kind, gid)
        for population in ("intrnrn", "stell")
        for kind in ("i", "g")
        for gid in _with_both(run, f"{population}_syn_{{}}_{kind}")
    ]
    return next((cell for cell in found if cell[2] in run.gids), next(iter(found), None))


def _with_both(run: Run, data_id: str) -> list[int]:
    """The gids of which both the excitation and the inhibition were recorded."""
    excited, inhibited = (run.gids_of.get(data_id.format(which), ()) for which in ("exc", "inhib"))
    return sorted(set(excited) & set(inhibited))
