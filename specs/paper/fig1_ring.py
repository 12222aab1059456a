"""Figure 1: the bumps of the ring at rest, moving right, moving left; 2 s each.

Run it with `python s_sim_setup.py specs/paper/fig1_ring.py`.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults."""
    sim_dur = 6000  # ms
    return {
        "sim_id": "fig1_ring",
        "sim_dur": sim_dur,
        "vel_type": "ACVT-1DAC",
        "stell_noise": [sim_dur, 0, 1e-3],  # ms, nA, nA
        "intrnrn_noise": [sim_dur, 0, 2e-3],
        "init_noise_seed": 500,
        "noise_seed": 1000,
    }
