"""Figure 5: predictive bias against the asymmetry of the inhibition, without HCN.

First prospective, then retrospective, each from weak to strong. FULL is the published sweep: nine
asymmetries of each kind, 80 s each.
Run it with `python m_sim_setup.py specs/paper/fig5_network_by_asymmetry.py`.
"""

import numpy as np

FULL = False
STELL_DC = {-1: 0.0015, 1: 0.0019}  # nA; prospective, retrospective


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, each kind with all asymmetries."""
    sim_dur = 80000 if FULL else 8000  # ms
    mult_input_params: dict[str, dict] = {}
    for sign, stell_dc in STELL_DC.items():
        for asymmetry in np.linspace(0.1, 0.9, 9 if FULL else 3):
            sim_num = str(len(mult_input_params))
            mult_input_params[sim_num] = {
                "sim_id": "fig5_network_by_asymmetry",
                "sim_num": sim_num,
                "sim_dur": sim_dur,
                "conn_id": "asym",
                "vel_type": "PRED-IHD",
                "g_h_bar": 0,
                "is_asym_factor": [1 + sign * asymmetry, 1 - sign * asymmetry],
                "extra_params": {"stell_dc": stell_dc, "dir_change_t": sim_dur / 2},
                "allothetic_dur": 3000 if FULL else 1000,
                "init_noise_seed": 500,
            }
    return mult_input_params
