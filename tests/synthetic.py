"""Activity with a known answer, for the tests of the analysis."""

import numpy as np


def padded(trains):
    """Spike trains as one array, cells x count, padded with NaN."""
    spikes = np.full((len(trains), max(map(len, trains), default=0)), np.nan)
    for row, train in zip(spikes, trains, strict=True):
        row[: len(train)] = train
    return spikes


def poisson(rates, seed=0):
    """Spikes drawn from rates (Hz), cells x ms: at most one per ms, in its middle."""
    drawn = np.random.default_rng(seed).random(rates.shape) < rates / 1000
    return padded([np.flatnonzero(train) + 0.5 for train in drawn])


def ring_bumps(n_cells, n_phases, phase, concentration=2.0, peak=100.0):
    """Rates (Hz), cells x samples, of von Mises bumps at the phases (rad) given over time."""
    angle = 2 * np.pi * np.arange(n_cells)[:, None] / n_phases - phase
    return peak * np.exp(concentration * (np.cos(angle) - 1))


def hexagonal_map(n_per_axis, wave_1, wave_2, shift=(0.0, 0.0)):
    """A sum of three plane waves on a torus, [y, x], between 0 and 1.

    wave_1 and wave_2 are the periods over the sheet along [x, y], 60 degrees apart.
    """
    y, x = np.mgrid[:n_per_axis, :n_per_axis].astype(float)
    waves = [wave_1, wave_2, np.subtract(wave_2, wave_1)]
    total = sum(
        np.cos(2 * np.pi * (kx * (x - shift[0]) + ky * (y - shift[1])) / n_per_axis)
        for kx, ky in waves
    )
    return (total + 1.5) / 4.5
