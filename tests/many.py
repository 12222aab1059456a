"""A folder of results as a lab has it: 60 runs and two sweeps, without simulating anything."""

import json
import shutil

import numpy as np

from tests.finished import full_params, write_finished, write_sweep
from workspace import paths
from workspace.paths import Workspace

RING = {
    "N_per_sheet": 24,
    "N_stell": 48,
    "N_intrnrn": 24,
    "n_phases": 24,
    "si_mean": 4,
    "is_mean": 7,
    "ii_mean": 7,
}
N_RUNS = 60


def make_many(data_root):
    """Leave run_00 to run_59, a day apart, and the sweeps conductance and noise.

    Every third run has g_h_bar 0, every fourth has noise, every tenth records voltages. Of the
    sweep `noise` the last simulation has failed.
    """
    for k in range(N_RUNS):
        params = small_ring(data_root, f"run_{k:02}", k, **_values(k))
        write_finished(params, spikes(params, k))
    _sweep(data_root, "conductance", "g_h_bar", [0, 5e-4, 1e-3, 1.5e-3], n_finished=4)
    _sweep(data_root, "noise", "noise_seed", [1, 2, 3], n_finished=2)


def small_ring(data_root, sim_id, day, **values):
    """Parameters of a small ring that was set up on this day of a year."""
    params = full_params(data_root, sim_id=sim_id, **(RING | values))
    date = np.datetime64("2026-01-01T12:00:00") + np.timedelta64(day, "D")
    params["sim_date_time"] = f"{date}+00:00"
    return params


def _values(k):
    values = {"init_noise_seed": k}
    if k % 3 == 0:
        values["g_h_bar"] = 0
    if k % 4 == 0:
        values["stell_noise"] = [2000, 0, 0.01 + k / 1000]
    return values


def spikes(params, seed):
    """A few random spikes of each cell."""
    n_stell, n_intrnrn = params["N_stell"], params["N_intrnrn"]
    times = np.sort(np.random.default_rng(seed).uniform(0, 2000, (n_stell + n_intrnrn, 8)))
    return {
        "stell_spks": (np.arange(n_stell), times[:n_stell]),
        "intrnrn_spks": (n_stell + np.arange(n_intrnrn), times[n_stell:]),
    }


def _sweep(data_root, sim_id, name, values, n_finished):
    params_of = {
        str(k): small_ring(data_root, sim_id, 100, sim_num=k, **{name: value})
        for k, value in enumerate(values)
    }
    data = {k: spikes(p, int(k)) for k, p in params_of.items() if int(k) < n_finished}
    write_sweep(params_of, data)
    shutil.rmtree(Workspace(sim_id, data_root).parts)


def make_leftovers(data_root):
    """Leave in cache/ and beside the data what failed and killed runs leave; see the comments."""
    one = {"sim_id": "diverged", "data_root": str(data_root)}  # a single run that failed
    _in_cache(one, matrix_1d_diverged_hdf5=bytes(40_000))
    place = Workspace("diverged", data_root)
    place.failure.write_text("1\nstellate cell 7: voltage is not a number at 12.5 ms\n")
    place.log.write_text("Traceback ...\n")
    two = {"sim_id": "stopped", "data_root": str(data_root)}  # one that was killed as it wrote
    _in_cache(two, matrix_1d_stopped_hdf5=bytes(40_000))
    place = Workspace("stopped", data_root)
    place.staging.mkdir()
    (place.staging / "stell_spks_stopped.hdf5").write_bytes(bytes(100_000))
    place = Workspace("interrupted", data_root)  # a sweep of which two simulations have finished
    sweep = {
        str(k): {"sim_id": "interrupted", "sim_num": str(k), "data_root": str(data_root)}
        | {"conn_id": "1d"}
        for k in range(4)
    }
    place.params.write_text(json.dumps(sweep))
    place.sweep_cache.mkdir()
    (place.sweep_cache / "2.failed").write_text("1\nno room\n")
    for k in range(2):
        part = place.parts / f"{k}.{k:016x}"
        part.mkdir(parents=True)
        (part / "stell_spks_interrupted.hdf5").write_bytes(bytes(20_000))
    part = place.unfinished_parts / f"3.{3:016x}"
    part.mkdir(parents=True)
    (part / "stell_spks_interrupted.hdf5").write_bytes(bytes(10_000))


def _in_cache(params, **files):
    paths.CACHE.mkdir(exist_ok=True)
    place = Workspace(params["sim_id"], params["data_root"])
    place.params.write_text(json.dumps(params | {"sim_num": "0", "conn_id": "1d"}))
    for name, content in files.items():
        (paths.CACHE / name.replace("_hdf5", ".hdf5")).write_bytes(content)
