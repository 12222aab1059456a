"""A ring network, the 1D model: three bumps of activity travel to the right.

The left ring gets so little current that it stays silent; the right ring moves the bumps.
Run it with `python s_sim_setup.py specs/s_template.py`; the data go to data/BaseModel/.
"""


def generate_input_params() -> dict:
    """Return what differs from the defaults (docs/parameters.md)."""
    return {
        "sim_id": "BaseModel",
        "sim_dur": 2000,  # ms
        "stell_const_dc": [-2e-3, -7e-3],  # nA; right and left ring
        "init_noise_seed": 12345,
        "show_progress_bar": True,
    }
