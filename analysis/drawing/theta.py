"""Theta: phases of spikes, phase against position in a field, autocorrelograms."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from analysis.checks import Array
from analysis.circular import CircularLinear, MeanDirection
from analysis.style import BLUE, GREY, VERMILLION

N_PHASES = 36  # bins of a cycle
N_PLACES = 40  # bins across a field
CYCLE = 360.0  # degrees
FEWEST = 50  # spikes of which locking is drawn


def draw_phases(axes: Axes, phases: Mapping[str, Array], colours: Mapping[str, str]) -> None:
    """Share of the spikes of each layer over two cycles, in bins of 10 degrees.

    Parameters
    ----------
    axes : Axes
        What is drawn on.
    phases : mapping of str to ndarray
        Phases (rad) of the spikes of each layer, by name; those without spikes are left out.
    colours : mapping of str to str
        A colour for each.
    """
    for name, angles in phases.items():
        if len(angles):
            counts, edges = np.histogram(np.degrees(angles) % CYCLE, N_PHASES, (0, CYCLE))
            share = 100 * np.tile(counts, 2) / len(angles)
            ends = np.concatenate([edges, CYCLE + edges[1:]])
            axes.stairs(share, ends, baseline=None, color=colours[name], label=name)
    axes.axhline(100 / N_PHASES, color=GREY, lw=0.5, ls=":")
    axes.set(ylabel="Spikes (%)", ylim=(0, None))
    phase_of_theta(axes)


def draw_precession(axes: Axes, position: Array, phase: Array, fit: CircularLinear) -> None:
    """Spikes over position in the field and phase, on two cycles, with the line that fits.

    Parameters
    ----------
    axes : Axes
        What is drawn on.
    position : ndarray, shape (n,)
        0 where the field begins, 1 where it ends.
    phase : ndarray, shape (n,)
        Theta phase (rad) of each spike.
    fit : CircularLinear
        As `theta.precession` gives it.
    """
    degrees = np.degrees(phase) % CYCLE
    counts, x, y = np.histogram2d(
        position, degrees, (N_PLACES, N_PHASES), ((-0.1, 1.1), (0, CYCLE))
    )
    both = np.concatenate([counts, counts], axis=1).T
    axes.pcolormesh(x, np.concatenate([y, CYCLE + y[1:]]), both, cmap="Greys", rasterized=True)
    if np.isfinite(fit.slope):
        places = np.array([0.0, 1.0])
        line = np.degrees(fit.offset + fit.slope * places)
        for cycle in range(-3, 6):
            axes.plot(places, line + cycle * CYCLE, color=VERMILLION, lw=1)
    axes.set(
        xlabel="Position in the field",
        ylabel="Theta phase (degrees)",
        xlim=(-0.1, 1.1),
        ylim=(0, 2 * CYCLE),
        yticks=(0, 180, 360, 540, 720),
    )


def draw_autocorrelogram(axes: Axes, lags: Array, counts: Array, period: float) -> None:
    """How often spikes follow each other at a lag; the cycles of theta as lines.

    Parameters
    ----------
    axes : Axes
        What is drawn on.
    lags, counts : ndarray
        As `rhythm.autocorrelogram` gives them; that at lag 0 is left out.
    period : float
        Of theta (ms).
    """
    axes.fill_between(lags[1:], counts[1:] / max(counts[1:].max(), 1), step="mid", color=BLUE, lw=0)
    for lag in np.arange(period, lags[-1], period):
        axes.axvline(lag, color=GREY, lw=0.5, ls=":")
    axes.set(xlabel="Lag (ms)", ylabel="Pairs (of the largest)", xlim=(0, lags[-1]), ylim=(0, 1.05))


def draw_locking(
    axes: Axes, places: Array, locking: list[MeanDirection], colour: str, label: str
) -> None:
    """Mean resultant length of the phases of spikes, by place; none of fewer than 50 spikes.

    Parameters
    ----------
    axes : Axes
        What is drawn on.
    places : ndarray, shape (n,)
        The middle of each bin (rad).
    locking : list of MeanDirection
        One per bin.
    colour, label : str
        Of the line.
    """
    length = [place.length if place.n >= FEWEST else np.nan for place in locking]
    axes.plot(places, length, "o-", ms=3, color=colour, label=label)
    axes.set(ylabel="Theta locking")


def phase_of_theta(axes: Axes) -> None:
    """Make the x axis that of theta phase over two cycles."""
    axes.set(xlabel="Theta phase (degrees)", xlim=(0, 2 * CYCLE), xticks=(0, 180, 360, 540, 720))
