import numpy as np
import pytest

from analysis.connectivity import binned_matrix, centred_on_ring, weights_from


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
    np.testing.assert_array_equal(binned_matrix(*arrays), dense)


def test_a_square_shows_its_largest_weight(sparse):
    dense, arrays = sparse
    expected = dense.reshape(10, 4, 10, 4).max(axis=(1, 3))
    np.testing.assert_array_equal(binned_matrix(*arrays, n_bins=10), expected)


def test_weights_from_a_cell_are_its_row(sparse):
    dense, arrays = sparse
    for source in (0, 17, 39):
        np.testing.assert_array_equal(weights_from(*arrays, source), dense[source])


def test_a_source_must_be_a_cell(sparse):
    with pytest.raises(ValueError, match=r"source must be a gid, 0 \.\.\. 39, got 40"):
        weights_from(*sparse[1], 40)


def test_a_ring_is_turned_to_the_cell():
    distance, values = centred_on_ring(np.arange(6.0), place=5)
    assert distance.tolist() == [-3, -2, -1, 0, 1, 2]
    assert values.tolist() == [2, 3, 4, 5, 0, 1]
