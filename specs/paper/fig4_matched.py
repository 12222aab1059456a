"""Figure 4: fields without HCN; the current into the interneurons is chosen to match the rates.

FULL is the published sweep, 1,000 currents of 60 s.
Run it with `python m_sim_setup.py specs/paper/fig4_matched.py`.
"""

import numpy as np

FULL = False
MATCHED = (-1.5269375e3, 40.3324107, -0.361752429, 2.6972056e-3)  # cubic in the current (nA)


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, a simulation per current."""
    return {
        str(sim_num): {
            "sim_id": "fig4_matched",
            "sim_num": str(sim_num),
            "sim_dur": 60000 if FULL else 4000,  # ms
            "g_h_bar": 0,
            "stell_const_dc": [dc, -1],  # nA; right, left
            "intrnrn_dc_amp": np.polyval(MATCHED, dc),
            "init_noise_seed": 410,
        }
        for sim_num, dc in enumerate(np.linspace(-2.7e-3, 1e-2, 1000 if FULL else 4))
    }
