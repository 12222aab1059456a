"""The sparse matrix in memory and on disk."""

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from network_configs.connections import sparse_matrix
from network_configs.connections.sparse_matrix import (
    CUT_OFF,
    SparseMatrix,
    load_matrix,
    read_record,
    save_matrix,
)
from workspace.errors import UserError

weights = st.just(0.0) | st.floats(CUT_OFF, 10)
squares = st.integers(1, 8).flatmap(lambda n: arrays(float, (n, n), elements=weights))

DENSE = np.array([[0, 0.5, 0, 2], [0, 0, 0, 1], [0, 3, 0, 0], [0.25, 0, 0, 4]])


@pytest.fixture
def matrix():
    return SparseMatrix.from_dense(DENSE)


@pytest.fixture
def write_dense(tmp_path):
    def write(matrix):
        path = tmp_path / "dense.hdf5"
        with h5py.File(path, "w") as file:
            file["matrix"] = matrix
        return path

    return write


def test_columns_are_the_sources_of_a_target(matrix):
    np.testing.assert_array_equal(matrix.indptr, [0, 1, 3, 3, 6])
    pre, weight = matrix.column(3)
    assert (pre.tolist(), weight.tolist()) == ([0, 1, 3], [2, 1, 4])
    assert (matrix.indptr.dtype, pre.dtype, weight.dtype) == (np.int64, np.int32, np.float64)


@given(squares)
def test_dense_and_back(dense):
    np.testing.assert_array_equal(SparseMatrix.from_dense(dense).to_dense(), dense)


def test_triplets_come_in_any_order(matrix):
    pre, post = np.nonzero(DENSE)
    order = np.random.default_rng(1).permutation(len(pre))
    shuffled = SparseMatrix.from_triplets(
        pre[order], post[order], DENSE[pre, post][order], n_cells=4
    )
    np.testing.assert_array_equal(shuffled.pre, matrix.pre)
    np.testing.assert_array_equal(shuffled.weight, matrix.weight)


def test_entries_at_the_cut_off_stay_and_below_it_go():
    kept = SparseMatrix.from_triplets([0, 1], [1, 0], [CUT_OFF, np.nextafter(CUT_OFF, 0)], 2)
    assert (kept.pre.tolist(), kept.weight.tolist()) == ([0], [CUT_OFF])


@pytest.mark.parametrize(
    ("pre", "post", "weight", "message"),
    [
        ([0], [2], [1], "post must be a gid from 0 to 1, got 2"),
        ([-1], [0], [1], "pre must be a gid from 0 to 1, got -1"),
        ([2**32], [0], [1], "pre must be a gid"),
        ([0], [1], [-0.5], "weight must be finite and >= 0, got -0.5"),
        ([0], [1], [np.nan], "weight must be finite and >= 0, got nan"),
        ([0], [1], [np.inf], "weight must be finite and >= 0, got inf"),
        ([0, 1], [1], [1], "equally long"),
        ([0, 1, 0], [1, 0, 1], [1, 1, 2], "must be unique, 0 -> 1 is repeated"),
    ],
)
def test_impossible_triplets_are_refused(pre, post, weight, message):
    with pytest.raises(ValueError, match=message):
        SparseMatrix.from_triplets(pre, post, weight, n_cells=2)


def test_impossible_shapes_are_refused(matrix):
    with pytest.raises(ValueError, match="square"):
        SparseMatrix.from_dense(np.ones((2, 3)))
    with pytest.raises(ValueError, match="indptr must be"):
        SparseMatrix(5, matrix.indptr, matrix.pre, matrix.weight)
    with pytest.raises(ValueError, match="pre and weight must be"):
        SparseMatrix(4, matrix.indptr, matrix.pre[:-1], matrix.weight)


@given(squares)
def test_file_and_back(tmp_path_factory, dense):
    path = tmp_path_factory.mktemp("matrix") / "matrix.hdf5"
    save_matrix(path, SparseMatrix.from_dense(dense), {})
    np.testing.assert_array_equal(load_matrix(path).to_dense(), dense)


