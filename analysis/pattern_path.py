"""Where the hexagonal pattern of a sheet is, and how it follows an animal in an arena."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter1d

from analysis.checks import Array, require_dimensions

N_WAVES = 3  # of a hexagonal lattice
ROUNDING = 1e-12  # of the power, which a uniform pattern has in its waves


class Followed(NamedTuple):
    """The place that the pattern says, next to that of the animal.

    Attributes
    ----------
    time : ndarray, shape (n,)
        Times (ms).
    decoded, true : ndarray, shape (n, 2)
        x and y (cm); equal at the first time.
    error : ndarray, shape (n,)
        Their distance (cm).
    """

    time: Array
    decoded: Array
    true: Array
    error: Array


def lattice_waves(counts: Array, frame: int) -> Array:
    """The three strongest waves of a pattern on a torus that make up a hexagonal lattice.

    Parameters
    ----------
    counts : ndarray, shape (side, side, n_bins)
        Spikes of each cell [y, x] in bins of time.
    frame : int
        Bins that are added up, for which the pattern hardly moves.

    Returns
    -------
    ndarray, shape (3, 2)
        How often each wave repeats along x and y of the torus, whole numbers; the third is the
        second minus the first. NaN if the pattern is uniform.
    """
    require_dimensions("counts", counts, "y x x x bins")
    side, n_frames = counts.shape[0], counts.shape[2] // frame
    frames = counts[:, :, : n_frames * frame].reshape(side, side, n_frames, frame).sum(axis=3)
    power = (np.abs(np.fft.fft2(frames, axes=(0, 1))) ** 2).sum(axis=2)
    total, power[0, 0] = power.sum(), 0
    if power.max() <= ROUNDING * total:
        return np.full((N_WAVES, 2), np.nan)
    waves = _strongest_first(power)
    first = waves[0]
    angles = [_angle(first, wave) for wave in waves[:60]]
    second = next((w for w, a in zip(waves, angles, strict=False) if 40 < a < 80), None)
    if second is None:
        return np.full((N_WAVES, 2), np.nan)
    return np.array([first, second, second - first], float)


def pattern_place(counts: Array, waves: Array, stdev: float) -> Array:
    """Place of a pattern on a torus over time, unwrapped.

    Parameters
    ----------
    counts : ndarray, shape (side, side, n_bins)
        Spikes of each cell [y, x] in bins of time.
    waves : ndarray, shape (3, 2)
        As `lattice_waves` gives them.
    stdev : float
        Standard deviation (bins) of the Gaussian that smooths over time.

    Returns
    -------
    ndarray, shape (n_bins, 2)
        x and y (cells), the least-squares place of the phases of the three waves.
    """
    require_dimensions("counts", counts, "y x x x bins")
    side = counts.shape[0]
    cell = np.arange(side)
    phases = []
    for along_x, along_y in waves:
        wave = np.exp(2j * np.pi / side * (along_x * cell[None, :] + along_y * cell[:, None]))
        sums = np.tensordot(wave, counts, axes=2)
        smooth = gaussian_filter1d(sums.real, stdev) + 1j * gaussian_filter1d(sums.imag, stdev)
        phases.append(np.unwrap(np.angle(smooth)))
    place: Array = np.linalg.lstsq(2 * np.pi / side * waves, np.array(phases), rcond=None)[0]
    return place.T


def compare_paths(time: Array, place: Array, true: Array, cm_per_cell: float) -> Followed:
    """The pattern's path in the arena against that of the animal.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Times (ms).
    place : ndarray, shape (n, 2)
        Place of the pattern (cells), unwrapped.
    true : ndarray, shape (n, 2)
        Place of the animal (cm).
    cm_per_cell : float
        How far the animal moves (cm) while the pattern should move by one cell.

    Returns
    -------
    Followed
        The decoded path starts where the animal is at the first time.
    """
    decoded = (place - place[0]) * cm_per_cell + true[0]
    return Followed(time, decoded, true, np.hypot(*(decoded - true).T))


def _strongest_first(power: Array) -> Array:
    """Waves [x, y] of one half plane, by power."""
    side = len(power)
    order = np.argsort(power, axis=None)[::-1]
    y, x = np.unravel_index(order, power.shape)
    waves = np.stack([x, y], axis=1)
    waves = np.where(waves > side // 2, waves - side, waves)
    half = (waves[:, 1] > 0) | ((waves[:, 1] == 0) & (waves[:, 0] > 0))
    return waves[half]


def _angle(first: Array, second: Array) -> float:
    cosine = first @ second / (np.hypot(*first) * np.hypot(*second))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
