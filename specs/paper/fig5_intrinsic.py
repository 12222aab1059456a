"""Figure 5: the position in stellate cells with HCN is ahead of that in the interneurons.

The bumps move in both directions; with HCN (simulation 0) and without, at the same speed (1).
FULL is the published 80 s.
Run it with `python m_sim_setup.py specs/paper/fig5_intrinsic.py`.
"""

FULL = False
STELL_DC = {0.0015: -2e-3, 0: 1.315e-3}  # nA by g_h_bar (S/cm2)


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, with and without HCN."""
    sim_dur = 80000 if FULL else 8000  # ms
    return {
        str(sim_num): {
            "sim_id": "fig5_intrinsic",
            "sim_num": str(sim_num),
            "sim_dur": sim_dur,
            "conn_id": "asym",
            "vel_type": "PRED-IHD",
            "g_h_bar": g_h_bar,
            "extra_params": {"stell_dc": stell_dc, "dir_change_t": sim_dur / 2},
            "allothetic_dur": 3000 if FULL else 1000,  # ms
            "init_noise_seed": 500,
            "split_sim": [True, 8000],  # ms
            "recorder_dt": 0.1,  # ms
            "record_handle_stell": {"stell_syn_inhib_g": {"state": True, "cells_to_record": "all"}},
        }
        for sim_num, (g_h_bar, stell_dc) in enumerate(STELL_DC.items())
    }
