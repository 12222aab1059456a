"""Figure 2: the network follows an animal on a circular track, with and without noise.

The animal runs 131 rad in 30 s at up to 10 rad/s. The trajectory file was made with
`python -m input_data.make_trajectory fast --dur 30000 --mean_speed 4.52 --max_speed 10`.
Run it with `python m_sim_setup.py specs/paper/fig2_trajectory.py`.
"""

TRAJECTORY = "fast"


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}: without noise, then four with noise."""
    sim_dur = 30000  # ms
    mult_input_params: dict[str, dict] = {}
    for sim_num in range(5):
        noisy = sim_num > 0
        mult_input_params[str(sim_num)] = {
            "sim_id": "fig2_trajectory",
            "sim_num": str(sim_num),
            "sim_dur": sim_dur,
            "vel_type": "input",
            "traj_id": TRAJECTORY,
            "stell_const_dc": [-2.453e-3, -2.75e-3],  # nA
            "allothetic_stell_dc": -0.0027,
            "stell_noise": [sim_dur, 0, noisy * 1e-3],  # ms, nA, nA
            "intrnrn_noise": [sim_dur, 0, noisy * 2e-3],
            "init_noise_seed": 50 + sim_num,
            "noise_seed": 100 + sim_num,
        }
    return mult_input_params
