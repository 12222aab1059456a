"""The matrices obey the formulas, and the symmetries, of the networks they stand for."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network_configs.connections.sparse_matrix import CUT_OFF
from param import Param
from parameters.config_files import load_config

ONE_D = Param()

peaks = st.floats(0, 5)
factors = st.lists(st.floats(0.2, 2), min_size=2, max_size=2)
sizes = st.integers(1, 14)


@st.composite
def rings(draw, sizes=sizes):
    n = draw(sizes)
    means = st.floats(-n, n)
    return {
        "N_stell": 2 * n,
        "N_intrnrn": n,
        "N_per_sheet": n,
        **{f"{kind}_peak": draw(peaks) for kind in ("si", "is", "ii")},
        **{f"{kind}_mean": draw(means) for kind in ("si", "is", "ii")},
        **{f"{kind}_stdev": draw(st.floats(0.05, 2)) for kind in ("si", "is", "ii")},
        "si_asym_factor": draw(factors),
        "is_asym_factor": draw(factors),
        "is_peak_asym_fact": draw(peaks),
        "is_mean_asym_factor": draw(st.floats(-3, 3)),
    }


@st.composite
def sheets(draw):
    side, n_sheets = draw(st.sampled_from([1, 3, 5])), draw(st.integers(1, 4))
    offset = st.floats(-side, side)
    offsets = st.lists(st.lists(offset, min_size=2, max_size=2), min_size=n_sheets)
    return {
        "N_stell": n_sheets * side**2,
        "N_intrnrn": side**2,
        "N_per_sheet": side**2,
        "N_sheets_stell": n_sheets,
        "N_per_axis": 51,
        **{f"{kind}_peak": draw(peaks) for kind in ("si", "is", "ii")},
        **{f"{kind}_stdev": draw(st.floats(0.2, 2)) for kind in ("si", "is", "ii")},
        "is_mean": draw(st.floats(0, side)),
        "ii_mean": draw(st.floats(0, side)),
        "si_mean": draw(offsets)[:n_sheets],
    }


def dense(conn_id, params):
    return load_config(conn_id).build_matrix(params).to_dense()


def blocks(conn_id, params):
    """S→I, I→S of each ring or sheet, and I→I."""
    matrix, n = dense(conn_id, params), params["N_per_sheet"]
    n_stell = params["N_stell"]
    layers = [slice(first, first + n) for first in range(0, n_stell, n)]
    to_interneurons = [matrix[layer, n_stell:] for layer in layers]
    return (
        to_interneurons,
        [matrix[n_stell:, layer] for layer in layers],
        matrix[n_stell:, n_stell:],
    )


# The formulas, pair by pair, as the model's description has them.


def g(x, peak, mean, stdev):
    return peak * math.exp(-((x - mean) ** 2) / (2 * stdev**2))


def ag(x, peak, mean, stdev, factor):
    return g(x, peak, mean, stdev * (factor[0] if x < mean else factor[1]))


def arc(pre, post, n):
    steps = (post - pre) % n
    return 2 * math.pi / n * (steps - n if 2 * steps > n else steps)


def naive_ring(p, stellate_to_interneuron, interneuron_to_stellate):
    n = p["N_per_sheet"]
    matrix = np.zeros((3 * n, 3 * n))
    for i in range(n):
        for j in range(n):
            delta = arc(i, j, n)
            for ring in (0, 1):
                matrix[ring * n + i, 2 * n + j] = stellate_to_interneuron(delta, ring)
                matrix[2 * n + i, ring * n + j] = interneuron_to_stellate(delta, ring)
            ii_mean = p["ii_mean"] * 2 * math.pi / n
            matrix[2 * n + i, 2 * n + j] = g(abs(delta), p["ii_peak"], ii_mean, p["ii_stdev"])
    return np.where(matrix < CUT_OFF, 0, matrix)


def naive_1d(p):
    cell = 2 * math.pi / p["N_per_sheet"]

    def si(delta, ring):
        return g(delta, p["si_peak"], (1, -1)[ring] * p["si_mean"] * cell, p["si_stdev"])

    def is_(delta, ring):
        return g(abs(delta), p["is_peak"], p["is_mean"] * cell, p["is_stdev"])

    return naive_ring(p, si, is_)


def naive_asym(p):
    cell = 2 * math.pi / p["N_per_sheet"]
    si_mean, is_mean = p["si_mean"] * cell, p["is_mean"] * cell
    peak, shift = p["is_peak"] * p["is_peak_asym_fact"], p["is_mean_asym_factor"] * cell

    def si(delta, ring):
        x = (delta, -delta)[ring]
        return ag(x, p["si_peak"], si_mean, p["si_stdev"], p["si_asym_factor"])

    def is_(delta, ring):
        centre = is_mean if delta >= 0 else -is_mean
        x = (delta, 2 * centre - delta)[ring]
        return ag(x, peak, centre + shift, p["is_stdev"], p["is_asym_factor"])

    return naive_ring(p, si, is_)


def naive_2d(p):
    side, n_sheets, n = math.isqrt(p["N_per_sheet"]), p["N_sheets_stell"], p["N_per_sheet"]
    matrix = np.zeros(((n_sheets + 1) * n,) * 2)
    for i in range(n):
        for j in range(n):
            dx = round(arc(i % side, j % side, side) * side / (2 * math.pi))
            dy = round(arc(i // side, j // side, side) * side / (2 * math.pi))
            for k, (mean_x, mean_y) in enumerate(p["si_mean"]):
                away = math.hypot(dx - mean_x, dy - mean_y)
                distance = math.hypot(dx, dy)
                si = g(away, p["si_peak"], 0, p["si_stdev"])
                matrix[k * n + i, n_sheets * n + j] = si
                is_ = g(distance, p["is_peak"], p["is_mean"], p["is_stdev"])
                matrix[n_sheets * n + i, k * n + j] = is_
            if i != j:
                ii = g(math.hypot(dx, dy), p["ii_peak"], p["ii_mean"], p["ii_stdev"])
                matrix[n_sheets * n + i, n_sheets * n + j] = ii
    return np.where(matrix < CUT_OFF, 0, matrix)


@given(rings())
def test_1d_is_the_formula(params):
    np.testing.assert_allclose(dense("1d", params), naive_1d(params), rtol=1e-9)


@given(rings())
def test_asym_is_the_formula(params):
    np.testing.assert_allclose(dense("asym", params), naive_asym(params), rtol=1e-9)


@settings(max_examples=40)
@given(sheets())
def test_2d_is_the_formula(params):
    np.testing.assert_allclose(dense("2d", params), naive_2d(params), rtol=1e-9)


@given(si=peaks, is_=peaks, ii=peaks)
def test_motif_and_stdn_are_their_peaks(si, is_, ii):
    params = {"si_peak": si, "is_peak": is_, "ii_peak": ii}
    motif = [[0, 0, 0, si], [0, 0, si, 0], [is_, 0, 0, ii], [0, is_, ii, 0]]
    built = dense("motif", params | {"N_stell": 2, "N_intrnrn": 2})
    np.testing.assert_array_equal(built, np.where(np.less(motif, CUT_OFF), 0, motif))
    stdn = [[0, si], [is_, 0]]
    built = dense("stdn", params | {"N_stell": 1, "N_intrnrn": 1})
    np.testing.assert_array_equal(built, np.where(np.less(stdn, CUT_OFF), 0, stdn))


@given(rings(), st.integers(1, 13), st.sampled_from(["1d", "asym"]))
def test_ring_looks_the_same_from_every_cell(params, turn, conn_id):
    to_interneurons, to_stellate, among = blocks(conn_id, params)
    for block in (*to_interneurons, *to_stellate, among):
        np.testing.assert_array_equal(np.roll(block, (turn, turn), (0, 1)), block)


@settings(max_examples=40)
@given(sheets(), st.integers(0, 4), st.integers(0, 4))
def test_torus_looks_the_same_from_every_cell(params, turn_x, turn_y):
    side = math.isqrt(params["N_per_sheet"])
    to_interneurons, to_stellate, among = blocks("2d", params)
    turn = (turn_y, turn_x, turn_y, turn_x)
    for block in (*to_interneurons, *to_stellate, among):
        square = block.reshape((side,) * 4)
        np.testing.assert_array_equal(np.roll(square, turn, (0, 1, 2, 3)), square)


@given(rings(st.integers(0, 6).map(lambda half: 2 * half + 1)), st.sampled_from(["1d", "asym"]))
def test_left_ring_excites_as_the_mirror_image_of_the_right(params, conn_id):
    """On an even ring the antipode has no mirror image: its arc is +pi, never -pi."""
    (right, left), _, _ = blocks(conn_id, params)
    backwards = -np.arange(params["N_per_sheet"])
    np.testing.assert_array_equal(left, right[np.ix_(backwards, backwards)])


@given(rings())
def test_both_rings_are_inhibited_alike_in_1d(params):
    _, (right, left), _ = blocks("1d", params)
    np.testing.assert_array_equal(left, right)


@given(rings())
def test_asym_with_neutral_factors_is_1d(params):
    neutral = {key: ONE_D[key] for key in ONE_D if "asym" in key}
    np.testing.assert_array_equal(dense("asym", params | neutral), dense("1d", params))


def test_reversed_is_factors_swap_the_rings():
    """With narrow lobes the left ring is inhibited as the right ring is with the sides swapped."""
    skewed = ONE_D | {"is_asym_factor": [0.5, 1.5]}
    _, (right, left), _ = blocks("asym", skewed)
    _, (right_swapped, _), _ = blocks("asym", skewed | {"is_asym_factor": [1.5, 0.5]})
    assert not np.allclose(right, left)
    np.testing.assert_allclose(left, right_swapped)


@given(rings() | sheets())
def test_nothing_below_the_cut_off_is_kept(params):
    matrix = load_config("2d" if "N_sheets_stell" in params else "1d").build_matrix(params)
    assert (matrix.weight >= CUT_OFF).all()


@given(rings() | sheets())
def test_entries_are_sorted_by_target_then_source(params):
    matrix = load_config("2d" if "N_sheets_stell" in params else "1d").build_matrix(params)
    assert (np.diff(matrix.indptr) >= 0).all()
    for post in range(matrix.n_cells):
        assert (np.diff(matrix.column(post)[0]) > 0).all()


def test_1d_defaults_have_96000_entries():
    matrix = load_config("1d").build_matrix(ONE_D)
    assert matrix.weight.size == 96_000


def test_every_1d_cell_has_as_many_targets_and_sources():
    (right, left), (to_right, to_left), among = blocks("1d", ONE_D)
    for block, count in ((right, 103), (left, 103), (to_right, 98), (to_left, 98), (among, 98)):
        assert set((block > 0).sum(axis=0)) == set((block > 0).sum(axis=1)) == {count}


@settings(max_examples=40)
@given(sheets())
def test_no_interneuron_of_a_sheet_inhibits_itself(params):
    assert not np.diagonal(blocks("2d", params)[2]).any()


def test_no_stellate_cell_excites_another():
    for conn_id in ("1d", "asym"):
        assert not dense(conn_id, ONE_D)[:384, :384].any()


@pytest.mark.parametrize("axis", [0, 1])
def test_sheet_offset_points_from_source_to_target(axis):
    """A source in the middle of an 11 x 11 sheet excites the cell 2 to the east, or north, most."""
    side, offset = 11, [[2, 0], [0, 2]][axis]
    size = side**2
    params = {
        "N_stell": size,
        "N_intrnrn": size,
        "N_per_sheet": size,
        "N_sheets_stell": 1,
        "si_peak": 1,
        "si_mean": [offset],
        "si_stdev": 1,
        "is_peak": 0,
        "is_mean": 0,
        "is_stdev": 1,
        "ii_peak": 0,
        "ii_mean": 0,
        "ii_stdev": 1,
    }
    (to_interneurons,), _, _ = blocks("2d", params)
    middle = 5 * side + 5
    assert to_interneurons[middle].argmax() == middle + [2, 2 * side][axis]
