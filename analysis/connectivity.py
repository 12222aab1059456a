"""A sparse connectivity matrix as what can be drawn: a coarse image, the profile of one cell.

The matrix is stored by target: the sources of cell `post` are `pre[indptr[post]:indptr[post+1]]`.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.checks import Array, require_positive

Integers = npt.NDArray[np.integer[Any]]


def binned_matrix(indptr: Integers, pre: Integers, weight: Array, n_bins: int = 600) -> Array:
    """The largest weight in each square of the matrix.

    Parameters
    ----------
    indptr, pre, weight : ndarray of int
        The sparse matrix: n_cells + 1 offsets, then a source and a weight per synapse.
    n_bins : int
        Most squares along a side.

    Returns
    -------
    ndarray
        Weights, [source, target], at most n_bins x n_bins; one square per cell in a small
        network.

    Raises
    ------
    ValueError
        n_bins that is not positive.
    """
    require_positive("n_bins", n_bins, "squares")
    n_cells = len(indptr) - 1
    side = min(n_bins, n_cells)
    post = np.repeat(np.arange(n_cells), np.diff(indptr))
    image = np.zeros((side, side))
    np.maximum.at(image, (pre * np.int64(side) // n_cells, post * side // n_cells), weight)
    return image


def weights_from(indptr: Integers, pre: Integers, weight: Array, source: int) -> Array:
    """Weights from one cell to all cells.

    Parameters
    ----------
    indptr, pre, weight : ndarray of int
        The sparse matrix: n_cells + 1 offsets, then a source and a weight per synapse.
    source : int
        Gid of the presynaptic cell.

    Returns
    -------
    ndarray
        Weights, one per target cell; 0 where there is no synapse.

    Raises
    ------
    ValueError
        A source that is not a cell.
    """
    n_cells = len(indptr) - 1
    if not 0 <= source < n_cells:
        raise ValueError(f"source must be a gid, 0 ... {n_cells - 1}, got {source}")
    entries = np.flatnonzero(pre == source)
    row = np.zeros(n_cells)
    row[np.searchsorted(indptr, entries, side="right") - 1] = weight[entries]
    return row


def centred_on_ring(row: Array, place: int) -> tuple[Integers, Array]:
    """Values of a ring against the signed distance from one of its places.

    Parameters
    ----------
    row : ndarray
        One value per cell of the ring.
    place : int
        Index of the cell that is to be in the middle.

    Returns
    -------
    tuple of ndarray of int, ndarray
        Distances (cells, ascending from -n // 2) and the values at them.
    """
    distance = np.arange(len(row)) - len(row) // 2
    return distance, row[(distance + place) % len(row)]
