"""The sweep of the calibration: a simulation per current, ring and repeat."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.decoding import bump_phase, bump_speed
from analysis.fields import field_period
from analysis.load import layer_spikes
from analysis.spikes import instantaneous_rates
from gridcells import Simulation, Sweep, run_sweep
from input_data.velocity_curve import RING_NAMES
from param import Param

SIM_ID = "velocity_calibration"
DATA_ROOT = "data/calibration"
LABELS: dict[str, Any] = {
    "sim_id": SIM_ID,
    "data_root": DATA_ROOT,
    "split_sim": [False, 1000],
    "record_handle_stell": {},
    "record_handle_intrnrn": {"intrnrn_spks": {"state": True, "cells_to_record": "all"}},
    "post_sim_analysis": False,
}
SETTLING = 1500.0  # ms, until the bumps move steadily
BIN_WIDTH, STDEV = 5.0, 50.0  # ms
CUT = 3 * STDEV  # ms at the end, where the smoothing sees one side only and the bumps seem to stop
SAME_PERIOD = 0.05  # part of n_phases by which the distance of the bumps may differ from it
FIRST_SEED = 50

Values = npt.NDArray[np.float64]
InputParams = Mapping[str, Any]


class Drive(NamedTuple):
    """What one simulation of the sweep measures.

    Attributes
    ----------
    case : str
        Name of its set of parameters.
    ring : int
        The ring that is driven: 0 right, 1 left.
    k : int
        Which of the currents drives it.
    repeat : int
        Which of the simulations with other random numbers.
    """

    case: str
    ring: int
    k: int
    repeat: int

    @property
    def sim_num(self) -> str:
        """Its number in the sweep: case, ring, current and repeat."""
        return f"{self.case}_{RING_NAMES[self.ring]}_{self.k}_{self.repeat}"


def currents(slowest: float, fastest: float, n: int) -> Values:
    """Currents into the driven ring, closer together where the bumps begin to move.

    Parameters
    ----------
    slowest, fastest : float
        The ends (nA): the bumps stand at the first, the second moves them fastest.
    n : int
        How many.

    Returns
    -------
    ndarray, shape (n,)
        Currents (nA). The speed rises about as the square root of the current above the first,
        so they grow as a square, which spaces the speeds evenly.
    """
    return slowest + (fastest - slowest) * np.linspace(0, 1, n) ** 2


def drives(cases: Iterable[str], n_currents: int, n_repeats: int) -> list[Drive]:
    """All simulations of the sweep."""
    rings, ks = range(len(RING_NAMES)), range(n_currents)
    return [Drive(*of) for of in itertools.product(cases, rings, ks, range(n_repeats))]


def calibration_sweep(
    cases: Mapping[str, Param], current: Values, n_repeats: int, sim_dur: float
) -> dict[str, dict[str, Any]]:
    """The input_params of each simulation, {sim_num: input_params}.

    Parameters
    ----------
    cases : mapping
        {name: parameters} that are calibrated; the ring that is not driven gets their
        vel_integ_or, as on a trajectory.
    current : ndarray, shape (n,)
        Currents into the driven ring (nA).
    n_repeats : int
        Simulations with other random numbers for each case, ring and current.
    sim_dur : float
        Length of each (ms).
    """
    sweep = {}
    for drive in drives(cases, len(current), n_repeats):
        params = cases[drive.case]
        dc = [params["vel_integ_or"]] * len(RING_NAMES)
        dc[drive.ring] = float(current[drive.k])
        seed = FIRST_SEED + len(RING_NAMES) * drive.repeat + drive.ring
        sweep[drive.sim_num] = {
            **params,
            **LABELS,
            "sim_num": drive.sim_num,
            "sim_dur": sim_dur,
            "vel_type": "const",
            "stell_const_dc": dc,
            "init_noise_seed": seed,
            "noise_seed": seed,
        }
    return sweep


def run(sweep: Mapping[str, InputParams]) -> Sweep:
    """Run what is not yet there with these parameters; all simulations by sim_num.

    Raises RunError if one fails; the same call again runs what is left.
    """
    return run_sweep(sweep, resume=True)


def speeds(
    simulations: Mapping[str, Simulation], case: str, n_currents: int, n_repeats: int
) -> Values:
    """Speeds of the bumps in a finished sweep.

    Returns
    -------
    ndarray, shape (2, n_currents, n_repeats)
        Speed (rad/s) for the right and the left ring, positive in the direction of the ring that
        is driven; NaN where the bumps are not n_phases cells apart.
    """
    found = np.full((len(RING_NAMES), n_currents, n_repeats), np.nan)
    for drive in drives([case], n_currents, n_repeats):
        speed = bump_speed_of(simulations[drive.sim_num])
        found[drive.ring, drive.k, drive.repeat] = speed if drive.ring == 0 else -speed
    return found


def bump_speed_of(simulation: Simulation) -> float:
    """Speed (rad/s) of the interneurons' bumps once they move steadily; NaN if they are others."""
    params = simulation.params
    spikes = layer_spikes(simulation)["Interneurons"]
    rates = instantaneous_rates(spikes, params["sim_dur"], STDEV, BIN_WIDTH)
    first, last = int(SETTLING / BIN_WIDTH), int((params["sim_dur"] - CUT) / BIN_WIDTH)
    steady = rates[: params["N_per_sheet"], first:last]
    n_phases = params["n_phases"]
    if not abs(field_period(steady) - n_phases) <= SAME_PERIOD * n_phases:
        return np.nan
    return bump_speed(bump_phase(steady, n_phases), BIN_WIDTH)
