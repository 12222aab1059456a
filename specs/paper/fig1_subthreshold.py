"""Figure 1: the subthreshold oscillation of a stellate cell, just below its firing threshold.

Run it with `python s_sim_setup.py specs/paper/fig1_subthreshold.py`.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults."""
    silent = [100, 0, 0]
    return {
        "sim_id": "fig1_subthreshold",
        "sim_dur": 10000,  # ms
        "recorder_dt": 0.1,  # ms
        "conn_id": "stdn",
        "instr_id": "stdn",
        "input_id": "none",
        "N_stell": 1,
        "N_intrnrn": 1,
        "N_per_sheet": 1,
        "is_peak": 0,
        "stell_init_noise": silent,
        "intrnrn_init_noise": silent,
        "stell_const_dc": [-2.66e-3, -1],  # nA; the first counts
        "record_handle_stell": {"stell_v": {"state": True, "cells_to_record": "all"}},
    }
