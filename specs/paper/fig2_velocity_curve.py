"""Figure 2: how fast the bumps move against the current into the right ring.

FULL is the published sweep, four times 1,200 simulations of 60 s.
Run it with `python m_sim_setup.py specs/paper/fig2_velocity_curve.py`;
`python -m calibration` measures the velocity curve with a short sweep of its own.
"""

import numpy as np

FULL = False
SLOWEST, FASTEST = -2.7e-3, 2e-2  # nA


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}, a simulation per current and repeat."""
    n_negative, n_positive, n_repeats = (1000, 200, 4) if FULL else (8, 4, 1)
    negative = np.linspace(SLOWEST, 0, n_negative)
    currents = [*negative, *np.linspace(0, FASTEST, n_positive + 1)[1:]]
    mult_input_params: dict[str, dict] = {}
    for repeat in range(n_repeats):
        for dc in currents:
            sim_num = str(len(mult_input_params))
            mult_input_params[sim_num] = {
                "sim_id": "fig2_velocity_curve",
                "sim_num": sim_num,
                "sim_dur": 60000 if FULL else 4000,  # ms
                "stell_const_dc": [dc, SLOWEST],  # nA; right, left
                "init_noise_seed": 50 + repeat,
                "noise_seed": 100 + repeat,
            }
    return mult_input_params
