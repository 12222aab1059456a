"""A rat explores a box of 60 cm for 60 s, and the pattern of the sheets follows it.

The velocity pushes the pattern; every 2 s the animal's place sets it again for 150 ms, because the
network alone loses the place after a few seconds (docs/open_field.md). A cell fires on a hexagonal
lattice of places, 30 cm apart. 4,805 cells; about 4 minutes on one core.
Run it with `python s_sim_setup.py specs/open_field.py`; the data go to data/OpenField/.
"""

SIDE = 31  # cells; the hexagonal pattern of this distance of inhibition fits the torus
RADIUS = 3.95  # cells, distance at which interneurons inhibit
PEAK = (
    10 * 1.05 / (0.1465 * SIDE) / 2
)  # keeps the total inhibition at half that of the 71 x 71 sheet


def generate_input_params() -> dict:
    """Return what differs from the defaults (docs/parameters.md)."""
    shift = 0.6 * RADIUS
    return {
        "sim_id": "OpenField",
        "sim_dur": 60_000,  # ms
        "conn_id": "2d",
        "instr_id": "2d",
        "simulator": "fused",
        "N_per_axis": SIDE,
        "N_per_sheet": SIDE**2,
        "N_stell": 4 * SIDE**2,
        "N_intrnrn": SIDE**2,
        "is_peak": 2 * PEAK,
        "is_mean": RADIUS,
        "is_stdev": 1.0,  # cells
        "ii_peak": PEAK,
        "ii_mean": RADIUS,
        "ii_stdev": 1.0,
        "si_peak": 3,
        "si_mean": [[shift, 0], [-shift, 0], [0, shift], [0, -shift]],  # cells; E, W, N, S
        "si_stdev": 1.05,
        "stell_const_dc": [-1.5e-3] * 4,  # nA at rest
        "intrnrn_dc_amp": 5e-4,  # nA
        "vel_type": "input",
        "traj_id": "open_field",
        "velocity_curve": "sheet",
        "init_allothetic_input": True,
        "stell_init_noise": [0, 0, 0],
        "intrnrn_init_noise": [0, 0, 0],
        "cm_per_period": 30,
        "correction_interval": 2000,  # ms
        "correction_dur": 150,  # ms
        "show_progress_bar": True,
    }
