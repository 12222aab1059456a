"""The config files: found by conn_id, recorded with what they read, checked, run by hand."""

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import h5py
import numpy as np
import pytest

from network_configs import connections
from network_configs.connections.build import (
    build_and_save,
    check_matrix,
    main,
    matrix_params,
)
from network_configs.connections.sparse_matrix import load_matrix, read_record
from param import Param
from parameters.config_files import available, load_config
from workspace import paths as workspace
from workspace.errors import UserError

FOLDER = Path(connections.__file__).parent
NETWORKS = {
    "1d": {},
    "asym": {"is_asym_factor": [0.5, 1.5]},
    "2d": {
        **dict.fromkeys(("N_stell", "N_intrnrn", "N_per_sheet"), 25),
        **dict.fromkeys(("is_mean", "ii_mean", "is_stdev", "ii_stdev", "si_stdev"), 1.05),
        "N_sheets_stell": 1,
        "si_mean": [[1.5, 0]],
    },
    "motif": {"N_stell": 2, "N_intrnrn": 2},
    "stdn": {"N_stell": 1, "N_intrnrn": 1},
}


def params_of(conn_id, **changed):
    return Param() | {"conn_id": conn_id, "sim_id": "T"} | NETWORKS[conn_id] | changed


class Reads(dict):
    """Remembers the names that were looked up."""

    def __init__(self, params):
        super().__init__(params)
        self.names = set()

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(workspace, "CACHE", tmp_path)
    return tmp_path


def test_the_networks_of_the_model_are_available():
    assert set(NETWORKS) <= set(available("conn_id"))


@pytest.mark.parametrize("conn_id", NETWORKS)
def test_parameters_are_those_that_the_config_reads(conn_id):
    config, params = load_config(conn_id), Reads(params_of(conn_id))
    config.build_matrix(params)
    assert sorted(config.PARAMETERS) == sorted(params.names)


@pytest.mark.parametrize("conn_id", NETWORKS)
def test_built_matrix_is_saved_with_what_made_it(tmp_path, conn_id):
    path, params = tmp_path / "matrix.hdf5", params_of(conn_id)
    build_and_save(params, path)
    n_cells, record = read_record(path)
    assert n_cells == params["N_stell"] + params["N_intrnrn"]
    assert record == matrix_params(params)
    assert set(record) == {"conn_id", "N_stell", "N_intrnrn", *load_config(conn_id).PARAMETERS}
    built = load_config(conn_id).build_matrix(params).to_dense()
    np.testing.assert_array_equal(load_matrix(path).to_dense(), built)
    check_matrix(path, params)


@pytest.mark.parametrize("conn_id", NETWORKS)
def test_every_recorded_parameter_is_compared(tmp_path, conn_id):
    path, params = tmp_path / "matrix.hdf5", params_of(conn_id)
    build_and_save(params, path)
    for name in matrix_params(params):
        with pytest.raises(UserError, match=f"^{name}: got 'other', expected .* as in {path}$"):
            check_matrix(path, params | {name: "other"})


def test_parameters_without_effect_on_the_matrix_are_not_compared(tmp_path):
    path = tmp_path / "matrix.hdf5"
    build_and_save(params_of("1d"), path)
    check_matrix(path, params_of("1d", is_asym_factor=[2, 2], si_syn_gmax=1, sim_dur=1))


def test_dense_matrix_is_refused_by_its_size_only(tmp_path):
    path = tmp_path / "matrix.hdf5"
    with h5py.File(path, "w") as file:
        file["matrix"] = np.zeros((576, 576))
    check_matrix(path, params_of("1d", is_peak=7))
    line = rf"^N_stell \+ N_intrnrn: got 4, expected 576 \(cells\) as in {path}$"
    with pytest.raises(UserError, match=line):
        check_matrix(path, params_of("motif"))


def test_sheet_takes_its_side_from_n_per_sheet(tmp_path):
    build_and_save(params_of("2d", N_per_axis=51), tmp_path / "matrix.hdf5")
    with pytest.raises(ValueError, match="square of an odd number, got 16"):
        load_config("2d").build_matrix(params_of("2d", N_per_sheet=16))


