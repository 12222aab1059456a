"""Every parameter of the model changes what the cells do, in every network where it makes sense."""

import functools
import json

import numpy as np
import pytest

from input_data import trajectory as files
from input_data import velocity_curve as curves
from input_data.trajectory import Trajectory, save_trajectory
from parameters.table import MODEL_PARAMETERS, PARAMETERS
from tests.tiny import NETWORKS, recording, simulate

VOLTAGES = recording(["stell_v", "intrnrn_v"])
BASE = VOLTAGES | {
    "sim_dur": 40,  # ms
    "init_noise_seed": 1,  # with it the interneuron of stdn fires
    "stell_init_noise": [15, 0, 0.5],
    "intrnrn_init_noise": [15, 0, 0.5],
    "stell_noise": [40, 0, 1e-3],
    "intrnrn_noise": [40, 0, 1e-3],
    "stell_theta_Amp": 1e-4,
    "ii_mean": 4,
    "extra_params": {},
}
RINGS, LAYERED, ALL = ("1d", "asym"), ("1d", "asym", "2d"), tuple(NETWORKS)
TRACK = {"vel_type": "input", "traj_id": "track", "tuning": 2}
TURN = {"stell_dc": 1e-3, "dir_change_t": 20}
PREDICTION = {"vel_type": "PRED-IHD", "extra_params": TURN}

# name: (other value, networks, what must be on for it to matter)
EFFECTS: dict[str, tuple[object, tuple[str, ...], dict]] = {
    "is_peak": (1, ALL, {}),
    "si_peak": (1, ALL, {}),
    "ii_peak": (1, (*LAYERED, "motif"), {}),
    "is_stdev": (0.3, LAYERED, {}),
    "is_mean": (2, LAYERED, {}),
    "si_stdev": (0.7, LAYERED, {}),
    "si_mean": (3, RINGS, {}),
    "ii_stdev": (0.3, LAYERED, {}),
    "ii_mean": (2, LAYERED, {}),
    "si_syn_gmax": (1e-4, ALL, {}),
    "ii_syn_gmax": (1e-4, (*LAYERED, "motif"), {}),
    "is_syn_gmax": (1e-5, ALL, {}),
    "intrnrn_dc_amp": (1e-3, ALL, {}),
    "stell_noise": ([40, 0, 2e-3], ALL, {}),
    "stell_init_noise": ([15, 0, 0.4], ALL, {}),
    "intrnrn_noise": ([40, 1e-3, 1e-3], ALL, {}),
    "intrnrn_init_noise": ([20, 0, 0.5], ALL, {}),
    "noise_seed": (7, ALL, {}),
    "init_noise_seed": (7, ALL, {}),
    "Amp_i_theta": (0, ALL, {}),
    "phi_i_theta": (20, ALL, {}),
    "omega_i_theta": (0.005, ALL, {}),
    "stell_theta_Amp": (0, ALL, {}),
    "stell_theta_omega": (0.005, ALL, {}),
    "g_h_bar": (0, ALL, {}),
    "gnap_bar": (0, ALL, {}),
    "hs_tau": (20, ALL, {}),
    "hf_tau": (2, ALL, {}),
    "netcon_delay": (2, ALL, {}),
    "dt": (0.0125, ALL, {}),
    "si_asym_factor": ([0.5, 1.5], ("asym",), {}),
    "is_asym_factor": ([0.5, 1.5], ("asym",), {}),
    "is_peak_asym_fact": (0.5, ("asym",), {}),
    "is_mean_asym_factor": (2, ("asym",), {}),
    "vel_type": ("ACVT-1DAC", RINGS, {}),
    "traj_id": ("other", RINGS, TRACK),
    "n_phases": (12, RINGS, TRACK),
    "lambda0": (3, RINGS, TRACK),
    "init_allothetic_input": (False, RINGS, TRACK),
    "allothetic_stell_dc": (1e-3, RINGS, TRACK),
    "allothetic_nrn_n": (2, RINGS, TRACK),
    "velocity_curve": ("other", RINGS, TRACK),
    "vel_integ_or": (1e-3, RINGS, TRACK),
    "tuning": (1, RINGS, {}),
    "dc_amp_baseline": (2e-3, RINGS, TRACK),
    "dc_amp_minimum": (4e-4, RINGS, TRACK),
    "theta_response_scale": (3, RINGS, TRACK),
    "cue_position": (1, RINGS, TRACK),
    "extra_params": (TURN | {"stell_dc": 5e-3}, RINGS, PREDICTION),
}
LAYOUT = {"N_intrnrn", "N_stell", "N_per_sheet", "N_per_axis", "N_sheets_stell"}
INPUTS = {"conn_id", "instr_id", "input_id", "stell_const_dc"}  # tests of networks and inputs
OF_MEASURES = {"allothetic_dur"}
UNUSED = {"ss_syn_gmax"}  # the model has no S→S synapses
CASES = [(name, network) for name, (_, networks, _) in EFFECTS.items() for network in networks]


@pytest.fixture(scope="module", autouse=True)
def _trajectories(tmp_path_factory):
    """Two runs of an animal: to the right, and to the left from elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "FOLDER", tmp_path_factory.mktemp("trajectories"))
        for name, velocity in (("track", 1.0), ("other", -2.0)):
            still = np.ones(10)
            track = Trajectory(3 + velocity * still, velocity * still, 5.0, 15.0)
            save_trajectory(files.trajectory_file(name), track)
        patch.setattr(curves, "FOLDER", files.FOLDER)
        for name, current in (("ring", 1e-3), ("other", 5e-3)):
            ring = {"speed_rad_s": [0, 10], "current_nA": [current, current]}
            curve = {"calibrations": [{"holds_for": {}, "right": ring, "left": ring}]}
            (files.FOLDER / f"{name}.json").write_text(json.dumps(curve))
        yield


@functools.cache
def voltages(network: str, changes: str) -> np.ndarray:
    """Voltages of all cells of a network with these changes (JSON) of the base."""
    found = simulate(BASE | NETWORKS[network] | json.loads(changes))
    return np.vstack([found["stell_v"], found["intrnrn_v"]])


def test_every_model_parameter_is_looked_at() -> None:
    names = set(MODEL_PARAMETERS) | {"dt", "cue_position"}
    assert names == set(EFFECTS) | LAYOUT | INPUTS | OF_MEASURES | UNUSED
    assert set(EFFECTS) <= set(PARAMETERS)


@pytest.mark.parametrize(("name", "network"), CASES)
def test_effect(name: str, network: str) -> None:
    value, _, setting = EFFECTS[name]
    before = voltages(network, json.dumps(setting))
    after = voltages(network, json.dumps(setting | {name: value}))
    assert np.abs(before - after).max() > 1e-4  # mV
