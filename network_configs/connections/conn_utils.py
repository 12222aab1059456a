"""Geometry, weight profiles and assembly of the networks that look the same from every cell.

A *profile* holds the weight for every displacement from pre to post: shape (n,) on a ring,
element [d]; shape (side, side) on a torus, element [dy, dx]; displacements modulo the size.
"""

from collections.abc import Sequence
from math import isqrt

import numpy as np
import numpy.typing as npt

from network_configs.connections.sparse_matrix import CUT_OFF, SparseMatrix, column_starts

Profile = npt.NDArray[np.float64]
Columns = tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]


def wrapped(n_cells: int) -> npt.NDArray[np.int64]:
    """Displacements 0 ... n_cells - 1 as the nearest image, in (-n_cells/2, n_cells/2] (cells).

    Raises
    ------
    ValueError : n_cells < 1
    """
    if n_cells < 1:
        raise ValueError(f"n_cells must be >= 1, got {n_cells}")
    displacement = np.arange(n_cells)
    return displacement - n_cells * (2 * displacement > n_cells)


def ring_arcs(n_cells: int) -> Profile:
    """Arc from pre to post in (-pi, pi] (rad), shape (n_cells,)."""
    return wrapped(n_cells).astype(float) * (2 * np.pi / n_cells)


def torus_offsets(n_cells: int) -> tuple[Profile, Profile]:
    """Vector (dx, dy) from pre to post, to the nearest image (cells), each (side, side).

    Raises
    ------
    ValueError : n_cells is not the square of an odd side (of an even one the nearest image is
        not unique)
    """
    side = isqrt(n_cells)
    if side**2 != n_cells or side % 2 == 0:
        raise ValueError(f"n_cells must be the square of an odd number, got {n_cells}")
    dy, dx = np.meshgrid(wrapped(side), wrapped(side), indexing="ij")
    return dx.astype(float), dy.astype(float)


def gaussian(x: Profile, peak: float, stdev: float | Profile) -> Profile:
    """peak * exp(-x**2 / 2 stdev**2), elementwise; x and stdev in the same unit.

    Raises
    ------
    ValueError : stdev <= 0
    """
    if not np.all(np.asarray(stdev) > 0):
        raise ValueError(f"stdev must be > 0, got {stdev}")
    return peak * np.exp(-np.square(x / stdev) / 2)


def skewed_gaussian(x: Profile, peak: float, stdev: float, factors: Sequence[float]) -> Profile:
    """A Gaussian with width stdev * factors[0] below its centre x = 0 and factors[1] above."""
    below, above = factors
    return gaussian(x, peak, stdev * np.where(x < 0, below, above))


def layered_network(
    to_interneurons: Sequence[Profile],
    to_stellate: Sequence[Profile],
    among_interneurons: Profile,
) -> SparseMatrix:
    """Stellate rings or sheets, and one of interneurons, of equal size and translation-invariant.

    Parameters
    ----------
    to_interneurons, to_stellate : one profile per stellate layer, all of one shape
    among_interneurons : profile of the interneurons onto each other

    Returns
    -------
    SparseMatrix of (len(to_stellate) + 1) * among_interneurons.size cells.
    """
    size = among_interneurons.size
    n_stell = size * len(to_stellate)
    columns = [_sources(profile, n_stell) for profile in to_stellate]
    onto_interneurons = [
        _sources(profile, layer * size)
        for layer, profile in enumerate([*to_interneurons, among_interneurons])
    ]
    pre, weight = (np.hstack(part) for part in zip(*onto_interneurons, strict=True))
    columns.append((pre, weight))
    return SparseMatrix(
        n_stell + size,
        column_starts(np.repeat([pre.shape[1] for pre, _ in columns], size)),
        np.concatenate([pre.ravel() for pre, _ in columns]),
        np.concatenate([weight.ravel() for _, weight in columns]),
    )


def _sources(profile: Profile, first: int) -> Columns:
    """Ascending sources (gids from `first`) and weights of every target, each (n_targets, k)."""
    displacement = np.array(np.nonzero(profile >= CUT_OFF))
    target = np.indices(profile.shape).reshape(profile.ndim, -1)
    source = target[:, :, None] - displacement[:, None, :]
    pre = np.ravel_multi_index(tuple(source), profile.shape, mode="wrap")
    order = np.argsort(pre, axis=1)
    pre = first + np.take_along_axis(pre, order, axis=1)
    return pre.astype(np.int32), profile[tuple(displacement)][order]
