"""The connectivity matrix: its non-zero entries sorted by target, in memory and in HDF5."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from network_configs.connections.matrix_summary import MatrixSummary
from workspace.errors import UserError
from workspace.files import written_whole
from workspace.hdf5 import new_hdf5

CUT_OFF = 1e-7  # smaller entries are zero in the model
SUMMARY = "summary"  # group of the file of a large matrix
DENSE_BLOCK = 2**23  # elements of a dense dataset held at once (64 MB as float64)


@dataclass(frozen=True, eq=False)
class SparseMatrix:
    """Weights from `pre` to `post`, by columns: sorted by target, then by source.

    Attributes
    ----------
    n_cells : stellate cells and interneurons together
    indptr : int64, shape (n_cells + 1,); the entries of target g are indptr[g]:indptr[g + 1]
    pre : int32, shape (n_entries,); gid of the source
    weight : float64, shape (n_entries,); dimensionless, the Network multiplies by gmax (uS)

    Raises
    ------
    ValueError : the shapes contradict each other
    """

    n_cells: int
    indptr: npt.NDArray[np.int64]
    pre: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.indptr.shape != (self.n_cells + 1,):
            raise ValueError(f"indptr must be ({self.n_cells + 1},), got {self.indptr.shape}")
        if not self.pre.shape == self.weight.shape == (self.indptr[-1],):
            raise ValueError(
                f"pre and weight must be ({self.indptr[-1]},), "
                f"got {self.pre.shape} and {self.weight.shape}"
            )

    @classmethod
    def from_triplets(
        cls, pre: npt.ArrayLike, post: npt.ArrayLike, weight: npt.ArrayLike, n_cells: int
    ) -> "SparseMatrix":
        """Entries in any order; those below CUT_OFF are dropped.

        Raises
        ------
        ValueError : unequal lengths, a gid beyond the cells, a weight that is negative or not
            finite, or two entries for one pair
        """
        source, target = np.asarray(pre, np.int64), np.asarray(post, np.int64)
        value = np.asarray(weight, np.float64)
        _check_triplets(source, target, value, n_cells)
        kept = np.flatnonzero(value >= CUT_OFF)
        order = kept[np.lexsort((source[kept], target[kept]))]
        source, target = source[order], target[order]
        repeated = (np.diff(source) == 0) & (np.diff(target) == 0)
        if repeated.any():
            k = repeated.argmax()
            raise ValueError(f"pre -> post must be unique, {source[k]} -> {target[k]} is repeated")
        indptr = column_starts(np.bincount(target, minlength=n_cells))
        return cls(n_cells, indptr, source.astype(np.int32), value[order])

    @classmethod
    def from_dense(cls, matrix: npt.ArrayLike) -> "SparseMatrix":
        """Entries of a dense matrix[pre, post], shape (n_cells, n_cells); see from_triplets."""
        dense = np.asarray(matrix)
        if dense.ndim != 2 or dense.shape[0] != dense.shape[1]:
            raise ValueError(f"matrix must be square, got shape {dense.shape}")
        pre, post = np.nonzero(dense)
        return cls.from_triplets(pre, post, dense[pre, post], len(dense))

    def to_dense(self) -> npt.NDArray[np.float64]:
        """matrix[pre, post], shape (n_cells, n_cells); for small networks."""
        dense = np.zeros((self.n_cells, self.n_cells))
        dense[self.pre, np.repeat(np.arange(self.n_cells), np.diff(self.indptr))] = self.weight
        return dense

    def columns_of(self, gids: npt.ArrayLike) -> "SparseMatrix":
        """The matrix with the columns of these targets only; those of the others are empty.

        Raises
        ------
        ValueError : a gid beyond the cells
        """
        wanted = _wanted(gids, self.n_cells)
        counts = np.diff(self.indptr)
        entries = np.repeat(wanted, counts)
        return SparseMatrix(
            self.n_cells, column_starts(counts * wanted), self.pre[entries], self.weight[entries]
        )

    def column(self, post: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        """Sources and weights of one target, each shape (n_sources,)."""
        entries = slice(self.indptr[post], self.indptr[post + 1])
        return self.pre[entries], self.weight[entries]

    def fingerprint(self) -> str:
        """Hash of the content, sha256 in hex digits.

        The weights count as float32: the last bits of an exponential depend on the processor.
        """
        return _digest(self.indptr, self.pre, self.weight.astype(np.float32))


def column_starts(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The indptr of columns with these numbers of entries; one element longer."""
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def save_matrix(
    path: Path,
    matrix: SparseMatrix,
    record: Mapping[str, Any],
    summary: MatrixSummary | None = None,
) -> None:
    """Write the matrix whole or not at all, with conn_id and the parameters that made it.

    Parameters
    ----------
    summary : what figures show of it, to be kept in the same file
    """
    with written_whole(path) as temporary, new_hdf5(temporary, path) as file:
        file.attrs["parameters"] = json.dumps(dict(record))
        file.attrs["sha256"] = _digest(matrix.indptr, matrix.pre, matrix.weight)
        file.attrs["fingerprint"] = matrix.fingerprint()
        if summary is not None:
            summary.write(file.create_group(SUMMARY))
        names = ("indptr", "pre", "weight")
        written = [file.create_dataset(name, data=getattr(matrix, name)) for name in names]
        file.flush()  # while they are open, or an error at their end would not be raised
        del written


