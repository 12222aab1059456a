"""Theta in the interneurons, weaker near a cue that an animal runs past (tuning 2)."""


def generate_input_params() -> dict:
    """Return what differs from the defaults (docs/parameters.md)."""
    sim_dur = 60000  # ms
    return {
        "sim_id": "theta_cue",
        "sim_dur": sim_dur,
        "simulator": "fused",
        "n_cpus": 1,
        "vel_type": "input",
        "traj_id": "example",
        "tuning": 2,
        "cue_position": 3.14,  # rad
        "dc_amp_baseline": 1e-3,  # nA, theta amplitude far from the cue
        "dc_amp_minimum": 1e-4,  # nA, at the cue
        "theta_response_scale": 1.0,  # rad, reach of the cue
        "omega_i_theta": 0.008,  # kHz
        "Amp_i_theta": 0,  # no other theta
        "allothetic_stell_dc": -0.0027,  # nA
        "stell_noise": [sim_dur, 0, 1e-3],  # until (ms), mean, standard deviation (nA)
        "intrnrn_noise": [sim_dur, 0, 2e-3],
    }
