"""The spikes of a run: rates, rasters, the position that they stand for."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.checks import Array
from analysis.decoding import wrapped_difference
from analysis.drawing.axes import legend_above, pi_text, say, seconds, shade, thinned, time_axis
from analysis.drawing.positions import draw_difference, draw_phase
from analysis.drawing.spikes import draw_raster, draw_rates
from analysis.figures.registry import Undefined, figure_of_run
from analysis.figures.run import Run
from analysis.ring_measures import positions
from analysis.ring_phase import SAMPLE_DT
from analysis.spikes import population_rate
from analysis.style import ANIMAL, COLUMN, GREY, PAGE, STELLATE_POSITION, new_figure
from analysis.windows import noise_end
from input_data.trajectory import load_track

RATE_BIN, RATE_STDEV = 1.0, 20.0  # ms, of the rates over time
FEW_CELLS, FEW_STDEV = 12, 100.0  # cells, of which a rate needs more smoothing; ms
AFTERMATH = 100.0  # ms after the noise in which the rates settle, and the smoothing reaches back
POPULATIONS = {"stell": "Stellate", "intrnrn": "Interneurons"}


@figure_of_run("rates", "spikes of all cells of a population", lambda run: bool(run.spikes))
def rates(run: Run) -> Figure:
    """The mean rate of each layer over time, without the ends, which the smoothing distorts."""
    sample_dt = min(RATE_BIN, run.sim_dur)
    shown, widest = {}, 0.0
    for name, times in run.spikes.items():
        stdev = FEW_STDEV if len(times) <= FEW_CELLS else RATE_STDEV
        widest = max(widest, stdev)
        rate = population_rate(times, run.sim_dur, stdev, sample_dt)
        margin = min(int(2 * stdev / sample_dt), len(rate) // 4)
        rate[:margin] = rate[len(rate) - margin :] = np.nan
        shown[name] = rate
    fit_from = min(run.fit_from + max(AFTERMATH, 3 * widest), run.sim_dur / 2)
    figure = new_figure(COLUMN, 50)
    axes = figure.subplots()
    shade(axes, run.shaded)
    draw_rates(axes, shown, sample_dt, run.colours, fit_from)
    time_axis(axes, 0, run.sim_dur)
    return figure


@figure_of_run(
    "raster_of_chosen_cells",
    "spikes of some cells of a population",
    lambda run: bool(_partly_recorded(run)),
)
def raster_of_chosen_cells(run: Run) -> Figure:
    """The spikes of a population of which only some cells were recorded."""
    populations = _partly_recorded(run)
    figure = new_figure(PAGE, 12 + 26 * len(populations))
    panels = np.atleast_1d(figure.subplots(len(populations), 1, sharex=True))
    for axes, population in zip(panels, populations, strict=True):
        data_id = f"{population}_spks"
        with run.simulation.opened(data_id) as dataset:
            spikes = dataset[:].astype(np.float64)
        layer = next(layer for layer in run.layers if layer.population == population)
        gids = run.simulation.gids(data_id).tolist()
        shade(axes, run.shaded)
        draw_raster(axes, spikes, POPULATIONS[population], run.colours[layer.name], gids)
    time_axis(panels[-1], 0, run.sim_dur)
    figure.align_ylabels()
    return figure


def _partly_recorded(run: Run) -> list[str]:
    return [
        population
        for population in POPULATIONS
        if f"{population}_spks" in run.recorded and run.simulation.spike_array(population) is None
    ]


@figure_of_run(
    "trajectory",
    "spikes of the stellate rings and a trajectory",
    lambda run: run.rings is not None and run.params["vel_type"] == "input",
)
def trajectory(run: Run) -> Figure:
    """The animal's velocity and position, the decoded position, and the error with its rms."""
    phase, lambda0 = _defined_phase(run), run.params["lambda0"]
    decoded, animal = positions(phase, run.params)
    error = wrapped_difference(decoded, animal, lambda0)
    figure = new_figure(PAGE, 105)
    panels = figure.subplots(3, 1, sharex=True, height_ratios=[1, 2, 1.3])
    fast, above, below = panels
    track = load_track(run.params)
    velocity_time = seconds(len(track.velocity), track.sample_dt)
    fast.axhline(0, color=GREY, lw=0.5)
    fast.plot(*thinned(velocity_time, track.velocity), color=ANIMAL)
    fast.set(ylabel="Velocity\n(rad/s)")
    draw_phase(above, animal, SAMPLE_DT, ANIMAL, "Animal", lambda0, "Position (rad)")
    draw_phase(above, decoded, SAMPLE_DT, STELLATE_POSITION, "Decoded", lambda0, "Position (rad)")
    legend_above(above)
    rms = run.measures["Position error, rms (rad)"]
    draw_difference(below, error, SAMPLE_DT, lambda0, "Error (rad)", rms)
    half = lambda0 / 2
    below.set(ylim=(-half, half))
    below.set_yticks([-half, 0, half], [pi_text(tick) for tick in (-half, 0, half)])
    if not rms.reason:
        below.legend(loc="lower right", bbox_to_anchor=(1, 0.95), borderaxespad=0.2)
    for k, axes in enumerate(panels):
        shade(axes, run.shaded, named=k == 0)
    time_axis(below, 0, run.sim_dur)
    figure.align_ylabels()
    return figure


@figure_of_run(
    "raster",
    "spikes of all cells of a population that is not on sheets",
    lambda run: bool(run.spikes) and not run.sheets,
)
def raster(run: Run) -> Figure:
    """The spikes of every layer, and for rings the decoded phase."""
    n_panels = len(run.spikes) + (run.phase is not None)
    figure = new_figure(PAGE, 14 + 25 * n_panels)
    panels = np.atleast_1d(figure.subplots(n_panels, 1, sharex=True))
    quiet = noise_end(run.params) + AFTERMATH
    for k, axes in enumerate(panels):
        shade(axes, run.shaded, named=k == 0)
    for axes, (name, spikes) in zip(panels, run.spikes.items(), strict=False):
        draw_raster(axes, spikes, name, run.colours[name], noise_until=quiet)
    if run.phase is not None:
        _phase_panel(panels[-1], run.phase)
    time_axis(panels[-1], 0, run.sim_dur)
    figure.align_ylabels()
    return figure


def _phase_panel(axes: Axes, phase: Array) -> None:
    if not np.isfinite(phase).any():
        say(axes, "no phase: the stellate cells are silent")
    draw_phase(axes, phase, SAMPLE_DT, "black", label="Decoded\nphase (rad)")


def _defined_phase(run: Run) -> Array:
    """The phase of the stellate rings."""
    if run.phase is None or not np.isfinite(run.phase).any():
        raise Undefined("the stellate cells are silent")
    return run.phase
