"""What figures show of a connectivity matrix: a coarse image and the weights of a few cells.

The matrix comes as its arrays by target, see SparseMatrix. The summary of a large one is kept with
the results of a run, because it takes seconds to build it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from workspace.hdf5 import new_hdf5
from workspace.paths import data_file

Integers = npt.NDArray[np.integer[Any]]
Weights = npt.NDArray[np.float64]

FILE = "matrix"  # beginning of the name of the file beside the results
N_BINS = 256  # squares along a side of the image that is kept


@dataclass(frozen=True, eq=False)
class MatrixSummary:
    """The picture of a matrix, and single rows of it.

    Attributes
    ----------
    image : largest weight in each square of the matrix, [source, target]
    rows : {source: its weights to all cells}
    """

    image: Weights
    rows: Mapping[int, Weights]

    def write(self, group: h5py.Group) -> None:
        """Put it into a group of an HDF5 file."""
        group.create_dataset("image", data=self.image, compression="gzip")
        rows = np.array(list(self.rows.values()))
        group.create_dataset("rows", data=rows, compression="gzip")
        group.attrs["sources"] = list(self.rows)

    @classmethod
    def read(cls, group: h5py.Group) -> "MatrixSummary":
        """Read it from where `write` has put it."""
        sources = map(int, group.attrs["sources"])
        return cls(group["image"][:], dict(zip(sources, group["rows"][:], strict=True)))

    def keep(self, folder: Path, sim_id: str, sim_num: str) -> None:
        """Write it beside the results of a simulation, as matrix_{sim_id}.hdf5."""
        with new_hdf5(data_file(folder, FILE, sim_id)) as file:
            self.write(file.create_group(sim_num))


def kept_summary(folder: Path, sim_id: str, sim_num: str) -> MatrixSummary | None:
    """The summary beside the results of a simulation; None where there is none."""
    path = data_file(folder, FILE, sim_id)
    if not path.exists():
        return None
    with h5py.File(path) as file:
        return MatrixSummary.read(file[sim_num]) if sim_num in file else None


def summarise(
    indptr: Integers, pre: Integers, weight: Weights, sources: Sequence[int], n_bins: int
) -> MatrixSummary:
    """Summarise a matrix, with the rows of some cells; see binned_matrix and weights_from."""
    rows = {source: weights_from(indptr, pre, weight, source) for source in sources}
    return MatrixSummary(binned_matrix(indptr, pre, weight, n_bins), rows)


def binned_matrix(indptr: Integers, pre: Integers, weight: Weights, n_bins: int) -> Weights:
    """The largest weight in each square of a matrix.

    Parameters
    ----------
    indptr, pre, weight : the sparse matrix: n_cells + 1 offsets, a source and a weight per synapse
    n_bins : most squares along a side

    Returns
    -------
    Weights, [source, target], at most n_bins x n_bins; one square per cell in a small network.

    Raises
    ------
    ValueError : n_bins that is not positive
    """
    if n_bins < 1:
        raise ValueError(f"n_bins must be > 0 squares, got {n_bins}")
    n_cells = len(indptr) - 1
    side = min(n_bins, n_cells)
    row_of = (np.arange(n_cells) * side // n_cells).astype(np.int32)
    image = np.zeros((side, side))
    first_of = np.searchsorted(row_of, np.arange(side + 1))  # targets
    for column in range(side):
        entries = slice(indptr[first_of[column]], indptr[first_of[column + 1]])
        np.maximum.at(image[:, column], row_of[pre[entries]], weight[entries])
    return image


def weights_from(indptr: Integers, pre: Integers, weight: Weights, source: int) -> Weights:
    """Weights from one cell to all cells.

    Parameters
    ----------
    indptr, pre, weight : the sparse matrix: n_cells + 1 offsets, a source and a weight per synapse
    source : gid of the presynaptic cell

    Returns
    -------
    One per target cell; 0 where there is no synapse.

    Raises
    ------
    ValueError : a source that is not a cell
    """
    n_cells = len(indptr) - 1
    if not 0 <= source < n_cells:
        raise ValueError(f"source must be a gid, 0 ... {n_cells - 1}, got {source}")
    entries = np.flatnonzero(pre == source)
    row = np.zeros(n_cells)
    row[np.searchsorted(indptr, entries, side="right") - 1] = weight[entries]
    return row
