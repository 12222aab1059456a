"""Specs in the shapes that users of GridCellsCond write: they run here as they are, shortened."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest

from input_data.trajectory import trajectory_file
from parameters.table import default_params
from workspace.paths import ROOT

N_NODES = """
def generate_mult_input_params():
    return {str(k): {"sim_id": "test_reference_sweep", "sim_num": str(k), "sim_dur": 20,
                     "data_root": DATA, "n_nodes": 10, "stell_const_dc": [k * 1e-3, -2.7e-3]}
            for k in range(2)}
"""
LOCS = """
def generate_input_params():
    on = {"state": True, "cells_to_record": [0, 1]}
    return {
        "sim_id": "test_reference_loc", "sim_dur": 20, "data_root": DATA, "n_cpus": 1,
        "matrix_id": 7, "python": "/usr/bin/python3", "split_built_conn_matrix": False,
        "record_handle_stell": {
            "stell_ih_mf": on | {"loc": "soma(0.5):stellate_mech:_ref_mhf"},
            "stell_ih_ms": on | {"loc": "soma(0.5):stellate_mech:_ref_mhs"},
            "stell_theta_i": on | {"loc": "soma(0.5):i_theta_stell:_ref_i_theta"},
            "stell_ina": on | {"loc": "soma(0.5):na_ion:_ref_ina"},
            "stell_ik": on | {"loc": "soma(0.5):_ref_ik"},
            "stell_nap": {"state": False, "loc": ""},
        },
    }
"""
TRAJECTORY = """
def generate_input_params():
    on = {"state": True, "cells_to_record": [0, 200]}
    return {
        "sim_id": "test_reference_trajectory", "sim_dur": 20, "data_root": DATA, "n_cpus": 1,
        "vel_type": "input", "traj_id": TRAJ_ID, "record_handle_stell": {"stell_ext_dc_amp": on},
    }
"""


def run(script: str, tmp_path: Path, text: str) -> subprocess.CompletedProcess[str]:
    specs = tmp_path / "specs.py"
    specs.write_text(text.replace("DATA", repr(str(tmp_path))))
    command = [sys.executable, script, str(specs)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)


@pytest.fixture(autouse=True)
def _no_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MPIEXEC", raising=False)


def test_n_nodes_on_one_host_is_told_once_and_runs(tmp_path: Path) -> None:
    done = run("m_sim_setup.py", tmp_path, N_NODES)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("n_nodes: 10 has no effect") == 1
    with h5py.File(tmp_path / "test_reference_sweep/stell_spks_test_reference_sweep.hdf5") as file:
        assert sorted(file) == ["0", "1"]


def test_recorders_take_the_names_of_the_authors(tmp_path: Path) -> None:
    done = run("s_sim_setup.py", tmp_path, LOCS)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("python: '/usr/bin/python3' has no effect") == 1
    folder = tmp_path / "test_reference_loc"
    for data_id in ("stell_ih_mf", "stell_ih_ms", "stell_theta_i", "stell_ina", "stell_ik"):
        with h5py.File(folder / f"{data_id}_test_reference_loc.hdf5") as file:
            assert len(file[f"0/{data_id}"]) == 2


@pytest.fixture
def traj_id() -> Iterator[int]:
    """A run to the right as the authors' notebook writes it: no position at 0 ms, one per dt."""
    number = 955_000_000 + os.getpid()
    velocity = np.full(801, 2.0)
    path = trajectory_file(str(number))
    with h5py.File(path, "w") as file:
        file["vel_rinb"] = velocity
        file["pos_rinb"] = np.mod(3 + np.cumsum(velocity[1:]) * 0.025e-3, 2 * np.pi)
        file.attrs["allothetic_dur"] = 10
    yield number
    path.unlink()


def test_a_trajectory_of_their_notebook_runs_by_its_number(tmp_path: Path, traj_id: int) -> None:
    done = run("s_sim_setup.py", tmp_path, TRAJECTORY.replace("TRAJ_ID", str(traj_id)))
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "test_reference_trajectory"
    archived = json.loads((folder / "test_reference_trajectory.json").read_text())
    assert archived["traj_id"] == str(traj_id)
    with h5py.File(folder / "stell_ext_dc_amp_test_reference_trajectory.hdf5") as file:
        right, left = file["0/stell_ext_dc_amp"][:]
    defaults = default_params()
    np.testing.assert_allclose(right[1:9], defaults["allothetic_stell_dc"], rtol=1e-5)  # pinned
    np.testing.assert_allclose(left[12:], defaults["vel_integ_or"], rtol=1e-5)  # not driven
    assert (right[12:] > defaults["vel_integ_or"]).all()
