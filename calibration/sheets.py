"""The calibration of sheets: how fast the pattern drifts at which push, in which direction."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.load import layer_spikes
from analysis.pattern_path import lattice_waves, pattern_place
from analysis.spikes import bin_spikes
from calibration.fit import Fit, fit, without_nan
from calibration.sweep import CUT, DATA_ROOT, FIRST_SEED, LABELS, SETTLING
from gridcells import Simulation
from input_data.sheet_curve import sheet_curve_parameters
from network_configs.instrumentations.arena import DIRECTIONS
from param import Param
from workspace.errors import UserError

SIM_ID = "sheet_calibration"
ANGLES = (0.0, 45.0, 90.0, 202.5)  # degrees; the axes, a diagonal, and between
BIN_WIDTH, STDEV, FRAME = 10.0, 50.0, 100.0  # ms
START = {"stell_init_noise": [300, 0, 0.5], "intrnrn_init_noise": [300, 0, 0.5]}
SAME_LENGTH = 0.1  # by which the waves of a hexagonal pattern may differ in length

Values = npt.NDArray[np.float64]


def is_of_sheets(case: Param) -> bool:
    """Whether these parameters are of four stellate sheets."""
    dc = case["stell_const_dc"]
    return case["conn_id"] == "2d" and isinstance(dc, list) and len(dc) == len(DIRECTIONS)


def pushes(fastest: float, n: int) -> Values:
    """Pushes (nA) from 0 on, closer together where the pattern begins to move; shape (n,)."""
    return fastest * np.linspace(0, 1, n + 1)[1:] ** 1.5


def sheet_sweep(
    case: Param, push: Values, n_repeats: int, sim_dur: float
) -> dict[str, dict[str, Any]]:
    """The input_params of each simulation, {sim_num: input_params}.

    Parameters
    ----------
    case : Param
        What is calibrated; its stell_const_dc are the currents at rest.
    push : ndarray, shape (n,)
        Pushes (nA).
    n_repeats : int
        Simulations with other random numbers for each direction and push.
    sim_dur : float
        Length of each (ms).
    """
    sweep = {}
    for d, k, repeat in itertools.product(range(len(ANGLES)), range(len(push)), range(n_repeats)):
        angle = np.radians(ANGLES[d])
        along = push[k] * np.array([np.cos(angle), np.sin(angle)])
        rest = np.array(case["stell_const_dc"])
        name = sim_num(d, k, repeat)
        sweep[name] = {
            **case,
            **LABELS,
            **START,
            "sim_id": SIM_ID,
            "data_root": DATA_ROOT,
            "sim_num": name,
            "sim_dur": sim_dur,
            "vel_type": "const",
            "stell_const_dc": (rest + DIRECTIONS @ along).tolist(),
            "init_noise_seed": FIRST_SEED + repeat,
            "noise_seed": FIRST_SEED + repeat,
        }
    return sweep


def sim_num(direction: int, k: int, repeat: int) -> str:
    """The label of a simulation of the sweep."""
    return f"{ANGLES[direction]:g}deg_{k}_{repeat}"


def velocity_of(simulation: Simulation) -> tuple[Values, Values]:
    """Velocity of the interneurons' pattern (cells/s) once it moves steadily, and its waves.

    Both are NaN if the pattern is no hexagonal lattice.
    """
    params = simulation.params
    side = params["N_per_axis"]
    counts = bin_spikes(layer_spikes(simulation)["Interneurons"], params["sim_dur"], BIN_WIDTH)
    counts = counts.reshape(side, side, -1)[:, :, int(SETTLING / BIN_WIDTH) :]
    waves = lattice_waves(counts, int(FRAME / BIN_WIDTH))
    length = np.hypot(*waves.T)
    if not np.ptp(length) <= SAME_LENGTH * length.mean():
        return np.full(2, np.nan), np.full((3, 2), np.nan)
    place = pattern_place(counts, waves, STDEV / BIN_WIDTH)
    place = place[: len(place) - int(CUT / BIN_WIDTH)]
    time = np.arange(len(place)) * BIN_WIDTH / 1000
    return np.polyfit(time, place, 1)[0], waves


def sheet_calibration(
    case: Param, push: Values, n_repeats: int, simulations: Mapping[str, Simulation]
) -> dict[str, Any]:
    """What the file keeps: the curve, the waves of the pattern, errors, all that was measured."""
    shape = (len(ANGLES), len(push), n_repeats)
    velocity, waves = np.full((*shape, 2), np.nan), []
    for d, k, repeat in np.ndindex(*shape):
        velocity[d, k, repeat], found = velocity_of(simulations[sim_num(d, k, repeat)])
        waves.append(found)
    lattice = _most_common(waves)
    angle = np.radians(ANGLES)
    unit = np.stack([np.cos(angle), np.sin(angle)], axis=1)[:, None, None]
    along = (velocity * unit).sum(axis=-1)
    across = velocity[..., 1] * unit[..., 0] - velocity[..., 0] * unit[..., 1]
    fitted = fit(push, np.concatenate(list(along), axis=1), 0.0)
    return {
        "holds_for": sheet_curve_parameters(case),
        "lattice": lattice,
        "anisotropy": _anisotropy(along),
        "across_rms_cells_s": float(np.sqrt(np.nanmean(across**2))),
        "speed_cells_s": fitted.speed.tolist(),
        "push_nA": fitted.current.tolist(),
        "error_cells_s": _errors(fitted),
        "measured_push_nA": push.tolist(),
        "measured_angle_degrees": list(ANGLES),
        "measured_velocity_cells_s": without_nan(velocity.tolist()),
        "n_other_patterns": int(np.isnan(along).sum()),
    }


def _errors(fitted: Fit) -> dict[str, float]:
    return {"residual_rms": fitted.residual, "between_pushes_rms": fitted.between}


def _most_common(waves: Sequence[Values]) -> list[list[float]]:
    """The lattice that most of the simulations settled into; the one that it mirrors counts too."""
    known = [wave for wave in waves if np.isfinite(wave).all()]
    if not known:
        raise UserError("calibration: got no hexagonal pattern in any simulation of the sheets")
    spectra = [tuple(sorted(map(tuple, np.abs(wave).tolist()))) for wave in known]
    common = max(set(spectra), key=spectra.count)
    lattice: list[list[float]] = known[spectra.index(common)].tolist()
    return lattice


def _anisotropy(along: Values) -> float:
    """Spread of the speed over the directions, as a part of it: root mean square."""
    mean = np.nanmean(along, axis=2)
    middle = np.nanmean(mean, axis=0)
    moves = middle > 0.1 * np.nanmax(middle)
    return float(np.sqrt(np.nanmean((mean[:, moves] / middle[moves] - 1) ** 2)))
