"""Theta in the interneurons: the stellate cells precess by nearly a whole cycle per field.

The bumps pass a cell in 1.6 s. Meanwhile it fires 8.6 times a second, a little faster than theta.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults (docs/parameters.md)."""
    sim_dur = 30000  # ms
    return {
        "sim_id": "theta_interneurons",
        "sim_dur": sim_dur,
        "simulator": "fused",
        "n_cpus": 1,
        "Amp_i_theta": 1e-3,  # mA/cm2
        "omega_i_theta": 0.008,  # kHz
        "stell_const_dc": [-2.2e-3, -2.75e-3],  # nA; the bumps move slowly
        "stell_noise": [sim_dur, 0, 1e-3],  # until (ms), mean, standard deviation (nA)
        "intrnrn_noise": [sim_dur, 0, 2e-3],
    }
