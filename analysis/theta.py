"""Spikes in theta: the phase of each, and phase precession in the fields of a ring's cells.

Phase 0 is where a theta input depolarises its cells most, or the peak of a reference rhythm.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.checks import Array
from analysis.circular import (
    CircularLinear,
    MeanDirection,
    circular_linear_regression,
    mean_direction,
    permutation_p,
)
from analysis.decoding import wrapped_difference
from analysis.rhythm import at_times

TURN = 2 * np.pi
SLOPES = (-2 * TURN, 2 * TURN)  # rad per field, between which the slope is looked for
IN_FIELD = (2.5, 97.5)  # percentiles of the spikes between which the field lies
FEWEST = 10  # spikes of a cell of which a slope is taken

PhaseOf = Callable[[Array], Array]  # the theta phase (rad) at times (ms)


@dataclass(frozen=True)
class FieldSpikes:
    """The spikes of a ring's cells, each in the field of its cell.

    Attributes
    ----------
    cell : ndarray of int, shape (n,)
        Index of the cell in its ring.
    time : ndarray, shape (n,)
        ms.
    position : ndarray, shape (n,)
        In the direction of travel: 0 where the field begins, 1 where it ends. 5 % of the spikes
        lie outside.
    phase : ndarray, shape (n,)
        Theta phase (rad), in [0, 2 pi).
    width : float
        The field's width (rad of the bumps' phase, 2 pi from field to field).
    """

    cell: np.ndarray
    time: Array
    position: Array
    phase: Array
    width: float


def spikes_in_fields(
    spikes: Array,
    n_phases: int,
    bump_phase: Array,
    sample_dt: float,
    theta: PhaseOf,
    window: tuple[float, float],
) -> FieldSpikes:
    """Where in its field, and at which theta phase, each spike of a ring is.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms) of one ring, padded with NaN.
    n_phases : int
        Cells from one field to the next.
    bump_phase : ndarray, shape (n_samples,)
        Unwrapped phase of the bumps or of the animal (rad), smoothed over some theta cycles;
        sample k in the middle of k x sample_dt and the next.
    sample_dt : float
        Time between its samples (ms).
    theta : function
        Gives the theta phase (rad) at times (ms).
    window : tuple of float
        From when to when spikes count (ms).

    Returns
    -------
    FieldSpikes

    Notes
    -----
    All fields of all cells are laid on each other: the position of a spike is the bumps' phase
    minus that of the cell (2 pi cell / n_phases), with its sign in the direction of travel. The
    field reaches from the 2.5 to the 97.5 percentile of these around their circular mean.
    """
    start, end = window
    cell, order = np.nonzero((spikes >= start) & (spikes < end))
    time = spikes[cell, order]
    direction = np.sign(np.gradient(bump_phase))
    passed = at_times(time, bump_phase, sample_dt) - TURN * cell / n_phases
    passed = passed * np.sign(at_times(time, direction, sample_dt))
    known = np.isfinite(passed)
    cell, time, passed = cell[known], time[known], passed[known]
    if not len(time):
        return FieldSpikes(cell, time, passed, passed, np.nan)
    middle = np.angle(np.exp(1j * passed).mean())
    from_middle = wrapped_difference(passed, np.full_like(passed, middle), TURN)
    low, high = np.percentile(from_middle, IN_FIELD)
    width = float(high - low)
    position = (from_middle - low) / width if width > 0 else np.full_like(passed, np.nan)
    return FieldSpikes(cell, time, position, np.mod(theta(time), TURN), width)


def precession(spikes: FieldSpikes) -> CircularLinear:
    """Phase precession of all fields together: theta phase against position in the field.

    Parameters
    ----------
    spikes : FieldSpikes
        As `spikes_in_fields` returns them.

    Returns
    -------
    CircularLinear
        Its slope in rad per field; negative is precession.

    Notes
    -----
    Hafting et al. 2008, Nature 453:1248; the regression is that of Kempter et al. 2012, between
    -2 and 2 turns per field.
    """
    return circular_linear_regression(spikes.position, spikes.phase, SLOPES)


@dataclass(frozen=True)
class CellPrecession:
    """Phase precession of single cells, one value per cell with at least 10 spikes.

    Attributes
    ----------
    cell : ndarray of int
    slope : ndarray
        rad per field.
    correlation : ndarray
    p : ndarray
        By permutation of the cell's phases.
    """

    cell: np.ndarray
    slope: Array
    correlation: Array
    p: Array

    def share(self, level: float = 0.05) -> float:
        """The share of the cells with a negative slope and p below `level`; NaN without cells."""
        return float(((self.slope < 0) & (self.p < level)).mean()) if len(self.cell) else np.nan


def precession_of_cells(spikes: FieldSpikes, n_permutations: int = 200) -> CellPrecession:
    """Phase precession of each cell by itself.

    Parameters
    ----------
    spikes : FieldSpikes
        As `spikes_in_fields` returns them.
    n_permutations : int
        For the p of each cell.

    Returns
    -------
    CellPrecession
    """
    found = []
    for cell in np.unique(spikes.cell):
        own = spikes.cell == cell
        if own.sum() >= FEWEST:
            position, phase = spikes.position[own], spikes.phase[own]
            fit = circular_linear_regression(position, phase, SLOPES)
            p = permutation_p(position, phase, SLOPES, n_permutations, seed=int(cell))
            found.append((cell, fit.slope, fit.correlation, p))
    columns = np.array(found, np.float64).reshape(-1, 4).T
    return CellPrecession(columns[0].astype(np.int64), *columns[1:])


def locking_by_place(
    position: Array, phase: Array, length: float, n_bins: int
) -> tuple[Array, list[MeanDirection]]:
    """How closely spikes keep to a theta phase, by where the animal is.

    Parameters
    ----------
    position : ndarray, shape (n,)
        Position of the animal (rad, in [0, length)) at each spike.
    phase : ndarray, shape (n,)
        Theta phase (rad) of each spike.
    length : float
        Length of the track (rad).
    n_bins : int
        Parts that it is divided into.

    Returns
    -------
    middles : ndarray, shape (n_bins,)
        rad.
    locking : list of MeanDirection
        One per part.
    """
    which = np.minimum((position * n_bins / length).astype(int), n_bins - 1)
    middles = (np.arange(n_bins) + 0.5) * length / n_bins
    return middles, [mean_direction(phase[which == k]) for k in range(n_bins)]


def at_a_bound(fit: CircularLinear) -> bool:
    """Whether the slope is at a bound of what was tried: a steeper one may fit better."""
    return bool(np.min(np.abs(np.array(SLOPES) - fit.slope)) < 1e-2 * TURN)
