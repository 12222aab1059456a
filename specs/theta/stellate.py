"""Theta in the stellate cells: they are locked to it and do not precess."""


def generate_input_params() -> dict:
    """Return what differs from the defaults (docs/parameters.md)."""
    sim_dur = 30000  # ms
    return {
        "sim_id": "theta_stellate",
        "sim_dur": sim_dur,
        "simulator": "fused",
        "n_cpus": 1,
        "stell_theta_Amp": 3e-3,  # mA/cm2
        "stell_theta_omega": 0.008,  # kHz
        "Amp_i_theta": 0,  # no theta in the interneurons
        "stell_const_dc": [0, -2.75e-3],  # nA
        "stell_noise": [sim_dur, 0, 1e-3],  # until (ms), mean, standard deviation (nA)
        "intrnrn_noise": [sim_dur, 0, 2e-3],
    }
