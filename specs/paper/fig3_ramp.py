"""Figure 3: membrane potential of the stellate cells, and their inhibition, across a field.

FULL is the published 30 s at every time step, 3.7 GB of data.
Run it with `python s_sim_setup.py specs/paper/fig3_ramp.py`.
"""

FULL = False


def generate_input_params() -> dict:
    """Return what differs from the defaults."""
    recorded = {"state": True, "cells_to_record": "all"}
    return {
        "sim_id": "fig3_ramp",
        "sim_dur": 30000 if FULL else 3000,  # ms
        "stell_const_dc": [1.4e-3, -2.75e-3],  # nA; right, left
        "init_noise_seed": 300,
        "split_sim": [True, 1000],  # ms
        "recorder_dt": 0.025 if FULL else 0.1,  # ms
        "record_handle_stell": {"stell_v": recorded, "stell_syn_inhib_g": recorded},
    }