def load_matrix(path: Path, gids: npt.ArrayLike | None = None) -> SparseMatrix:
    """Read a matrix, sparse or dense, or only the columns of some targets.

    Parameters
    ----------
    path : file of save_matrix, or one with a dense dataset `matrix` (n_cells, n_cells)
    gids : the targets wanted; the columns of the others come back empty and are not held

    Raises
    ------
    UserError : no matrix there, or a dense one that is not square or has impossible weights
    ValueError : a gid beyond the cells
    """
    with _open(path) as file:
        n_cells = _n_cells(file)
        wanted = _wanted(gids, n_cells)
        if "matrix" not in file:
            return _read_columns(file, wanted)
        try:
            return _read_dense(file["matrix"], wanted)
        except ValueError as error:
            raise UserError(f"{path}: dataset matrix: {error}") from error


def read_record(path: Path) -> tuple[int, dict[str, Any]]:
    """n_cells, and conn_id with the parameters that made the matrix (none if it is dense).

    Raises
    ------
    UserError : no matrix there, or not the content that was written, as after a disk error
    """
    with _open(path) as file:
        record = _parameters(file)
        if "sha256" in file.attrs and file.attrs["sha256"] != _digest(*_columns(file)):
            raise UserError(f"{path}: its content has changed since it was written; build it again")
        return _n_cells(file), record


def read_fingerprint(path: Path) -> str:
    """The fingerprint of a matrix on disk; that of an older file is computed.

    Raises
    ------
    UserError : no matrix there
    """
    with _open(path) as file:
        if "fingerprint" in file.attrs:
            return str(file.attrs["fingerprint"])
    return load_matrix(path).fingerprint()


def read_summary(path: Path) -> MatrixSummary | None:
    """What figures show of a large matrix, None where its file does not have it.

    Raises
    ------
    UserError : no matrix there
    """
    with _open(path) as file:
        return MatrixSummary.read(file[SUMMARY]) if SUMMARY in file else None


def read_parameters(path: Path) -> dict[str, Any]:
    """conn_id and the parameters that made a matrix on disk; none if it is dense.

    Raises
    ------
    UserError : no matrix there
    """
    with _open(path) as file:
        return _parameters(file)


def _parameters(file: h5py.File) -> dict[str, Any]:
    try:
        record = json.loads(file.attrs.get("parameters", "{}"))
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise UserError(f"{file.filename}: attribute parameters: expected a JSON object")
    return record


