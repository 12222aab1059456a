"""Theta: when in its cycle the cells fire, phase precession, and what a cue does to it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.checks import Array
from analysis.drawing.axes import legend_above, say
from analysis.drawing.theta import (
    draw_autocorrelogram,
    draw_locking,
    draw_phases,
    draw_precession,
)
from analysis.figures.registry import Undefined, figure_of_run
from analysis.figures.run import Run
from analysis.measures import measured_window
from analysis.rhythm import LONGEST_LAG, autocorrelogram
from analysis.ring_measures import animal_at, busier
from analysis.style import ANIMAL, COLUMN, PAGE, new_figure
from analysis.theta import locking_by_place, precession
from analysis.theta_measures import field_spikes, theta_said
from parameters.config_files import main_theta
from parameters.theta import ThetaInput

N_PLACES = 12  # bins of the track
CUE = 2  # the value of `tuning` that has a cue


@figure_of_run(
    "theta",
    "spikes of all cells of a layer, and a theta input",
    lambda run: bool(run.spikes) and main_theta(run.params) is not None,
)
def theta(run: Run) -> Figure:
    """Phases of spikes; for rings also phase against place in the field, and autocorrelogram."""
    rhythm = _theta_of(run)
    locked = next(value for name, value in run.measures.items() if name.endswith("theta locking"))
    if locked.reason and locked.reason != "no spikes":
        raise Undefined(locked.reason)
    phases = {name: rhythm.phase(_inside(run, spikes)) for name, spikes in run.spikes.items()}
    if not any(map(len, phases.values())):
        raise Undefined("no spikes")
    figure = new_figure(COLUMN if run.rings is None else PAGE, 55)
    panels = figure.subplots(1, 1 if run.rings is None else 3, squeeze=False)[0]
    draw_phases(panels[0], phases, run.colours)
    legend_above(panels[0])
    if run.rings is not None:
        _draw_fields(panels[1], run, rhythm)
        _draw_rhythm(panels[2], run, rhythm)
    figure.suptitle(theta_said(rhythm), fontsize=7)
    return figure


@figure_of_run(
    "theta_at_cue",
    "spikes of all cells, theta that depends on a cue (tuning 2) and a trajectory",
    lambda run: run.params["tuning"] == CUE and bool(run.spikes),
)
def theta_at_cue(run: Run) -> Figure:
    """Theta locking of each layer against the position of the animal."""
    rhythm, lambda0 = _theta_of(run), run.params["lambda0"]
    inside = {name: _inside(run, spikes) for name, spikes in run.spikes.items()}
    if not any(map(len, inside.values())):
        raise Undefined("no spikes")
    figure = new_figure(COLUMN, 55)
    axes = figure.subplots()
    for name, times in inside.items():
        if len(times):
            position = animal_at(times, run.params)
            places, locking = locking_by_place(position, rhythm.phase(times), lambda0, N_PLACES)
            draw_locking(axes, places, locking, run.colours[name], name)
    axes.axvline(run.params["cue_position"] % lambda0, color=ANIMAL, ls=":", lw=0.8)
    axes.set(xlabel="Position of the animal (rad); dotted: the cue", xlim=(0, lambda0))
    axes.set_ylim(0, None)
    legend_above(axes)
    return figure


def _theta_of(run: Run) -> ThetaInput:
    found = main_theta(run.params)
    if found is None:
        raise Undefined("the network has no theta input")
    return found


def _inside(run: Run, spikes: Array) -> Array:
    start, end = measured_window(run.params)
    return spikes[(spikes >= start) & (spikes < end)]


def _draw_fields(axes: Axes, run: Run, rhythm: ThetaInput) -> None:
    slope = run.measures["Phase precession (degrees per field)"]
    if slope.reason:
        axes.set_axis_off()
        say(axes, slope.reason)
        return
    window = measured_window(run.params)
    fields = field_spikes(run.params, run.spikes, window, rhythm.phase)
    draw_precession(axes, fields.position, fields.phase, precession(fields))
    correlation = run.measures["Phase precession correlation"]
    text = f"{slope:.0f}° per field, correlation {correlation:.2f}"
    axes.set_title(text, loc="left", pad=3)


def _draw_rhythm(axes: Axes, run: Run, rhythm: ThetaInput) -> None:
    start, end = measured_window(run.params)
    if end - start <= LONGEST_LAG:
        axes.set_axis_off()
        return
    lags, counts = autocorrelogram(busier(np.asarray(run.rings), run.params), end, start)
    draw_autocorrelogram(axes, lags, counts, 1 / rhythm.frequency)
    index, skipping = run.measures["Theta index"], run.measures["Theta skipping"]
    if not index.reason:
        axes.set_title(f"theta index {index:.1f}, skipping {skipping:.2f}", loc="left", pad=3)
