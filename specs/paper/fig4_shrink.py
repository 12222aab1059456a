"""Figure 4: field size with and without HCN, at different speeds.

FULL is the published sweep, 1,000 currents with and without HCN, 60 s each.
Run it with `python m_sim_setup.py specs/paper/fig4_shrink.py`.
"""

import numpy as np

FULL = False


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, each g_h_bar with all currents."""
    mult_input_params: dict[str, dict] = {}
    for g_h_bar in (0.0015, 0):  # S/cm2
        for dc in np.linspace(-2.7e-3, 1e-2, 1000 if FULL else 4):  # nA
            sim_num = str(len(mult_input_params))
            mult_input_params[sim_num] = {
                "sim_id": "fig4_shrink",
                "sim_num": sim_num,
                "sim_dur": 60000 if FULL else 4000,  # ms
                "g_h_bar": g_h_bar,
                "stell_const_dc": [dc, -1],  # nA; right, left
                "init_noise_seed": 410,
            }
    return mult_input_params
