"""The trajectory input of the rings, and what the animal's position does to the interneurons."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from input_data.trajectory import Trajectory, bump_speeds, load_track
from input_data.velocity_curve import load_velocity_curve
from network_configs.instrumentations.drive import Drive, Waveform, sample_times
from parameters.table import Parameters
from parameters.theta import ThetaInput, sine

PINNED_IN, PINNED_OUT = 1.5e-3, -1e-3  # nA: interneurons near the animal's phase, and the others
THETA_SAMPLES = 100  # per period: linear interpolation errs by 5e-4 of the amplitude

Samples = npt.NDArray[np.float64]


def follow_trajectory(params: Parameters) -> list[Waveform]:
    """vel_type input: each ring driven by the velocity in its direction, after the pinning."""
    track = load_track(params)
    speed = bump_speeds(params, track)
    curve = load_velocity_curve(params)
    is_pinned = np.arange(len(speed)) * track.sample_dt < track.allothetic_dur
    rings = []
    for ring, is_driven in ((curve.right, speed >= 0), (curve.left, speed < 0)):
        free = np.where(is_driven, ring.current_for(np.abs(speed)), params["vel_integ_or"])
        current = np.where(is_pinned, params["allothetic_stell_dc"], free)
        rings.append(Waveform(current, track.sample_dt))
    return rings


def interneuron_drives(
    params: Parameters,
) -> Iterable[tuple[npt.NDArray[np.int64], Drive | Waveform]]:
    """The currents into the interneurons of the rings: (gids, current) of each group.

    intrnrn_dc_amp, before that the pinning of vel_type input; after it the theta of `tuning`.
    """
    gids = params["N_stell"] + np.arange(params["N_intrnrn"])
    steady = Drive((params["intrnrn_dc_amp"],))
    if params["vel_type"] != "input":
        return [(gids, with_theta(steady, params, None))]
    track = load_track(params)
    if track.allothetic_dur == 0:
        return [(gids, with_theta(steady, params, track))]
    near = near_animal(params, track)
    starts = (0.0, track.allothetic_dur)
    groups = ((gids[near], PINNED_IN), (gids[~near], PINNED_OUT))
    return [
        (group, with_theta(Drive((amp, *steady.amps), starts), params, track))
        for group, amp in groups
    ]


def near_animal(params: Parameters, track: Trajectory) -> npt.NDArray[np.bool_]:
    """Which interneurons are pinned: those near the phase of the animal's position.

    That is where it is at the end of the pinning, when the network takes over.

    Parameters
    ----------
    params : mapping
        All parameters of a ring.
    track : Trajectory
        What the network follows.

    Returns
    -------
    ndarray of bool, shape (N_intrnrn,)
        True for the cells at most allothetic_nrn_n from the centre of a group. The ring has as
        many groups as it has room for whole periods of n_phases cells, and at least one; the
        first is at the phase of the animal, and each n_phases cells from the last.
    """
    n_cells, n_phases = params["N_per_sheet"], params["n_phases"]
    sample = min(round(track.allothetic_dur / track.sample_dt), len(track.position) - 1)
    phase = np.mod(track.position[sample] / params["lambda0"], 1) * n_phases
    centres = phase + n_phases * np.arange(max(n_cells // n_phases, 1))
    distance = np.abs(_on_circle(np.arange(n_cells)[:, None] - centres, n_cells)).min(axis=1)
    near = np.zeros(params["N_intrnrn"], bool)
    near[:n_cells] = distance <= params["allothetic_nrn_n"]
    return near


def tuned_theta(params: Parameters) -> Iterator[ThetaInput]:
    """The theta rhythm of `tuning`, as strong as far from the cue; none without one."""
    if params["tuning"]:
        yield from sine("intrnrn", params["dc_amp_baseline"], params["omega_i_theta"])


def with_theta(drive: Drive, params: Parameters, track: Trajectory | None) -> Drive | Waveform:
    """The drive with the theta oscillation of `tuning` after the pinning; without one as it is."""
    if params["tuning"] == 0 or params["omega_i_theta"] == 0:
        return drive
    time = sample_times(params, min(1 / params["omega_i_theta"] / THETA_SAMPLES, 1.0))
    step = np.searchsorted(drive.starts, time, side="right") - 1
    theta = np.sin(2 * np.pi * params["omega_i_theta"] * time)
    amplitude = np.where(time < drive.starts[-1], 0, theta_amplitude(params, track, time))
    return Waveform(np.array(drive.amps)[step] + amplitude * theta, float(time[1]))


def theta_amplitude(params: Parameters, track: Trajectory | None, time: Samples) -> Samples | float:
    """Amplitude (nA) at each time (ms): dc_amp_baseline; with tuning 2 less near the cue."""
    baseline = params["dc_amp_baseline"]
    if params["tuning"] == 1 or track is None:
        return baseline
    lambda0 = params["lambda0"]
    unwrapped = np.unwrap(track.position, period=lambda0)
    position = np.interp(time, np.arange(len(unwrapped)) * track.sample_dt, unwrapped)
    distance = np.abs(_on_circle(position - params["cue_position"], lambda0))
    dip = (baseline - params["dc_amp_minimum"]) * np.exp(-distance / params["theta_response_scale"])
    return baseline - dip


def _on_circle(difference: Samples, period: float) -> Samples:
    """A difference the shorter way round, in [-period/2, period/2)."""
    return np.mod(difference + period / 2, period) - period / 2
