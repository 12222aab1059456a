"""A motif of two stellate cells and two interneurons that oscillates by itself.

It depends on the initial noise whether the two pairs alternate, as they do with the published seed
and most others, or fire in synchrony.
Run it with `python s_sim_setup.py specs/paper/motif_oscillator.py`.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults."""
    voltage = {"state": True, "cells_to_record": "all"}
    return {
        "sim_id": "motif_oscillator",
        "sim_dur": 3000,  # ms
        "conn_id": "motif",
        "instr_id": "motif",
        "N_stell": 2,
        "N_intrnrn": 2,
        "is_peak": 0.75,
        "si_peak": 1,
        "ii_peak": 1,
        "stell_const_dc": -2.7e-3,  # nA
        "intrnrn_dc_amp": 1.6e-4,
        "init_noise_seed": 500,
        "recorder_dt": 0.025,  # ms
        "record_handle_stell": {"stell_v": voltage},
        "record_handle_intrnrn": {"intrnrn_v": voltage},
    }
