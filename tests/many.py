"""A folder of results as a lab has it: 60 runs and two sweeps, without simulating anything."""

import numpy as np

from tests.finished import full_params, write_finished, write_sweep

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
