"""Figure 5: the predictive bias against the two time constants of the HCN current.

FULL is the published sweep, 10 × 10 time constants and 360 s each.
Run it with `python m_sim_setup.py specs/paper/fig5_time_constants.py`.
"""

import numpy as np

FULL = False


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, each hs_tau with all hf_tau."""
    n_values, sim_dur = (10, 360000) if FULL else (2, 8000)  # ms
    mult_input_params: dict[str, dict] = {}
    for hs_tau in np.linspace(5.6, 53.1, n_values):  # ms
        for hf_tau in np.linspace(0.51, 2.5, n_values):
            sim_num = str(len(mult_input_params))
            mult_input_params[sim_num] = {
                "sim_id": "fig5_time_constants",
                "sim_num": sim_num,
                "sim_dur": sim_dur,
                "conn_id": "asym",
                "vel_type": "PRED-IHD",
                "hs_tau": hs_tau,
                "hf_tau": hf_tau,
                "extra_params": {"stell_dc": 1e-3, "dir_change_t": sim_dur / 2},  # nA, ms
                "allothetic_dur": 3000 if FULL else 1000,
                "init_noise_seed": 500,
            }
    return mult_input_params
