"""Figure 3: the HCN gates of the stellate cells across a field, up to its first spike.

FULL is the published 12 s at every time step, 3 GB of data.
Run it with `python s_sim_setup.py specs/paper/fig3_first_spike.py`.
"""

FULL = False
RECORDED = ("stell_v", "stell_syn_inhib_g", "stell_ih_mf", "stell_ih_ms")


def generate_input_params() -> dict:
    """Return what differs from the defaults."""
    return {
        "sim_id": "fig3_first_spike",
        "sim_dur": 12000 if FULL else 3000,  # ms
        "stell_const_dc": [1.4e-3, -2.75e-3],  # nA; right, left
        "init_noise_seed": 300,
        "split_sim": [True, 1000],  # ms
        "recorder_dt": 0.025 if FULL else 0.1,  # ms
        "record_handle_stell": {
            data_id: {"state": True, "cells_to_record": "all"} for data_id in RECORDED
        },
    }
