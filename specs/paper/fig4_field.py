"""Figure 4: HCN and the size of fields, without feedback onto the interneurons.

With HCN (simulation 0) and without (1). FULL is the published 40 s.
Run it with `python m_sim_setup.py specs/paper/fig4_field.py`.
"""

FULL = False


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, with and without HCN."""
    return {
        str(sim_num): {
            "sim_id": "fig4_field",
            "sim_num": str(sim_num),
            "sim_dur": 40000 if FULL else 4000,  # ms
            "si_peak": 0,
            "g_h_bar": g_h_bar,  # S/cm2
            "stell_const_dc": [0.0015, -1],  # nA; right, left
            "init_noise_seed": 400,
            "recorder_dt": 0.1,  # ms
            "record_handle_stell": {"stell_v": {"state": True, "cells_to_record": "all"}},
        }
        for sim_num, g_h_bar in enumerate((0.0015, 0))
    }
