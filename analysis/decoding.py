"""Where the bumps of a ring are: phase, speed, coherence, decoded position.

On a ring the pattern repeats every `n_phases` cells; the phase of cell i is 2 pi i / n_phases.
"""

import numpy as np
import numpy.typing as npt
from scipy.stats import linregress

from analysis.checks import (
    Array,
    require_dimensions,
    require_multiple,
    require_positive,
    require_window,
)
from analysis.spikes import MS_PER_S


def fold_rings(rates: Array, n_per_ring: int) -> Array:
    """Add up the rates of the cells at the same place of several rings.

    Parameters
    ----------
    rates : ndarray, shape (n_rings * n_per_ring, n_samples)
        One ring after another.
    n_per_ring : int
        Cells per ring.

    Returns
    -------
    ndarray, shape (n_per_ring, n_samples)
        In the unit of `rates`.

    Raises
    ------
    ValueError
        If `rates` has not two dimensions, or its cells do not make whole rings.
    """
    require_dimensions("rates", rates, "cells x samples")
    require_multiple("cells in rates", len(rates), n_per_ring, "cells")
    return rates.reshape(-1, n_per_ring, rates.shape[1]).sum(axis=0)


def population_vector(rates: Array, n_phases: int) -> npt.NDArray[np.complex128]:
    """Sum of rate x exp(2 pi i cell / n_phases) over the cells of a ring.

    Parameters
    ----------
    rates : ndarray, shape (n_cells, n_samples)
        Rates or counts of one ring.
    n_phases : int
        Cells from one field to the next.

    Returns
    -------
    ndarray of complex, shape (n_samples,)
        In the unit of `rates`; 0 where nothing fires.

    Raises
    ------
    ValueError
        If `rates` has not two dimensions or `n_phases` is not positive.
    """
    require_dimensions("rates", rates, "cells x samples")
    require_positive("n_phases", n_phases, "cells")
    return np.exp(2j * np.pi * np.arange(len(rates)) / n_phases) @ rates


def unwrapped_phase(vector: npt.NDArray[np.complex128], silence: float = 0.0) -> Array:
    """Angle of a population vector over time, without jumps: 2 pi is one field further.

    Parameters
    ----------
    vector : ndarray of complex, shape (n_samples,)
        As `population_vector` returns it.
    silence : float
        Part of the longest vector up to which a vector has no phase. Of filtered spikes
        something is left long after the last one.

    Returns
    -------
    ndarray, shape (n_samples,)
        Phase (rad); NaN in silence.
    """
    phase = np.full(len(vector), np.nan)
    length = np.abs(vector)
    active = length > silence * np.max(length, initial=0.0)
    phase[active] = np.unwrap(np.angle(vector[active]))
    return phase


def bump_phase(rates: Array, n_phases: int) -> Array:
    """Phase of the bumps over time, from rates.

    Parameters
    ----------
    rates : ndarray, shape (n_cells, n_samples)
        Rates of one ring, smoothed over time.
    n_phases : int
        Cells from one field to the next.

    Returns
    -------
    ndarray, shape (n_samples,)
        Phase (rad), unwrapped; NaN where nothing fires.

    Raises
    ------
    ValueError
        If `rates` has not two dimensions or `n_phases` is not positive.

    Notes
    -----
    Shaikh & Assisi 2025, decoding of position. From spikes, `analysis.ring_phase` gives the same
    with less memory.
    """
    return unwrapped_phase(population_vector(rates, n_phases))


def bump_speed(
    phase: Array, sample_dt: float, t_start: float = 0.0, t_stop: float = np.inf
) -> float:
    """Speed of the bumps: slope of the unwrapped phase, by least squares.

    Parameters
    ----------
    phase : ndarray, shape (n_samples,)
        Unwrapped phase (rad), from 0 ms; samples that are NaN are left out.
    sample_dt : float
        Time between samples (ms).
    t_start, t_stop : float
        The window (ms) of the regression, its end excluded; by default the whole record. A run
        that turns, or has several drives, has a speed in each.

    Returns
    -------
    float
        Speed (rad/s), positive towards higher cells; NaN with fewer than two samples.

    Raises
    ------
    ValueError
        If `sample_dt` is not positive or the window is empty.

    Notes
    -----
    Shaikh & Assisi 2025 take the whole record from 0 ms on, and in runs that turn the part before
    the turn.
    """
    require_positive("sample_dt", sample_dt, "ms")
    require_window(t_start, t_stop)
    time = sample_dt * np.arange(len(phase))
    used = np.isfinite(phase) & (time >= t_start) & (time < t_stop)
    if np.count_nonzero(used) < 2:
        return np.nan
    return float(linregress(time[used] / MS_PER_S, phase[used]).slope)


def coherence(rates: Array, n_phases: int) -> float:
    """Mean over time of the resultant length: 1 for one active cell, 0 for a flat ring.

    Parameters
    ----------
    rates : ndarray, shape (n_cells, n_samples)
        Rates of one ring.
    n_phases : int
        Cells from one field to the next.

    Returns
    -------
    float
        Mean resultant length (0 to 1) over the samples in which something fires; NaN without any.

    Raises
    ------
    ValueError
        If `rates` has not two dimensions or `n_phases` is not positive.
    """
    vector, total = population_vector(rates, n_phases), rates.sum(axis=0)
    active = total > 0
    return float(np.mean(np.abs(vector[active]) / total[active])) if active.any() else np.nan


def decoded_position(phase: Array, lambda0: float) -> Array:
    """Position on the circular track that a phase stands for.

    Parameters
    ----------
    phase : ndarray
        Phase of the bumps (rad).
    lambda0 : float
        Length of the track (rad), which is one field of the ring.

    Returns
    -------
    ndarray
        Position (rad), in [0, lambda0).

    Raises
    ------
    ValueError
        If `lambda0` is not positive.
    """
    require_positive("lambda0", lambda0, "rad")
    return np.mod(phase * lambda0 / (2 * np.pi), lambda0)


def wrapped_difference(minuend: Array, subtrahend: Array, period: float) -> Array:
    """Difference of two positions on a circle, the shorter way round.

    Parameters
    ----------
    minuend, subtrahend : ndarray
        Positions, in the unit of `period`.
    period : float
        Length of the circle.

    Returns
    -------
    ndarray
        Differences in [-period/2, period/2).

    Raises
    ------
    ValueError
        If `period` is not positive.
    """
    require_positive("period", period, "(unit of the positions)")
    return np.mod(minuend - subtrahend + period / 2, period) - period / 2
