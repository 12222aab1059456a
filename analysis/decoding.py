"""Where the bumps of a ring are: phase, speed, decoded position, predictive bias.

On a ring the pattern repeats every `n_phases` cells; the phase of cell i is 2 pi i / n_phases.
"""

import numpy as np
import numpy.typing as npt
from scipy.stats import circmean, linregress

from analysis.checks import Array, require_dimensions, require_multiple, require_positive
from analysis.spikes import MS_PER_S


def fold_rings(rates: Array, n_per_ring: int) -> Array:
    """Add up the rates of the cells at the same place of several rings.

    Parameters
    ----------
    rates : cells x samples, one ring after another
    n_per_ring : cells per ring

    Returns
    -------
    n_per_ring x samples, in the unit of `rates`.

    Raises
    ------
    ValueError : rates without two dimensions, or a number of cells that is not whole rings
    """
    require_dimensions("rates", rates, "cells x samples")
    require_multiple("cells in rates", len(rates), n_per_ring, "cells")
    return rates.reshape(-1, n_per_ring, rates.shape[1]).sum(axis=0)


def population_vector(rates: Array, n_phases: int) -> npt.NDArray[np.complex128]:
    """Sum of rate x exp(2 pi i cell / n_phases) over the cells of a ring.

    Parameters
    ----------
    rates : cells x samples
    n_phases : cells between two fields

    Returns
    -------
    One complex number per sample, in the unit of `rates`; 0 where nothing fires.

    Raises
    ------
    ValueError : rates without two dimensions, n_phases that is not positive
    """
    require_dimensions("rates", rates, "cells x samples")
    require_positive("n_phases", n_phases, "cells")
    return np.exp(2j * np.pi * np.arange(len(rates)) / n_phases) @ rates


def bump_phase(rates: Array, n_phases: int) -> Array:
    """Phase of the bumps over time, unwrapped: 2 pi is one field further.

    Parameters
    ----------
    rates : cells x samples of a ring, smoothed over time
    n_phases : cells between two fields

    Returns
    -------
    Phase (rad), one per sample; NaN where nothing fires.

    Raises
    ------
    ValueError : as `population_vector`

    Source: Shaikh & Assisi 2025, decoding of position.
    """
    vector = population_vector(rates, n_phases)
    phase = np.full(len(vector), np.nan)
    active = vector != 0
    phase[active] = np.unwrap(np.angle(vector[active]))
    return phase


def bump_speed(phase: Array, sample_dt: float) -> float:
    """Slope of the unwrapped phase, by least squares.

    Parameters
    ----------
    phase : rad, one per sample; samples that are NaN are left out
    sample_dt : time between samples (ms)

    Returns
    -------
    Speed (rad/s), positive towards higher cells; NaN with fewer than two samples.

    Raises
    ------
    ValueError : sample_dt that is not positive
    """
    require_positive("sample_dt", sample_dt, "ms")
    samples = np.flatnonzero(np.isfinite(phase))
    if len(samples) < 2:
        return np.nan
    return float(linregress(samples * sample_dt / MS_PER_S, phase[samples]).slope)


def coherence(rates: Array, n_phases: int) -> float:
    """Mean over time of the resultant length: 1 for one active cell, 0 for a flat ring.

    Parameters
    ----------
    rates : cells x samples of a ring
    n_phases : cells between two fields

    Returns
    -------
    Mean resultant length (0 to 1) over the samples in which something fires; NaN without any.

    Raises
    ------
    ValueError : as `population_vector`
    """
    vector, total = population_vector(rates, n_phases), rates.sum(axis=0)
    active = total > 0
    return float(np.mean(np.abs(vector[active]) / total[active])) if active.any() else np.nan


def decoded_position(phase: Array, lambda0: float) -> Array:
    """Position on the circular track that a phase stands for.

    Parameters
    ----------
    phase : rad
    lambda0 : length of the track (rad), one field of the ring

    Returns
    -------
    Position (rad), in [0, lambda0).

    Raises
    ------
    ValueError : lambda0 that is not positive
    """
    require_positive("lambda0", lambda0, "rad")
    return np.mod(phase * lambda0 / (2 * np.pi), lambda0)


def wrapped_difference(minuend: Array, subtrahend: Array, period: float) -> Array:
    """Difference of two positions on a circle, the shorter way round.

    Parameters
    ----------
    minuend, subtrahend : positions, same unit as `period`
    period : length of the circle

    Returns
    -------
    Differences in [-period/2, period/2).

    Raises
    ------
    ValueError : period that is not positive
    """
    require_positive("period", period, "(unit of the positions)")
    return np.mod(minuend - subtrahend + period / 2, period) - period / 2


def predictive_bias(
    stell_position: Array, intrnrn_position: Array, direction: Array | float, lambda0: float
) -> float:
    """How far the stellate cells run ahead of the interneurons.

    Parameters
    ----------
    stell_position, intrnrn_position : decoded positions (rad), one per sample
    direction : +1 or -1, the direction of movement, one value or one per sample
    lambda0 : length of the track (rad)

    Returns
    -------
    Circular mean of (stellate - interneuron) along the movement (rad), in
    [-lambda0/2, lambda0/2]; positive is ahead. Samples that are NaN are left out.

    Raises
    ------
    ValueError : lambda0 that is not positive

    Source: Shaikh & Assisi 2025; they take it after `allothetic_dur`.
    """
    lead = direction * wrapped_difference(stell_position, intrnrn_position, lambda0)
    return float(circmean(lead, high=lambda0 / 2, low=-lambda0 / 2, nan_policy="omit"))
