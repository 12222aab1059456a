"""A sweep of three networks with rings of 196 cells, which differ only in their initial noise.

Run it with `python m_sim_setup.py specs/m_template.py`; the data go to data/mBaseModel/.
"""


def generate_mult_input_params() -> dict:
    """Return {sim_num: what differs from the defaults}; each entry repeats its sim_num."""
    n_per_sheet = 196  # cells in a ring
    mult_input_params = {}
    for sim_num in range(3):
        mult_input_params[str(sim_num)] = {
            "sim_id": "mBaseModel",
            "sim_num": str(sim_num),
            "sim_dur": 200,  # ms
            "N_per_sheet": n_per_sheet,
            "N_stell": 2 * n_per_sheet,
            "N_intrnrn": n_per_sheet,
            "init_noise_seed": 100 + sim_num,
        }
    return mult_input_params
