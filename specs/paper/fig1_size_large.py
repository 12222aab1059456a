"""Figure 1: the grid scale follows the reach of the inhibition; here 48 cells, a large scale.

Run it with `python s_sim_setup.py specs/paper/fig1_size_large.py`.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults."""
    sim_dur = 12000  # ms
    return {
        "sim_id": "fig1_size_large",
        "sim_dur": sim_dur,
        "ii_mean": 48,  # cells
        "is_mean": 48,
        "si_mean": 38,
        "n_phases": 96,
        "stell_init_noise": [500, 0, 0.5],  # ms, nA, nA
        "intrnrn_init_noise": [500, 0, 0.5],
        "stell_noise": [sim_dur, 0, 1e-3],
        "intrnrn_noise": [sim_dur, 0, 2e-3],
        "init_noise_seed": 500,
        "noise_seed": 1000,
    }
