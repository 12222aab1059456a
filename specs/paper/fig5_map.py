"""Figure 5: the predictive bias against HCN conductance and speed.

FULL is the published sweep, 16 conductances × 500 currents and 80 s each.
Run it with `python m_sim_setup.py specs/paper/fig5_map.py`.
"""

import numpy as np

FULL = False


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, each conductance with all currents."""
    n_conductances, n_currents, sim_dur = (16, 500, 80000) if FULL else (2, 3, 8000)  # ms
    mult_input_params: dict[str, dict] = {}
    for g_h_bar in np.linspace(0, 0.0015, n_conductances):  # S/cm2
        for stell_dc in np.linspace(-2.7e-3, 1e-2, n_currents):  # nA
            sim_num = str(len(mult_input_params))
            mult_input_params[sim_num] = {
                "sim_id": "fig5_map",
                "sim_num": sim_num,
                "sim_dur": sim_dur,
                "conn_id": "asym",
                "vel_type": "PRED-IHD",
                "g_h_bar": g_h_bar,
                "extra_params": {"stell_dc": stell_dc, "dir_change_t": sim_dur / 2},
                "allothetic_dur": 3000 if FULL else 1000,
                "init_noise_seed": 500,
            }
    return mult_input_params
