"""Figure 1: a stellate cell resonates at theta. Its response to a chirp from 1 to 14 Hz.

Run it with `python s_sim_setup.py specs/paper/fig1_resonance.py`.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults."""
    silent = [100, 0, 0]
    return {
        "sim_id": "fig1_resonance",
        "sim_dur": 10000,  # ms
        "conn_id": "stdn",
        "instr_id": "stdn",
        "input_id": "resonance",
        "N_stell": 1,
        "N_intrnrn": 1,
        "N_per_sheet": 1,
        "is_peak": 0,
        "stell_init_noise": silent,
        "intrnrn_init_noise": silent,
        "stell_const_dc": [-2.75e-3, -1],  # nA; the first counts
        "extra_params": {"f0": 1, "f1": 14},  # Hz
        "record_handle_stell": {"stell_v": {"state": True, "cells_to_record": "all"}},
    }