def test_full_sheet_needs_no_dense_matrix():
    """71 x 71 as published, 25,205 cells: dense it would be 5 GB."""
    params = {
        **dict.fromkeys(("is_mean", "ii_mean"), 10),
        **dict.fromkeys(("is_stdev", "ii_stdev", "si_stdev"), 1.05),
        **dict.fromkeys(("si_peak", "ii_peak"), 1),
        "is_peak": 2,
        "N_per_sheet": 5041,
        "si_mean": [[6.25, 0], [-6.25, 0], [0, 6.25], [0, -6.25]],
    }
    tracemalloc.start()
    matrix = load_config("2d").build_matrix(params)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (matrix.n_cells, matrix.weight.size) == (25_205, 21_252_856)
    assert peak < 1e9


def test_impossible_width_is_refused():
    with pytest.raises(ValueError, match="stdev must be > 0, got 0"):
        load_config("1d").build_matrix(params_of("1d", ii_stdev=0))


@pytest.mark.parametrize("conn_id", ["motiv", "../motif", "", 7])
def test_unknown_conn_id_is_refused(conn_id):
    with pytest.raises(UserError, match=r"^conn_id: got .*, expected one of 1d, 2d, asym, motif"):
        load_config(conn_id)


def test_nearest_conn_id_is_named():
    with pytest.raises(UserError, match="did you mean 'motif'"):
        load_config("motiv")


OWN = """
from network_configs.connections.sparse_matrix import SparseMatrix

PARAMETERS = ({parameters})


def build_matrix(params):
    n_cells = params["N_stell"] + params["N_intrnrn"]
    return SparseMatrix.from_triplets([n_cells - 1], [1], [params["is_peak"]], n_cells{excess})
"""


def test_a_file_dropped_in_is_a_network(tmp_path, own_file):
    own_file("conn_id", "my", OWN.format(parameters="'is_peak',", excess=""))
    assert "my" in available("conn_id")
    path, params = tmp_path / "matrix.hdf5", params_of("1d") | {"conn_id": "my"}
    build_and_save(params, path)
    assert load_matrix(path).weight.tolist() == [params["is_peak"]]
    with pytest.raises(UserError, match="is_peak: got 3, expected 2"):
        check_matrix(path, params | {"is_peak": 3})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("PARAMETERS = ()", "does not define build_matrix"),
        (OWN.format(parameters="", excess=""), "reads 'is_peak', expected it in PARAMETERS"),
        (OWN.format(parameters="'is_pek',", excess=""), "'is_pek', .*did you mean 'is_peak'"),
        (OWN.format(parameters="'is_peak',", excess=" + 1"), "got 576, expected 577"),
    ],
)
def test_flawed_file_dropped_in_is_refused(tmp_path, own_file, text, message):
    own_file("conn_id", "flawed", text)
    with pytest.raises(UserError, match=message):
        build_and_save(params_of("1d") | {"conn_id": "flawed"}, tmp_path / "matrix.hdf5")
    assert not (tmp_path / "matrix.hdf5").exists()


def test_by_hand_for_a_sim_id(cache, capsys):
    (cache / "params_T.json").write_text(json.dumps(params_of("1d")))
    assert main("1d_config.py", ["T"]) == 0
    assert capsys.readouterr().out.strip() == str(cache / "matrix_1d_T.hdf5")
    assert load_matrix(cache / "matrix_1d_T.hdf5").weight.size == 96_000


def test_by_hand_for_a_specs_file(cache, tmp_path):
    specs = tmp_path / "specs.py"
    specs.write_text("def generate_input_params():\n    return {'sim_id': 'S', 'is_peak': 1}\n")
    assert main("1d_config.py", [str(specs)]) == 0
    assert read_record(cache / "matrix_1d_S.hdf5")[1]["is_peak"] == 1


def test_by_hand_errors_are_one_line(cache, capsys):
    (cache / "params_M.json").write_text(json.dumps(params_of("motif")))
    (cache / "params_sweep.json").write_text(json.dumps({"0": params_of("1d")}))
    for sim_id, line in (
        ("none", f"sim_id: got 'none', expected one that is set up as {cache}/params_none.json"),
        ("M", "conn_id: got 'motif', expected that of 1d_config.py"),
        ("sweep", "sim_id: 'sweep' is a sweep, whose matrices m_run.py builds"),
    ):
        assert main("1d_config.py", [sim_id]) == 2
        assert capsys.readouterr().err == line + "\n"


@pytest.mark.parametrize("conn_id", NETWORKS)
def test_config_file_is_a_script_from_any_folder(tmp_path, conn_id):
    script = FOLDER / f"{conn_id}_config.py"
    run = subprocess.run(
        [sys.executable, script, "no such simulation"], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.returncode == 2
    assert run.stderr.startswith("sim_id: got 'no such simulation', expected")
    assert run.stderr.count("\n") == 1
