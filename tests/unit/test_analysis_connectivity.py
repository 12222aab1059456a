"""The figure of the connectivity shows the matrix that ran, or says that it cannot."""

import numpy as np
import pytest

from analysis import connectivity
from analysis.connectivity import centred_on_ring, matrix_that_ran
from network_configs.connections.build import build_and_save, build_matrix, summary_of
from network_configs.connections.sparse_matrix import SparseMatrix, save_matrix
from results.archive import Archive
from results.data import SimulationData
from tests.tiny import RING, full_params
from workspace.errors import UserError

PARAMS = full_params(RING | {"sim_id": "done"})
SAVED = PARAMS | {"build_conn_matrix": False, "matrix_id": "mine"}


@pytest.fixture
def done(tmp_path):
    """Open a finished simulation, of which the run has recorded these facts."""

    def opened(params=PARAMS, **facts):
        return SimulationData(Archive({"0": params}, False, {}, {"0": facts}), "0", tmp_path)

    return opened


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """The saved matrix of the ring, in a folder of its own."""
    path = tmp_path / "saved.hdf5"
    monkeypatch.setattr(connectivity, "saved_matrix", lambda *_: path)
    build_and_save(PARAMS, path)
    return path


def test_a_small_matrix_is_built_again(done, capsys):
    found = matrix_that_ran(done(matrix=build_matrix(PARAMS).fingerprint()))
    np.testing.assert_array_equal(found.image, build_matrix(PARAMS).to_dense())
    assert capsys.readouterr().err == ""


def test_a_run_that_did_not_record_its_matrix_says_so(done, capsys):
    assert matrix_that_ran(done()) is not None
    assert capsys.readouterr().err == (
        "done: the matrix drawn is rebuilt from the parameters; the run did not record its matrix\n"
    )


def test_another_matrix_than_the_one_that_ran_is_not_drawn(done, capsys):
    assert matrix_that_ran(done(matrix="1234")) is None
    line = "done: its matrix is not drawn: 1d_config.py has changed since the run\n"
    assert capsys.readouterr().err == line


def test_a_large_matrix_is_not_built_again(done, tmp_path, monkeypatch):
    summary = summary_of(build_matrix(PARAMS), PARAMS, 10)
    summary.keep(tmp_path, "done", "0")

    def fail(params):
        raise AssertionError

    monkeypatch.setattr(connectivity, "build_matrix", fail)
    found = matrix_that_ran(done(matrix="whatever"))
    np.testing.assert_array_equal(found.image, summary.image)
    assert found.rows.keys() == summary.rows.keys()


def test_layers_that_have_changed_since_are_told(done, tmp_path, capsys):
    matrix = build_matrix(PARAMS)
    summary_of(matrix, PARAMS | {"N_per_sheet": 20}, 10).keep(tmp_path, "done", "0")
    assert matrix_that_ran(done()) is None
    assert "the layers of the network have changed since" in capsys.readouterr().err


def test_a_saved_matrix_is_read(done, saved, capsys):
    found = matrix_that_ran(done(SAVED, matrix=build_matrix(PARAMS).fingerprint()))
    np.testing.assert_array_equal(found.image, build_matrix(PARAMS).to_dense())
    assert capsys.readouterr().err == ""


def test_a_saved_matrix_that_has_changed_is_not_drawn(done, saved, capsys):
    recorded = build_matrix(PARAMS).fingerprint()
    n_cells = PARAMS["N_stell"] + PARAMS["N_intrnrn"]
    save_matrix(saved, SparseMatrix.from_triplets([0], [1], [1.0], n_cells), {})
    assert matrix_that_ran(done(SAVED, matrix=recorded)) is None
    line = f"done: its matrix is not drawn: {saved} has changed since the run\n"
    assert capsys.readouterr().err == line


def test_a_saved_matrix_that_is_gone_is_told(done, saved, capsys):
    saved.unlink()
    assert matrix_that_ran(done(SAVED, matrix="1234")) is None
    line = f"done: its matrix is not drawn: no connectivity matrix {saved}\n"
    assert capsys.readouterr().err == line


def test_a_network_that_cannot_be_built_any_more_is_told(done, monkeypatch, capsys):
    def gone(params):
        raise UserError("conn_id: no such network")

    monkeypatch.setattr(connectivity, "build_matrix", gone)
    assert matrix_that_ran(done(matrix="1234")) is None
    assert capsys.readouterr().err == "done: its matrix is not drawn: conn_id: no such network\n"


def test_a_ring_is_turned_to_the_cell():
    distance, values = centred_on_ring(np.arange(6.0), place=5)
    assert distance.tolist() == [-3, -2, -1, 0, 1, 2]
    assert values.tolist() == [2, 3, 4, 5, 0, 1]
