"""A small 2D network with sheets of 31 × 31 cells: a hexagonal pattern of bumps drifts east.

The same as specs/s_2d_template.py, but the inhibition reaches less far, so that seven bumps fit on
a small sheet. 4,805 cells; runs in seconds on the fused solver.
Run it with `python s_sim_setup.py specs/s_2d_small_template.py`; the data go to data/SmallModel2D/.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults (docs/parameters.md)."""
    n_per_axis = 31  # cells, odd
    n_per_sheet = n_per_axis**2
    shift = 3.75  # cells
    return {
        "sim_id": "SmallModel2D",
        "sim_dur": 1500,  # ms
        "simulator": "fused",
        "conn_id": "2d",
        "instr_id": "2d",
        "N_per_axis": n_per_axis,
        "N_per_sheet": n_per_sheet,
        "N_stell": 4 * n_per_sheet,
        "N_intrnrn": n_per_sheet,
        "is_peak": 2,
        "is_mean": 6,  # cells
        "is_stdev": 1.05,  # cells
        "si_peak": 1,
        "si_mean": [[shift, 0], [-shift, 0], [0, shift], [0, -shift]],  # cells; E, W, N, S
        "si_stdev": 1.05,  # cells
        "ii_peak": 1,
        "ii_mean": 6,  # cells
        "ii_stdev": 1.05,  # cells
        "stell_init_noise": [300, 0, 0.5],  # ms, nA, nA
        "intrnrn_init_noise": [300, 0, 0.5],
        "init_noise_seed": 5000,
        "stell_const_dc": [0, -4e-3, -4e-3, -4e-3],  # nA; E, W, N, S
        "intrnrn_dc_amp": 1e-3,  # nA
    }
