"""What is kept of a connectivity matrix: its fingerprint, the image and rows of a large one."""

import numpy as np
import pytest

from network_configs.connections import build
from network_configs.connections.build import build_and_save, build_matrix
from network_configs.connections.matrix_summary import (
    binned_matrix,
    kept_summary,
    summarise,
    weights_from,
)
from network_configs.connections.sparse_matrix import SparseMatrix, read_fingerprint
from simulation.matrix_record import record_matrix
from sweeps.merge import merge
from tests.tiny import RING, full_params
from workspace.hdf5 import new_hdf5

PARAMS = full_params(RING | {"sim_id": "done"})


@pytest.fixture
def sparse():
    """A random 40 x 40 matrix, dense and as (indptr, pre, weight)."""
    rng = np.random.default_rng(3)
    dense = np.where(rng.random((40, 40)) < 0.2, rng.random((40, 40)), 0.0)
    post, pre = np.nonzero(dense.T)
    indptr = np.searchsorted(post, np.arange(41))
    return dense, (indptr, pre.astype(np.int32), dense[pre, post])


def test_a_small_network_is_shown_cell_by_cell(sparse):
    dense, arrays = sparse
    np.testing.assert_array_equal(binned_matrix(*arrays, 600), dense)


def test_a_square_shows_its_largest_weight(sparse):
    dense, arrays = sparse
    expected = dense.reshape(10, 4, 10, 4).max(axis=(1, 3))
    np.testing.assert_array_equal(binned_matrix(*arrays, 10), expected)


def test_squares_hold_each_cell_once_where_the_cells_do_not_divide_evenly(sparse):
    dense, arrays = sparse
    image = binned_matrix(*arrays, 7)
    square = np.arange(40) * 7 // 40
    for source in range(7):
        for target in range(7):
            inside = dense[square == source][:, square == target]
            assert image[source, target] == inside.max()


def test_weights_from_a_cell_are_its_row(sparse):
    dense, arrays = sparse
    for source in (0, 17, 39):
        np.testing.assert_array_equal(weights_from(*arrays, source), dense[source])


def test_a_source_must_be_a_cell(sparse):
    with pytest.raises(ValueError, match=r"source must be a gid, 0 \.\.\. 39, got 40"):
        weights_from(*sparse[1], 40)


def test_a_summary_comes_back_from_beside_the_results(sparse, tmp_path):
    summary = summarise(*sparse[1], [3, 21], 10)
    summary.keep(tmp_path, "done", "0")
    found = kept_summary(tmp_path, "done", "0")
    np.testing.assert_array_equal(found.image, summary.image)
    assert list(found.rows) == [3, 21]
    np.testing.assert_array_equal(found.rows[21], sparse[0][21])
    assert kept_summary(tmp_path, "done", "1") is None
    assert kept_summary(tmp_path, "other", "0") is None


def test_summaries_are_merged_with_the_data_of_a_sweep(sparse, tmp_path):
    folders = {sim_num: tmp_path / sim_num for sim_num in ("0", "1")}
    for sim_num, folder in folders.items():
        folder.mkdir()
        summarise(*sparse[1], [int(sim_num)], 10).keep(folder, "done", sim_num)
    merge(folders, "done", tmp_path)
    assert [list(kept_summary(tmp_path, "done", n).rows) for n in folders] == [[0], [1]]


def test_the_fingerprint_is_that_of_the_content():
    matrix = build_matrix(PARAMS)
    names = ("n_cells", "indptr", "pre", "weight")
    n_cells, indptr, pre, weight = (getattr(matrix, name) for name in names)
    last_bits = SparseMatrix(n_cells, indptr, pre, weight * (1 + 1e-15))
    other = SparseMatrix(n_cells, indptr, pre, weight * (1 + 1e-6))
    assert last_bits.fingerprint() == matrix.fingerprint()
    assert other.fingerprint() != matrix.fingerprint()


def test_a_run_records_its_matrix(tmp_path):
    path = tmp_path / "m.hdf5"
    build_and_save(PARAMS, path)
    assert record_matrix(path, PARAMS, tmp_path) == {"matrix": build_matrix(PARAMS).fingerprint()}
    assert kept_summary(tmp_path, "done", "0") is None


def test_a_run_keeps_what_figures_show_of_a_large_matrix(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "MOST_REBUILT", 10)
    build_and_save(PARAMS, tmp_path / "m.hdf5")
    assert record_matrix(tmp_path / "m.hdf5", PARAMS, tmp_path)
    kept = kept_summary(tmp_path, "done", "0")
    np.testing.assert_array_equal(kept.image, build_matrix(PARAMS).to_dense())
    assert list(kept.rows) == [12, 36, 60]  # the middle of each ring


def test_a_matrix_of_other_parameters_is_not_recorded(tmp_path):
    path = tmp_path / "m.hdf5"
    assert record_matrix(path, PARAMS, tmp_path) == {}
    build_and_save(PARAMS, path)
    assert record_matrix(path, PARAMS | {"si_peak": 2.0}, tmp_path) == {}


def test_a_dense_matrix_has_the_fingerprint_of_the_sparse_one(tmp_path):
    matrix = build_matrix(PARAMS)
    with new_hdf5(tmp_path / "dense.hdf5") as file:
        file["matrix"] = matrix.to_dense()
    assert read_fingerprint(tmp_path / "dense.hdf5") == matrix.fingerprint()
