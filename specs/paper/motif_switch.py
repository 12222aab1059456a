"""The motif as a switch: current pulses into one interneuron, then the other, switch its state.

Run it with `python s_sim_setup.py specs/paper/motif_switch.py`.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults."""
    recorded = {"state": True, "cells_to_record": "all"}
    return {
        "sim_id": "motif_switch",
        "sim_dur": 8000,  # ms
        "recorder_dt": 0.1,  # ms
        "conn_id": "motif",
        "instr_id": "motif",
        "input_id": "pulse",
        "N_stell": 2,
        "N_intrnrn": 2,
        "is_peak": 1,
        "si_peak": 1,
        "ii_peak": 1,
        "stell_const_dc": -2.45e-3,  # nA
        "intrnrn_dc_amp": 1e-3,
        "extra_params": {
            "pulse_width": 20,  # ms
            "amp": 1e-2,  # nA
            "start": 1000,
            "ipi": 2000,
            "first_cell_input": 0,
        },
        "init_noise_seed": 500,
        "record_handle_stell": {"stell_v": recorded},
        "record_handle_intrnrn": {"intrnrn_v": recorded, "intrnrn_switch_pulse": recorded},
    }
