"""Recorded quantities of single cells: symbols, colours, traces."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from analysis.checks import Array
from analysis.drawing.axes import limits, seconds, thinned
from analysis.style import COLOURS, EXCITATION, GREY, HCN, INHIBITION, ORANGE, PURPLE, VOLTAGE


class Quantity(NamedTuple):
    """How a recorded quantity is written and drawn: symbol in mathtext, and colour."""

    symbol: str
    colour: str


QUANTITIES = {  # by the data_id without its population
    "v": Quantity(r"$V_m$", VOLTAGE),
    "ih": Quantity(r"$I_h$", HCN),
    "gh": Quantity(r"$g_h$", HCN),
    "ih_mf": Quantity(r"$m_f$", HCN),
    "ih_ms": Quantity(r"$m_s$", HCN),
    "ina": Quantity(r"$I_{Na}$", ORANGE),
    "gna": Quantity(r"$g_{Na}$", ORANGE),
    "ik": Quantity(r"$I_K$", PURPLE),
    "nap": Quantity(r"$I_{NaP}$", ORANGE),
    "gnap": Quantity(r"$g_{NaP}$", ORANGE),
    "syn_exc_i": Quantity(r"$I_{exc}$", EXCITATION),
    "syn_exc_g": Quantity(r"$g_{exc}$", EXCITATION),
    "syn_inhib_i": Quantity(r"$I_{inh}$", INHIBITION),
    "syn_inhib_g": Quantity(r"$g_{inh}$", INHIBITION),
    "ext_dc_i": Quantity(r"$I_{ext}$", GREY),
    "ext_dc_amp": Quantity(r"$I_{ext}$", GREY),
    "theta_i": Quantity(r"$I_\theta$", GREY),
    "switch_pulse": Quantity(r"$I_{pulse}$", GREY),
}


def quantity(name: str) -> Quantity:
    """The symbol and colour of a data_id without its population; the name itself if unknown."""
    return QUANTITIES.get(name, Quantity(name, COLOURS[0]))


def draw_trace(
    axes: Axes,
    samples: Array,
    sample_dt: float,
    label: str,
    colour: str,
    t_start: float = 0.0,
    ylim: tuple[float, float] | None = None,
) -> None:
    """One trace over time; of a long one the extremes of short stretches, so that no spike is lost.

    Parameters
    ----------
    axes : Axes
        To draw on.
    samples : ndarray, shape (n_samples,)
        In the unit that the label names.
    sample_dt : float
        Time between samples (ms).
    label : str
        Of the y axis, with the unit.
    colour : str
        Of the line.
    t_start : float
        Time of the first sample (ms).
    ylim : tuple of float or None
        Range of the y axis; None fits it to the samples.
    """
    time = seconds(len(samples), sample_dt, t_start)
    axes.plot(*thinned(time, samples), color=colour)
    axes.set(ylabel=label, ylim=ylim or limits(samples))
    axes.locator_params(axis="y", nbins=3)


def draw_overlay(
    axes: Axes,
    traces: Sequence[Array],
    sample_dts: Sequence[float],
    names: Sequence[str],
    colours: Sequence[str],
    label: str,
    t_start: float = 0.0,
) -> None:
    """The same quantity of several cells or simulations on one Axes.

    Parameters
    ----------
    axes : Axes
        To draw on.
    traces : sequence of ndarray, shape (n_samples,)
        In the unit that the label names.
    sample_dts : sequence of float
        Time between samples (ms) of each trace.
    names, colours : sequence of str
        One per trace.
    label : str
        Of the y axis, with the unit.
    t_start : float
        Time of the first sample (ms).
    """
    for samples, sample_dt, name, colour in zip(traces, sample_dts, names, colours, strict=True):
        time = seconds(len(samples), sample_dt, t_start)
        axes.plot(*thinned(time, samples), color=colour, label=name)
    axes.set(ylabel=label)
