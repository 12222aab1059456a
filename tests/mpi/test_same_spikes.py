"""The same parameters give the same spikes on any number of processes, and in any pieces."""

import numpy as np
import pytest

from tests.runs import Bench
from tests.tiny import SHEET

LARGER_SHEET = SHEET | {"N_per_axis": 7, "N_per_sheet": 49, "N_stell": 196, "N_intrnrn": 49}
TRACK = {
    "vel_type": "input",
    "traj_id": "example",
    "tuning": 2,
    "sim_dur": 1050,  # ms; the network is released after 1000
    "allothetic_stell_dc": 5e-3,  # nA
    "vel_integ_or": 5e-3,
}
INPUTS = {"ring": {}, "sheet": LARGER_SHEET, "trajectory": TRACK}


@pytest.mark.parametrize(
    ("simulator", "name"),
    [
        *((simulator, name) for simulator in ("coreneuron", "fused") for name in INPUTS),
        ("neuron", "ring"),
    ],
)
def test_one_hash_for_one_two_and_three_processes(bench: Bench, simulator: str, name: str) -> None:
    hashes = set()
    for n_cpus in (1, 2, 3):
        bench.simulate(simulator=simulator, n_cpus=n_cpus, **INPUTS[name])
        for spikes in bench.spikes():
            assert spikes.size > 100
            assert np.isfinite(spikes).sum() > 30  # size counts the padding, too
        hashes.add(bench.spike_hash())
    assert len(hashes) == 1


@pytest.mark.parametrize("simulator", ["coreneuron", "fused", "neuron"])
def test_pieces_and_recorders_change_no_spike(bench: Bench, simulator: str) -> None:
    bench.simulate(simulator=simulator)
    whole = bench.spike_hash()
    recorders = {"stell_v": {"state": True}, "stell_syn_inhib_g": {"state": True}}
    bench.simulate(
        simulator=simulator, n_cpus=2, split_sim=[True, 17], record_handle_stell=recorders
    )
    assert bench.spike_hash() == whole


def test_the_seeds_change_the_spikes(bench: Bench) -> None:
    hashes = set()
    for seeds in ({}, {"init_noise_seed": 1}, {"noise_seed": 1}):
        bench.simulate(**seeds)
        hashes.add(bench.spike_hash())
    assert len(hashes) == 3
