"""Figure 1: the HCN sag of a stellate cell, at five hyperpolarising steps.

Run it with `python m_sim_setup.py specs/paper/fig1_sag.py`.
"""

STEPS = (-3.5e-3, -5.5e-3, -7.5e-3, -9.5e-3, -11.5e-3)  # nA


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, a simulation per step."""
    silent = [100, 0, 0]
    voltage = {"state": True, "cells_to_record": "all"}
    return {
        str(sim_num): {
            "sim_id": "fig1_sag",
            "sim_num": str(sim_num),
            "sim_dur": 1000,  # ms
            "conn_id": "stdn",
            "instr_id": "stdn",
            "input_id": "sag",
            "N_stell": 1,
            "N_intrnrn": 1,
            "N_per_sheet": 1,
            "is_peak": 0,
            "stell_init_noise": silent,
            "intrnrn_init_noise": silent,
            "stell_const_dc": [-2.65e-3, -1],  # nA; the first counts
            "extra_params": {"dur1": 250, "dur2": 1000, "amp1": -2.7e-3, "amp2": amp2},
            "recorder_dt": 0.025,  # ms
            "record_handle_stell": {"stell_v": voltage},
            "record_handle_intrnrn": {"intrnrn_v": voltage},
        }
        for sim_num, amp2 in enumerate(STEPS)
    }
