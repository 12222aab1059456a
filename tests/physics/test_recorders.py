"""Every recorder works in every network, and records the same on all simulators."""

import functools

import numpy as np
import pytest

from network_configs.network_init import network_init
from param import Param
from parameters.table import RECORD_HANDLES
from simulation.in_memory import run_network
from tests.tiny import NETWORKS, full_params, recording, simulate

DATA_IDS = [data_id for handle in RECORD_HANDLES for data_id in Param()[handle]]
PULSES = {"pulse_width": 5, "amp": 1e-2, "start": 5, "ipi": 20, "first_cell_input": 0}
SETTINGS = {
    "sim_dur": 40,  # ms
    "recorder_dt": 0.1,
    "stell_init_noise": [5, 0, 0.5],
    "intrnrn_init_noise": [5, 0, 0.5],
    "stell_noise": [40, 0, 1e-3],
    "intrnrn_noise": [40, 0, 1e-3],
    "stell_theta_Amp": 1e-4,
}
# What nothing in the model reaches: there are no S→S synapses, in stdn no I→I ones.
ZERO = {
    "stell_syn_exc_i": tuple(NETWORKS),
    "stell_syn_exc_g": tuple(NETWORKS),
    "intrnrn_syn_inhib_i": ("stdn",),
    "intrnrn_syn_inhib_g": ("stdn",),
    "intrnrn_switch_pulse": ("1d", "asym", "2d", "stdn"),
}


@functools.cache
def recorded(network: str, simulator: str) -> dict[str, np.ndarray]:
    pulses = {"input_id": "pulse", "extra_params": PULSES} if network == "motif" else {}
    settings = SETTINGS | pulses | {"simulator": simulator}
    return simulate(NETWORKS[network] | recording(DATA_IDS) | settings)


@pytest.mark.parametrize("data_id", DATA_IDS)
@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("simulator", ["coreneuron", "fused"])
def test_all_simulators_record_the_same(simulator: str, network: str, data_id: str) -> None:
    ours, theirs = (recorded(network, name)[data_id] for name in (simulator, "neuron"))
    assert ours.shape == theirs.shape
    assert np.all(np.isfinite(theirs))
    assert np.any(theirs != 0) == (network not in ZERO.get(data_id, ()))
    scale = np.abs(theirs).max(initial=1e-12)
    np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-3 * scale)


@pytest.mark.parametrize("network", NETWORKS)
def test_all_cells_are_recorded(network: str) -> None:
    params = Param()
    params.update_params(NETWORKS[network] | {"sim_id": "tiny"})
    for data_id in DATA_IDS:
        if not data_id.endswith("spks"):
            kind = "N_stell" if data_id.startswith("stell") else "N_intrnrn"
            assert recorded(network, "neuron")[data_id].shape == (params[kind], 401)


@pytest.mark.parametrize("simulator", ["neuron", "coreneuron", "fused"])
@pytest.mark.parametrize(
    ("sim_dur", "recorder_dt", "n_samples"),
    [(20, 0.1, 201), (20, 0.3, 67), (20.1, 0.3, 68), (20, 0.025, 801), (1, 2, 1)],
)
def test_the_last_sample_is_at_sim_dur(
    simulator: str, sim_dur: float, recorder_dt: float, n_samples: int
) -> None:
    times = {"sim_dur": sim_dur, "recorder_dt": recorder_dt}
    settings = NETWORKS["stdn"] | SETTINGS | recording(["stell_v"]) | times
    whole = simulate(settings | {"simulator": simulator})["stell_v"]
    pieces = simulate(settings | {"simulator": simulator, "split_sim": [True, 3.3]})["stell_v"]
    every_step = simulate(settings | {"simulator": simulator, "recorder_dt": 0.025})["stell_v"]
    stride = round(recorder_dt / 0.025)
    assert whole.shape == (1, n_samples)
    np.testing.assert_array_equal(whole, every_step[:, ::stride])
    np.testing.assert_array_equal(pieces, whole)


@pytest.mark.parametrize("simulator", ["neuron", "coreneuron", "fused"])
def test_the_last_sample_is_the_state_after_the_last_step(simulator: str) -> None:
    settings = NETWORKS["stdn"] | SETTINGS | recording(["stell_v"])
    network = network_init(full_params(settings | {"simulator": simulator}))
    voltage = run_network(network).trace("stell_v")[0, -1]
    assert voltage == np.float32(network.cells[0].soma(0.5).v)
