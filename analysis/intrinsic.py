"""Intrinsic properties of one cell: sag, rebound latency, f-I curve."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.checks import Array, require_dimensions, require_positive, require_window
from analysis.spikes import MS_PER_S

STEADY_PART = 50.0  # ms at the end of a step, over which the steady voltage is averaged


class Sag(NamedTuple):
    """Response to a hyperpolarising step: voltages (mV), and the steady part of the deflection."""

    baseline: float
    peak: float
    steady: float

    @property
    def ratio(self) -> float:
        """Steady deflection / peak deflection: 1 without sag, less with more HCN current."""
        return (self.steady - self.baseline) / (self.peak - self.baseline)


def sag(voltage: Array, sample_dt: float, onset: float, offset: float) -> Sag:
    """Sag of the voltage during a hyperpolarising current step.

    Parameters
    ----------
    voltage : ndarray
        Membrane potential (mV), one value per sample from 0 ms.
    sample_dt : float
        Time between samples (ms).
    onset, offset : float
        First and last moment of the step (ms).

    Returns
    -------
    Sag
        The baseline is the last sample before the onset, the peak the lowest voltage of
        the step, the steady voltage the mean of its last 50 ms.

    Raises
    ------
    ValueError
        A step that is not hyperpolarising, not inside the record or shorter than 50 ms.

    Notes
    -----
    The measure of Shaikh & Assisi 2025, figure 1; this choice of the baseline gives the
    published 0.39 ... 0.41 on the authors' traces.
    """
    require_dimensions("voltage", voltage, "samples")
    require_positive("sample_dt", sample_dt, "ms")
    start, stop = round(onset / sample_dt), round(offset / sample_dt)
    n_steady = round(STEADY_PART / sample_dt)
    if not 1 <= start <= stop - n_steady <= len(voltage) - n_steady:
        raise ValueError(
            f"the step must last >= {STEADY_PART} ms within 0 ... {len(voltage) * sample_dt} ms, "
            f"got {onset} ... {offset} ms"
        )
    step = voltage[start:stop]
    response = Sag(float(voltage[start - 1]), float(step.min()), float(step[-n_steady:].mean()))
    if response.peak >= response.baseline:
        raise ValueError(
            f"the step must hyperpolarise, but the voltage stays at or above {response.baseline} mV"
        )
    return response


def rebound_latency(spike_times: Array, start: float) -> float:
    """Time from an inhibitory event to the next spike.

    Parameters
    ----------
    spike_times : ndarray
        Times of one cell (ms; NaN is left out).
    start : float
        Time of the event (ms).

    Returns
    -------
    float
        Latency (ms); NaN if the cell does not fire any more.

    Raises
    ------
    ValueError
        `spike_times` with more than one dimension.
    """
    require_dimensions("spike_times", spike_times, "spikes")
    later = spike_times[spike_times > start]
    return float(later.min() - start) if len(later) else np.nan


def steady_rate(spike_times: Array, t_start: float, t_stop: float) -> float:
    """Rate of one cell, from the mean interval between its spikes.

    Parameters
    ----------
    spike_times : ndarray
        Times of one cell (ms; NaN is left out).
    t_start, t_stop : float
        The window (ms), its end excluded.

    Returns
    -------
    float
        Rate (Hz); 0 with fewer than two spikes in the window.

    Raises
    ------
    ValueError
        `spike_times` with more than one dimension, an empty window.
    """
    require_dimensions("spike_times", spike_times, "spikes")
    require_window(t_start, t_stop)
    inside = np.sort(spike_times[(spike_times >= t_start) & (spike_times < t_stop)])
    return MS_PER_S * (len(inside) - 1) / (inside[-1] - inside[0]) if len(inside) > 1 else 0.0


def f_i_curve(
    currents: Sequence[float], spike_times: Sequence[Array], t_start: float, t_stop: float
) -> tuple[Array, Array]:
    """Rate against current, in order of the current.

    Parameters
    ----------
    currents : sequence of float
        The step of each simulation (nA).
    spike_times : sequence of ndarray
        The cell's spikes in each (ms).
    t_start, t_stop : float
        The window (ms) in which it fires steadily.

    Returns
    -------
    tuple of ndarray, ndarray
        Currents (nA), ascending, and the rates (Hz) at them.

    Raises
    ------
    ValueError
        As many currents as spike trains are expected; an empty window.
    """
    if len(currents) != len(spike_times):
        raise ValueError(
            f"spike_times must hold one train per current, {len(currents)}, got {len(spike_times)}"
        )
    rates = np.array([steady_rate(times, t_start, t_stop) for times in spike_times])
    order = np.argsort(currents)
    return np.asarray(currents, dtype=np.float64)[order], rates[order]
