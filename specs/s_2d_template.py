"""The 2D model with sheets of 71 × 71 cells: a hexagonal pattern of bumps drifts east.

Each of the four stellate sheets (east, west, north, south) projects to interneurons that are
displaced in its direction; only the east sheet is driven. 25,205 cells, 21 million synapses.
Run it with `python s_sim_setup.py specs/s_2d_template.py`; the data go to data/BaseModel2D/.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults (docs/parameters.md)."""
    n_per_axis = 71  # cells, odd
    n_per_sheet = n_per_axis**2
    shift = 6.25  # cells
    return {
        "sim_id": "BaseModel2D",
        "sim_dur": 7000,  # ms
        "conn_id": "2d",
        "instr_id": "2d",
        "N_per_axis": n_per_axis,
        "N_per_sheet": n_per_sheet,
        "N_stell": 4 * n_per_sheet,
        "N_intrnrn": n_per_sheet,
        "is_peak": 2,
        "is_mean": 10,  # cells
        "is_stdev": 1.05,  # cells
        "si_peak": 1,
        "si_mean": [[shift, 0], [-shift, 0], [0, shift], [0, -shift]],  # cells; E, W, N, S
        "si_stdev": 1.05,  # cells
        "ii_peak": 1,
        "ii_mean": 10,  # cells
        "ii_stdev": 1.05,  # cells
        "stell_init_noise": [1000, 0, 0.5],  # ms, nA, nA
        "intrnrn_init_noise": [1000, 0, 0.5],
        "init_noise_seed": 5000,
        "stell_const_dc": [0, -4e-3, -4e-3, -4e-3],  # nA; E, W, N, S
        "intrnrn_dc_amp": 1e-3,  # nA
        "show_progress_bar": True,
    }
