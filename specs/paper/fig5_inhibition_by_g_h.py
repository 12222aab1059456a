"""Figure 5: inhibition at the first and the last spike of a field, against the HCN conductance.

FULL is the published 80 s, and all 21 conductances.
Run it with `python m_sim_setup.py specs/paper/fig5_inhibition_by_g_h.py`.
"""

import numpy as np

FULL = False


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, a simulation per conductance."""
    return {
        str(sim_num): {
            "sim_id": "fig5_inhibition_by_g_h",
            "sim_num": str(sim_num),
            "sim_dur": 80000 if FULL else 4000,  # ms
            "g_h_bar": g_h_bar,  # S/cm2
            "stell_const_dc": [0.002, -2.75e-3],  # nA; right, left
            "init_noise_seed": 500,
            "split_sim": [True, 8000],  # ms
            "record_handle_stell": {"stell_syn_inhib_g": {"state": True, "cells_to_record": "all"}},
        }
        for sim_num, g_h_bar in enumerate(np.linspace(0, 0.002, 21 if FULL else 5))
    }