def _columns(file: h5py.File) -> list[npt.NDArray[Any]]:
    return [file[name][:] for name in ("indptr", "pre", "weight")]


def _digest(*arrays: npt.NDArray[Any]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _check_triplets(
    pre: npt.NDArray[np.int64],
    post: npt.NDArray[np.int64],
    weight: npt.NDArray[np.float64],
    n_cells: int,
) -> None:
    if not pre.shape == post.shape == weight.shape == (weight.size,):
        raise ValueError(
            f"pre, post, weight must be equally long, got {pre.shape}, {post.shape}, {weight.shape}"
        )
    for name, gids in (("pre", pre), ("post", post)):
        outside = gids[(gids < 0) | (gids >= n_cells)]
        if outside.size:
            raise ValueError(f"{name} must be a gid from 0 to {n_cells - 1}, got {outside[0]}")
    impossible = weight[~((weight >= 0) & (weight < np.inf))]
    if impossible.size:
        raise ValueError(f"weight must be finite and >= 0, got {impossible[0]}")


@contextmanager
def _open(path: Path) -> Iterator[h5py.File]:
    try:
        file = h5py.File(path, "r")
    except FileNotFoundError as error:
        raise UserError(f"no connectivity matrix {path}") from error
    except OSError as error:
        raise UserError(f"{path}: expected an HDF5 file: {error}") from error
    try:
        with file:
            if "matrix" not in file and not {"indptr", "pre", "weight"} <= set(file):
                raise UserError(f"{path}: expected datasets indptr, pre, weight or a dense matrix")
            yield file
    except (OSError, KeyError, RuntimeError) as error:
        raise UserError(f"{path}: cannot be read: {error}; build it again") from error


def _n_cells(file: h5py.File) -> int:
    if "matrix" not in file:
        return len(file["indptr"]) - 1
    shape = file["matrix"].shape
    if len(shape) != 2 or shape[0] != shape[1] or shape[0] == 0:
        raise UserError(f"{file.filename}: dataset matrix: expected N x N cells, got shape {shape}")
    return int(shape[0])


def _wanted(gids: npt.ArrayLike | None, n_cells: int) -> npt.NDArray[np.bool_]:
    if gids is None:
        return np.ones(n_cells, bool)
    targets = np.asarray(gids, np.int64)
    if targets.size and not 0 <= targets.min() <= targets.max() < n_cells:
        raise ValueError(f"gids must be from 0 to {n_cells - 1}, got {targets}")
    wanted = np.zeros(n_cells, bool)
    wanted[targets] = True
    return wanted


def _read_columns(file: h5py.File, wanted: npt.NDArray[np.bool_]) -> SparseMatrix:
    stored = file["indptr"][:]
    indptr = column_starts(np.diff(stored) * wanted)
    pre, weight = np.empty(indptr[-1], np.int32), np.empty(indptr[-1], np.float64)
    runs = np.flatnonzero(np.diff(wanted, prepend=False, append=False)).reshape(-1, 2)
    for first, last in runs:  # neighbouring columns lie together in the file
        there, here = slice(stored[first], stored[last]), slice(indptr[first], indptr[last])
        pre[here], weight[here] = file["pre"][there], file["weight"][there]
    return SparseMatrix(len(wanted), indptr, pre, weight)


def _read_dense(dataset: h5py.Dataset, wanted: npt.NDArray[np.bool_]) -> SparseMatrix:
    n_cells = len(wanted)
    rows = max(1, DENSE_BLOCK // n_cells)
    blocks = []
    for first in range(0, n_cells, rows):
        block = dataset[first : first + rows]
        block[:, ~wanted] = 0
        row, post = np.nonzero(block)
        pre = (first + row).astype(np.int32)
        blocks.append((pre, post.astype(np.int32), block[row, post]))
    pre, post, weight = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return SparseMatrix.from_triplets(pre, post, weight, n_cells)
