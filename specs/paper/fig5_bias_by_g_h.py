"""Figure 5: the predictive bias against the HCN conductance, at one speed.

FULL is the published 80 s, and all 16 conductances.
Run it with `python m_sim_setup.py specs/paper/fig5_bias_by_g_h.py`.
"""

import numpy as np

FULL = False
# nA, from g_h_bar 0 to 0.0015 S/cm2 in steps of 1e-4: the bumps move at the same speed
STELL_DC = (
    *(1.280e-3, 1.049e-3, 8.16e-4, 5.65e-4, 3.11e-4, 5.92e-5, -2.11e-4, -4.47e-4),
    *(-6.97e-4, -9.50e-4, -1.172e-3, -1.414e-3, -1.649e-3, -1.876e-3, -2.091e-3, -2.305e-3),
)


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, a simulation per conductance."""
    sim_dur = 80000 if FULL else 8000  # ms
    conductances = np.linspace(0, 0.0015, len(STELL_DC))
    return {
        str(sim_num): {
            "sim_id": "fig5_bias_by_g_h",
            "sim_num": str(sim_num),
            "sim_dur": sim_dur,
            "conn_id": "asym",
            "vel_type": "PRED-IHD",
            "g_h_bar": conductances[sim_num],
            "extra_params": {"stell_dc": STELL_DC[sim_num], "dir_change_t": sim_dur / 2},
            "allothetic_dur": 3000 if FULL else 1000,  # ms
            "init_noise_seed": 500,
        }
        for sim_num in range(0, len(STELL_DC), 1 if FULL else 5)
    }
