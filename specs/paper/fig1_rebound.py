"""Figure 1: rebound spikes of a stellate cell after inhibition, for five strengths of inhibition.

Run it with `python m_sim_setup.py specs/paper/fig1_rebound.py`.
"""

WEIGHTS = (0.15, 0.175, 0.25, 0.65, 2)  # 1e-4 uS


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, a simulation per weight."""
    silent = [100, 0, 0]
    return {
        str(sim_num): {
            "sim_id": "fig1_rebound",
            "sim_num": str(sim_num),
            "sim_dur": 3500,  # ms
            "recorder_dt": 0.1,  # ms
            "conn_id": "stdn",
            "instr_id": "stdn",
            "input_id": "pir",
            "N_stell": 1,
            "N_intrnrn": 1,
            "N_per_sheet": 1,
            "is_peak": 0,
            "stell_init_noise": silent,
            "intrnrn_init_noise": silent,
            "stell_const_dc": [-2.75e-3, -1],  # nA; the first counts
            "extra_params": {"start": 1500, "weight": weight},
            "record_handle_stell": {"stell_v": {"state": True, "cells_to_record": "all"}},
        }
        for sim_num, weight in enumerate(WEIGHTS)
    }