def test_record_is_kept(tmp_path, matrix):
    path = tmp_path / "new folder" / "matrix.hdf5"
    record = {"conn_id": "2d", "is_peak": 0.1, "si_mean": [[6.25, 0], [-6.25, 0]]}
    save_matrix(path, matrix, record)
    assert read_record(path) == (4, record)


@pytest.mark.parametrize("gids", [[], [2], [0, 3], [3, 1], [1, 1], [0, 1, 2, 3]])
@pytest.mark.parametrize("stored", ["sparse", "dense"])
def test_block_of_columns_is_the_slice(tmp_path, matrix, write_dense, gids, stored):
    path = tmp_path / "sparse.hdf5"
    save_matrix(path, matrix, {})
    block = load_matrix(write_dense(DENSE) if stored == "dense" else path, np.array(gids, int))
    expected = np.zeros_like(DENSE)
    expected[:, gids] = DENSE[:, gids]
    np.testing.assert_array_equal(block.to_dense(), expected)
    assert block.pre.size == np.count_nonzero(expected)


@given(squares, st.data())
def test_blocks_of_all_ranks_are_the_matrix(tmp_path_factory, dense, data):
    path = tmp_path_factory.mktemp("matrix") / "matrix.hdf5"
    save_matrix(path, SparseMatrix.from_dense(dense), {})
    gids = np.arange(len(dense))
    rank = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(gids)))[: len(gids)])
    blocks = [load_matrix(path, gids[rank == r]).to_dense() for r in range(3)]
    np.testing.assert_array_equal(sum(blocks), dense)


def test_gids_beyond_the_cells_are_refused(tmp_path, matrix):
    path = tmp_path / "matrix.hdf5"
    save_matrix(path, matrix, {})
    for gid in (-1, 4):
        with pytest.raises(ValueError, match="gids must be from 0 to 3"):
            load_matrix(path, [gid])


@pytest.mark.parametrize("rows_at_once", [1, 3, 4, 100])
def test_dense_dataset_is_read_in_blocks_of_rows(write_dense, monkeypatch, rows_at_once):
    monkeypatch.setattr(sparse_matrix, "DENSE_BLOCK", rows_at_once * 4)
    path = write_dense(np.where(DENSE > 0, DENSE, CUT_OFF / 2).astype(np.float32))
    np.testing.assert_array_equal(load_matrix(path).to_dense(), DENSE)
    assert read_record(path) == (4, {})


def test_unusable_files_are_refused(tmp_path, write_dense):
    path = tmp_path / "matrix.hdf5"
    with pytest.raises(UserError, match=f"no connectivity matrix {path}"):
        load_matrix(path)
    path.write_text("not HDF5")
    with pytest.raises(UserError, match="expected an HDF5 file"):
        load_matrix(path)
    with h5py.File(path, "w") as file:
        file["weights"] = DENSE
    with pytest.raises(UserError, match="indptr, pre, weight or a dense matrix"):
        read_record(path)
    with pytest.raises(UserError, match=r"expected N x N cells, got shape \(3, 4\)"):
        read_record(write_dense(DENSE[:3]))
    with pytest.raises(UserError, match="dataset matrix: weight must be finite"):
        load_matrix(write_dense(-DENSE))


def test_failed_write_leaves_the_old_file_and_no_other(tmp_path, matrix):
    path = tmp_path / "matrix.hdf5"
    save_matrix(path, matrix, {"is_peak": 1})
    with pytest.raises(TypeError):
        save_matrix(path, matrix, {"is_peak": object()})
    assert read_record(path) == (4, {"is_peak": 1})
    assert [file.name for file in tmp_path.iterdir()] == ["matrix.hdf5"]


def test_columns_of_some_targets() -> None:
    whole = SparseMatrix.from_triplets([0, 1, 2, 0], [1, 1, 2, 2], [1.0, 2, 3, 4], 3)
    part = whole.columns_of([2, 0])
    assert part.to_dense()[:, 2].tolist() == [4, 0, 3]
    assert not part.to_dense()[:, :2].any()
    with pytest.raises(ValueError, match="gids must be from 0 to 2"):
        whole.columns_of([3])
