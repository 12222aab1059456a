"""How far a decoded position is from the true one: error on a trajectory, predictive bias."""

import numpy as np

from analysis.checks import Array
from analysis.decoding import wrapped_difference


def position_error(decoded: Array, animal: Array, lambda0: float) -> float:
    """Mean distance between the decoded position and the animal's.

    Parameters
    ----------
    decoded : ndarray, shape (n_samples,) or (n_trials, n_samples)
        Decoded positions (rad). Of several trials the circular mean is taken first, sample by
        sample. Samples that are NaN are left out.
    animal : ndarray, shape (n_samples,)
        Position of the animal (rad) at the same times.
    lambda0 : float
        Length of the track (rad).

    Returns
    -------
    float
        Mean over time of the shorter arc (rad), without its sign; lambda0 / 4 is chance. NaN
        without a sample.

    Raises
    ------
    ValueError
        If `lambda0` is not positive.

    Notes
    -----
    Shaikh & Assisi 2025, figure 2: positions decoded with a Gaussian of 40 ms, from the
    trajectory's allothetic_dur on, 10 trials.
    """
    trials = np.atleast_2d(decoded)
    circle = np.exp(2j * np.pi / lambda0 * trials)
    known = np.isfinite(trials)
    mean = np.angle(np.where(known, circle, 0).sum(axis=0)) * lambda0 / (2 * np.pi)
    arcs = np.abs(wrapped_difference(mean, animal, lambda0))[known.any(axis=0)]
    return float(arcs.mean()) if len(arcs) else np.nan


def direction_of_travel(
    n_samples: int, sample_dt: float, dir_change_t: float, settling: float
) -> Array:
    """Direction in a run that turns once, for `predictive_bias`.

    Parameters
    ----------
    n_samples : int
        Samples from 0 ms on.
    sample_dt : float
        Time between samples (ms).
    dir_change_t : float
        When the run turns (ms).
    settling : float
        How long (ms) nothing counts, at the start and after the turn.

    Returns
    -------
    ndarray, shape (n_samples,)
        +1 from `settling` to the turn, -1 from `settling` after the turn on, NaN in between.

    Notes
    -----
    Shaikh & Assisi 2025, figure 5, take allothetic_dur as `settling`.
    """
    time = sample_dt * np.arange(n_samples)
    direction = np.where(time < dir_change_t, 1.0, -1.0)
    start = np.where(time < dir_change_t, 0.0, dir_change_t)
    return np.where(time - start < settling, np.nan, direction)


def predictive_bias(
    stell_position: Array, intrnrn_position: Array, direction: Array | float, lambda0: float
) -> float:
    """How far the stellate cells run ahead of the interneurons.

    Parameters
    ----------
    stell_position, intrnrn_position : ndarray, shape (n_samples,)
        Decoded positions (rad).
    direction : float or ndarray, shape (n_samples,)
        +1 or -1, the direction of movement; NaN where nothing counts, see `direction_of_travel`.
    lambda0 : float
        Length of the track (rad).

    Returns
    -------
    float
        Mean over time of the shorter arc from the interneurons' position to the stellate cells'
        (rad), positive ahead in the direction of movement. Samples that are NaN are left out; NaN
        without any.

    Raises
    ------
    ValueError
        If `lambda0` is not positive.

    Notes
    -----
    Shaikh & Assisi 2025, figure 5. As published, the stellate position is `gaussian_phase` of
    100 ms and the interneurons' `lowpass_phase`, whose lag of 17.6 ms counts as lead. With
    `gaussian_phase` for both there is no lag.
    """
    lead = direction * wrapped_difference(stell_position, intrnrn_position, lambda0)
    known = lead[np.isfinite(lead)]
    return float(known.mean()) if len(known) else np.nan
