"""Figure 5: predictive bias from asymmetric inhibition, without HCN.

Prospective (simulation 0) and retrospective (1). FULL is the published 80 s.
Run it with `python m_sim_setup.py specs/paper/fig5_network.py`.
"""

FULL = False
ASYMMETRY = 0.5
PROSPECTIVE, RETROSPECTIVE = -ASYMMETRY, ASYMMETRY
STELL_DC = {PROSPECTIVE: 0.0015, RETROSPECTIVE: 0.0019}  # nA


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, a simulation per kind of asymmetry."""
    sim_dur = 80000 if FULL else 8000  # ms
    return {
        str(sim_num): {
            "sim_id": "fig5_network",
            "sim_num": str(sim_num),
            "sim_dur": sim_dur,
            "conn_id": "asym",
            "vel_type": "PRED-IHD",
            "g_h_bar": 0,
            "is_asym_factor": [1 + skew, 1 - skew],
            "extra_params": {"stell_dc": stell_dc, "dir_change_t": sim_dur / 2},
            "allothetic_dur": 3000 if FULL else 1000,  # ms
            "init_noise_seed": 500,
        }
        for sim_num, (skew, stell_dc) in enumerate(STELL_DC.items())
    }
