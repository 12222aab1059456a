"""The statistics by which two runs of a ring network are compared."""

from typing import NamedTuple

import numpy as np

from analysis.checks import Array, require_window
from analysis.decoding import bump_phase, bump_speed, coherence, fold_rings
from analysis.fields import field_period
from analysis.spikes import instantaneous_rates, mean_rates

STDEV = 100.0  # ms, smoothing of the rates that the phase is decoded from
BIN_WIDTH = 1.0  # ms


class RingStatistics(NamedTuple):
    """Mean rates (Hz) of right ring, left ring and interneurons; speed, coherence, period."""

    right_hz: float
    left_hz: float
    intrnrn_hz: float
    speed_rad_s: float
    coherence: float
    period_cells: float


def ring_statistics(
    stell: Array, intrnrn: Array, sim_dur: float, n_phases: int, t_start: float = 1000.0
) -> RingStatistics:
    """Statistics of two stellate rings and one interneuron ring of equal size.

    Parameters
    ----------
    stell, intrnrn : ndarray
        Spikes, cells x count (ms, NaN-padded); stell holds right and left ring.
    sim_dur : float
        Length of the record (ms).
    n_phases : int
        Cells between two fields.
    t_start : float
        From when on the statistics are taken (ms).

    Returns
    -------
    RingStatistics
        The phase is decoded from both rings, smoothed over the whole record.

    Raises
    ------
    ValueError
        Rings of different sizes, a t_start that is not before sim_dur.
    """
    require_window(t_start, sim_dur)
    n_per_ring = len(intrnrn)
    if len(stell) != 2 * n_per_ring:
        raise ValueError(f"stell must hold two rings of {n_per_ring} cells, got {len(stell)} cells")
    rates = fold_rings(instantaneous_rates(stell, sim_dur, STDEV, BIN_WIDTH), n_per_ring)
    settled = rates[:, int(t_start / BIN_WIDTH) :]
    right, left, interneurons = (
        float(np.mean(mean_rates(spikes, t_start, sim_dur)))
        for spikes in (stell[:n_per_ring], stell[n_per_ring:], intrnrn)
    )
    return RingStatistics(
        right,
        left,
        interneurons,
        bump_speed(bump_phase(settled, n_phases), BIN_WIDTH),
        coherence(settled, n_phases),
        field_period(settled),
    )
