"""Patterns on torus sheets: rate maps, autocorrelation, grid score, scale, orientation, drift.

A sheet is indexed [y, x]: cell k sits at x = k mod N_per_axis, y = k div N_per_axis.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates, maximum_filter

from analysis.checks import Array, require_multiple, require_positive
from analysis.spikes import MS_PER_S, bin_spikes, mean_rates

N_NEIGHBOURS = 6  # of a hexagonal lattice
NEIGHBOURHOOD = 5  # cells; a peak is the highest of a square of this side
ROTATIONS = (30, 60, 90, 120, 150)  # degrees
ANNULUS = 0.5, 1.5  # in scales: the ring of six neighbours without the centre


def rate_maps(spikes: Array, n_per_axis: int, t_start: float, t_stop: float) -> Array:
    """Mean rate of every cell, laid out on its sheet.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms), padded with NaN; one sheet after another.
    n_per_axis : int
        Cells along a side.
    t_start, t_stop : float
        The window (ms); bumps that move during it are smeared.

    Returns
    -------
    ndarray, shape (n_sheets, n_per_axis, n_per_axis)
        Rates (Hz).

    Raises
    ------
    ValueError
        An empty window, a number of cells that is not whole sheets.
    """
    return _on_sheets(mean_rates(spikes, t_start, t_stop), n_per_axis)


def rate_frames(spikes: Array, n_per_axis: int, sim_dur: float, window: float) -> Array:
    """Rates in consecutive windows from 0 ms, laid out on the sheets.

    Parameters
    ----------
    spikes : ndarray, shape (n_cells, largest count)
        Spike times (ms), padded with NaN; one sheet after another.
    n_per_axis : int
        Cells along a side.
    sim_dur : float
        Length of the record (ms).
    window : float
        Length of a frame (ms).

    Returns
    -------
    ndarray, shape (n_frames, n_sheets, n_per_axis, n_per_axis)
        Rates (Hz).

    Raises
    ------
    ValueError
        As `bin_spikes`, and a number of cells that is not whole sheets.
    """
    rates = bin_spikes(spikes, sim_dur, window) * (MS_PER_S / window)
    return np.stack([_on_sheets(frame, n_per_axis) for frame in rates.T])


def autocorrelation(maps: Array) -> Array:
    """Autocorrelation on the torus, added up over maps; its origin is in the middle.

    Parameters
    ----------
    maps : ndarray, shape (..., n, n)
        At least one map.

    Returns
    -------
    ndarray
        Correlation at every displacement, n x n, 1 at [n // 2, n // 2]; NaN if all maps are
        uniform.

    Raises
    ------
    ValueError
        Maps that are not square.
    """
    correlation = _cross_correlation(maps, maps)
    peak = correlation[0, 0]
    normalised = correlation / peak if peak > 0 else np.full(correlation.shape, np.nan)
    return np.fft.fftshift(normalised)


def neighbour_peaks(correlation: Array) -> Array:
    """Displacements of the six peaks nearest to the middle of an autocorrelation.

    Parameters
    ----------
    correlation : ndarray, shape (n, n)
        As `autocorrelation` returns it.

    Returns
    -------
    ndarray
        [dx, dy] in cells, 6 x 2, between the cells by parabolas; NaN if there are fewer peaks.
    """
    highest = maximum_filter(correlation, NEIGHBOURHOOD, mode="wrap")
    places = np.argwhere((correlation == highest) & (correlation > 0))
    centre = np.array(correlation.shape) // 2
    distances = np.hypot(*(places - centre).T)
    nearest = np.argsort(distances)[1 : N_NEIGHBOURS + 1]  # the first is the middle itself
    if len(nearest) < N_NEIGHBOURS:
        return np.full((N_NEIGHBOURS, 2), np.nan)
    return np.array([_refined(correlation, place) - centre for place in places[nearest]])[:, ::-1]


def grid_scale(peaks: Array) -> float:
    """Distance of neighbouring fields (cells): the mean length of `neighbour_peaks`."""
    return float(np.hypot(*peaks.T).mean())


def grid_orientation(peaks: Array) -> float:
    """Angle of the lattice to the x axis (degrees, 0 to 60), from `neighbour_peaks`."""
    angles = np.arctan2(peaks[:, 1], peaks[:, 0])
    mean = np.angle(np.exp(1j * N_NEIGHBOURS * angles).mean()) / N_NEIGHBOURS
    return float(np.degrees(mean) % (360 / N_NEIGHBOURS))


def grid_score(correlation: Array) -> float:
    """How hexagonal a pattern is: its autocorrelation against itself, rotated.

    Parameters
    ----------
    correlation : ndarray, shape (n, n)
        As `autocorrelation` returns it.

    Returns
    -------
    float
        The least of the correlations at 60 and 120 degrees minus the greatest at 30, 90 and
        150, over the annulus of the six nearest peaks; -2 to 2, NaN without six peaks.

    Notes
    -----
    Sargolini et al. 2006, Science 312:758.
    """
    scale = grid_scale(neighbour_peaks(correlation))
    if np.isnan(scale):
        return np.nan
    offsets = _annulus(*(scale * np.array(ANNULUS)))
    reference = _sampled(correlation, offsets, 0)
    return hexagonality(
        {
            turn: np.corrcoef(reference, _sampled(correlation, offsets, turn))[0, 1]
            for turn in ROTATIONS
        }
    )


def hexagonality(fit: Mapping[int, float]) -> float:
    """Grid score from the correlation of an autocorrelation with itself at each of ROTATIONS."""
    return float(min(fit[60], fit[120]) - max(fit[30], fit[90], fit[150]))


def drift_velocity(frames: Array, frame_dt: float, reach: float) -> Array:
    """Mean velocity of a pattern, from the displacement between consecutive frames.

    Parameters
    ----------
    frames : ndarray, shape (n_frames, n_sheets, n, n)
        As `rate_frames` returns it; the sheets move together.
    frame_dt : float
        Time between frames (ms).
    reach : float
        Largest displacement between two frames (cells), less than half the grid scale.

    Returns
    -------
    ndarray
        [vx, vy] in cells/s; NaN with fewer than two frames.

    Raises
    ------
    ValueError
        `frame_dt` or `reach` that is not positive.
    """
    require_positive("frame_dt", frame_dt, "ms")
    require_positive("reach", reach, "cells")
    steps = [_displacement(before, after, reach) for before, after in pairwise(frames)]
    return np.mean(steps, axis=0) * (MS_PER_S / frame_dt) if steps else np.full(2, np.nan)


def _on_sheets(values: Array, n_per_axis: int) -> Array:
    require_multiple("cells", len(values), n_per_axis**2, "cells")
    return values.reshape(-1, n_per_axis, n_per_axis)


def _cross_correlation(first: Array, second: Array) -> Array:
    """Circular cross-correlation of fluctuations, summed over leading axes; origin at [0, 0]."""
    if first.ndim < 2 or first.shape[-1] != first.shape[-2]:
        raise ValueError(f"maps must have the shape ... x n x n, got {first.shape}")
    spectra = [
        np.fft.fft2(maps - maps.mean(axis=(-2, -1), keepdims=True)) for maps in (first, second)
    ]
    product = np.fft.ifft2(np.conj(spectra[0]) * spectra[1]).real
    return product.reshape(-1, *product.shape[-2:]).sum(axis=0)


def _displacement(before: Array, after: Array, reach: float) -> Array:
    correlation = np.fft.fftshift(_cross_correlation(before, after))
    centre = np.array(correlation.shape) // 2
    y, x = np.indices(correlation.shape) - centre[:, None, None]
    near = np.where(np.hypot(x, y) <= reach, correlation, -np.inf)
    place = np.array(np.unravel_index(np.argmax(near), near.shape))
    return (_refined(correlation, place) - centre)[::-1]


def _refined(surface: Array, place: npt.NDArray[np.int64]) -> Array:
    """[y, x] of a peak between the cells: the vertex of a parabola along each axis."""
    refined = place.astype(np.float64)
    for axis in range(2):
        step = np.eye(2, dtype=np.int64)[axis]
        left, middle, right = (
            surface[tuple((place + shift * step) % surface.shape)] for shift in (-1, 0, 1)
        )
        curvature = left - 2 * middle + right
        if curvature < 0:
            refined[axis] += 0.5 * (left - right) / curvature
    return refined


def _annulus(inner: float, outer: float) -> Array:
    """Displacements [y, x] (cells) whose length is between the two radii, 2 x points."""
    side = np.arange(-np.ceil(outer), np.ceil(outer) + 1)
    offsets = np.stack(np.meshgrid(side, side, indexing="ij")).reshape(2, -1)
    radius = np.hypot(*offsets)
    return offsets[:, (radius >= inner) & (radius <= outer)]


def _sampled(correlation: Array, offsets: Array, angle: float) -> Array:
    """The correlation at displacements turned by an angle (degrees)."""
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    centre = np.array(correlation.shape)[:, None] // 2
    turned = np.array([[cos, sin], [-sin, cos]]) @ offsets
    return map_coordinates(correlation, turned + centre, order=1, mode="grid-wrap")
