"""Figure 1: a hexagonal pattern of bumps drifts north, as the north sheet is driven; 71 × 71 cells.

25,205 cells, 21 million synapses. FULL is the published 15 s; otherwise 7 s, as in the template.
Run it with `python s_sim_setup.py specs/paper/fig1_sheet_north.py`.
"""

FULL = False


def generate_input_params() -> dict:
    """Return what differs from the defaults."""
    n_per_axis = 71  # cells
    n_per_sheet = n_per_axis**2
    shift = 6.25  # cells
    return {
        "sim_id": "fig1_sheet_north",
        "sim_dur": 15000 if FULL else 7000,  # ms
        "conn_id": "2d",
        "instr_id": "2d",
        "N_per_axis": n_per_axis,
        "N_per_sheet": n_per_sheet,
        "N_stell": 4 * n_per_sheet,
        "N_intrnrn": n_per_sheet,
        "is_peak": 2,
        "is_mean": 10,  # cells
        "is_stdev": 1.05,
        "si_peak": 1,
        "si_mean": [[shift, 0], [-shift, 0], [0, shift], [0, -shift]],  # E, W, N, S
        "si_stdev": 1.05,
        "ii_peak": 1,
        "ii_mean": 10,
        "ii_stdev": 1.05,
        "stell_init_noise": [1000, 0, 0.5],  # ms, nA, nA
        "intrnrn_init_noise": [1000, 0, 0.5],
        "init_noise_seed": 5000,
        "stell_const_dc": [-4e-3, -4e-3, 0, -4e-3],  # nA; E, W, N, S
        "intrnrn_dc_amp": 1e-3,
        "show_progress_bar": True,
    }
