"""One simulation as a user runs it: what it leaves, how it is run again."""

import json
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from network_configs.connections.build import build_matrix
from network_configs.connections.sparse_matrix import load_matrix
from param import Param
from results.archive import provenance_file
from results.reader import load_data, load_sim_params, load_spikes
from tests.runs import Bench
from workspace.errors import UserError
from workspace.paths import ROOT, saved_matrix

TRACES = {
    "record_handle_stell": {
        "stell_v": {"state": True},
        "stell_syn_inhib_g": {"state": True, "cells_to_record": [43, 0, 8]},
    },
    "record_handle_intrnrn": {"intrnrn_v": {"state": True}},
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A finished run on two processes, with traces, written in pieces."""
    bench = Bench(tmp_path_factory.mktemp("finished"))
    bench.simulate(n_cpus=2, recorder_dt=0.1, split_sim=[True, 33.3], sim_dur=80, **TRACES)
    return bench


def test_traces_are_cells_by_samples_from_zero(finished: Bench) -> None:
    v = load_data(finished.sim_id, "stell_v", data_root=finished.data_root)
    assert v.shape == (44, 801)
    assert v.dtype == np.float32
    assert np.all(v[:, 0] == -65)
    one = load_data(finished.sim_id, "stell_v", 5, data_root=finished.data_root)
    np.testing.assert_array_equal(one, v[5])


def test_spikes_are_where_the_voltage_crosses(finished: Bench) -> None:
    stellate, _ = finished.spikes()
    v = load_data(finished.sim_id, "stell_v", data_root=finished.data_root)
    assert stellate.dtype == np.float64
    for times, trace in zip(stellate, v, strict=True):
        crossings = 0.1 * (1 + np.flatnonzero((trace[:-1] < 10) & (trace[1:] >= 10)))
        times = times[~np.isnan(times)]
        inside = times[times < 79.9]
        np.testing.assert_allclose(crossings[: len(inside)], inside, atol=0.1001)


def test_rows_are_in_the_order_asked_for(finished: Bench) -> None:
    path = finished.data / f"stell_syn_inhib_g_{finished.sim_id}.hdf5"
    with h5py.File(path) as file:
        dataset = file["0/stell_syn_inhib_g"]
        assert list(dataset.attrs["gids"]) == [43, 0, 8]
        assert dataset.attrs["unit"] == "µS"
        assert dataset.attrs["recorder_dt"] == 0.1
        assert dataset.attrs["sim_dur"] == 80
        assert dataset.shape == (3, 801)
        assert np.all(dataset[:].max(axis=1) > 0)


def test_pieces_and_processes_change_no_sample(finished: Bench, bench: Bench) -> None:
    bench.simulate(recorder_dt=0.1, sim_dur=80, **TRACES)
    for data_id in ("stell_v", "stell_syn_inhib_g", "intrnrn_v"):
        here, there = (
            load_data(run.sim_id, data_id, data_root=run.data_root) for run in (bench, finished)
        )
        np.testing.assert_array_equal(here, there)


def test_the_archive_is_whole_and_the_cache_is_empty(finished: Bench) -> None:
    archived = json.loads((finished.data / f"{finished.sim_id}.json").read_text())
    assert archived["N_stell"] == 44
    assert archived["noise_seed"] == 0
    assert archived["sim_dur"] == 80
    assert isinstance(archived["sim_dur"], int)
    provenance = json.loads((finished.data / f"{finished.sim_id}_provenance.json").read_text())
    assert provenance["simulations"]["0"]["n_processes"] == 2
    params = Param()
    params.update_params(archived)
    assert provenance["simulations"]["0"]["matrix"] == build_matrix(params.typed).fingerprint()
    assert len(provenance["mechanisms"]) == 16
    specs = finished.folder / "specs.py"
    assert (finished.data / f"{finished.sim_id}.py").read_bytes() == specs.read_bytes()
    assert load_sim_params(finished.sim_id, finished.data_root) == archived
    assert finished.left_in_cache() == []


@pytest.mark.parametrize("ending", ["py", "json"])
def test_an_archive_runs_again_to_the_same_spikes(bench: Bench, ending: str) -> None:
    bench.simulate(noise_seed=3)
    before, stamp = bench.spike_hash(), bench.data.stat().st_ino
    done = bench.run(bench.data / f"{bench.sim_id}.{ending}", "-o")
    assert done.returncode == 0, done.stderr
    assert bench.spike_hash() == before
    assert bench.data.stat().st_ino != stamp
    assert (bench.data / f"{bench.sim_id}.py").exists()
    assert "other mechanisms" not in done.stderr


def test_an_archive_of_other_mechanisms_says_so(bench: Bench) -> None:
    bench.simulate(sim_dur=20)
    archive = bench.data / f"{bench.sim_id}.json"
    beside = provenance_file(archive)
    provenance = json.loads(beside.read_text())
    beside.write_text(json.dumps(provenance | {"mechanisms": "0" * 16, "commit": "abcdef0123"}))
    done = bench.run(archive, "-o")
    assert done.returncode == 0, done.stderr
    assert "made with other mechanisms" in done.stderr
    assert "commit abcdef01): the spikes may differ" in done.stderr


def test_overwriting_keeps_what_the_user_put_there(bench: Bench) -> None:
    bench.simulate(**TRACES)
    (bench.data / "notes.txt").write_text("seed 3 is odd")
    bench.simulate()
    assert (bench.data / "notes.txt").read_text() == "seed 3 is odd"
    assert not (bench.data / f"stell_v_{bench.sim_id}.hdf5").exists()


def test_a_silent_network_keeps_its_rows(bench: Bench) -> None:
    silent = {"stell_const_dc": [-0.01, -0.01], "intrnrn_dc_amp": -0.01}
    no_noise = {
        f"{kind}_{name}": [0, 0, 0]
        for kind in ("stell", "intrnrn")
        for name in ("noise", "init_noise")
    }
    bench.simulate(**silent, **no_noise, sim_dur=5)
    stellate, interneurons = bench.spikes()
    assert stellate.shape == (44, 0)
    assert interneurons.shape == (22, 0)


def test_a_saved_matrix_replaces_the_build(bench: Bench) -> None:
    kept = saved_matrix("1d", bench.sim_id)
    try:
        bench.simulate(save_conn_matrix=True)
        built = bench.spike_hash()
        bench.simulate(build_conn_matrix=False, matrix_id=bench.sim_id)
        assert bench.spike_hash() == built
        done = bench.run(
            bench.specs(build_conn_matrix=False, matrix_id=bench.sim_id, si_mean=5), "-o"
        )
        assert done.returncode == 2
        assert "si_mean: got 5" in done.stderr
        assert bench.spike_hash() == built
    finally:
        kept.unlink(missing_ok=True)


def test_a_dense_matrix_of_another_tool_is_read(bench: Bench) -> None:
    kept = saved_matrix("1d", bench.sim_id)
    try:
        bench.simulate(save_conn_matrix=True)
        built = bench.spike_hash()
        _rewrite_dense(kept)
        bench.simulate(build_conn_matrix=False, matrix_id=bench.sim_id)
        assert bench.spike_hash() == built
    finally:
        kept.unlink(missing_ok=True)


def _rewrite_dense(path: Path) -> None:
    dense = load_matrix(path).to_dense()
    with h5py.File(path, "w") as file:
        file["matrix"] = dense


def test_the_progress_bar_counts_simulated_time(bench: Bench) -> None:
    done = bench.run(bench.specs(show_progress_bar=True, n_cpus=2))
    assert done.returncode == 0
    assert "100/100 ms" in done.stderr


def test_loaders_name_what_there_is(finished: Bench) -> None:
    root = finished.data_root
    with pytest.raises(UserError, match=f"finished runs: {finished.sim_id}"):
        load_spikes("other", data_root=root)
    with pytest.raises(UserError, match="expected one of 0"):
        load_spikes(finished.sim_id, sim_num=7, data_root=root)
    with pytest.raises(UserError, match="no parameters"):
        load_sim_params("other", data_root=root)


def test_the_matrix_can_be_built_by_hand(bench: Bench) -> None:
    script = ROOT / "network_configs" / "connections" / "1d_config.py"
    done = subprocess.run(
        [sys.executable, script, bench.specs()], capture_output=True, text=True, cwd=bench.folder
    )
    assert done.returncode == 0, done.stderr
    matrix = ROOT / "cache" / f"matrix_1d_{bench.sim_id}.hdf5"
    assert matrix.exists()
    matrix.unlink()
