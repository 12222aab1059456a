"""The measures of a finished simulation: those that fit its network and its input."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis import fields, sheets
from analysis.checks import Array
from analysis.decoding import (
    bump_phase,
    bump_speed,
    decoded_position,
    fold_rings,
    predictive_bias,
    wrapped_difference,
)
from analysis.intrinsic import rebound_latency, sag
from analysis.load import INTERNEURONS, RING_NAMES, RINGS, SHEETS, Simulation, layer_spikes
from analysis.spikes import instantaneous_rates, mean_rates
from input_data.trajectory import load_trajectory

SETTLING = 1000.0  # ms after which a network counts as settled
STDEV = 100.0  # ms, smoothing of the rates that a phase is decoded from
BIN_WIDTH = 5.0  # ms, of these rates; against bins of 1 ms the speed changes by 0.02 %
PROFILE_DT = 50.0  # ms between the profiles of a ring
FRAME = 100.0  # ms, of the maps of sheets
UNIT_OF_RATE = "rate (Hz)"


def measures(simulation: Simulation) -> dict[str, float]:
    """Rates of the layers, and what the paper measures in this network with this input.

    Parameters
    ----------
    simulation : a finished one

    Returns
    -------
    {name with unit: value}, taken from `settled_from` on; what was not recorded is not measured.
    """
    spikes = layer_spikes(simulation)
    window = settled_from(simulation.params), simulation.params["sim_dur"]
    found = {
        f"{name} {UNIT_OF_RATE}": float(np.mean(mean_rates(times, *window)))
        for name, times in spikes.items()
    }
    if simulation.params["conn_id"] in RINGS:
        found |= _ring_measures(simulation.params, spikes)
    if simulation.params["conn_id"] == SHEETS:
        found |= _sheet_measures(simulation.params, spikes)
    return found | _input_measures(simulation)


def settled_from(params: Mapping[str, Any]) -> float:
    """When measuring starts (ms): after 1 s and the pinning, at most half the record."""
    return min(max(SETTLING, params["allothetic_dur"]), params["sim_dur"] / 2)


def decoded_until(params: Mapping[str, Any]) -> float:
    """When decoding stops (ms): two standard deviations of the smoothing before the end.

    Later the smoothing sees one side only, and a phase that moves seems to stop.
    """
    sim_dur: float = params["sim_dur"]
    return max(sim_dur - 2 * STDEV, (settled_from(params) + sim_dur) / 2)


def noise_end(params: Mapping[str, Any]) -> float:
    """When the initial noise has ended (ms), at most half the record."""
    longest = max(params["stell_init_noise"][0], params["intrnrn_init_noise"][0])
    return min(longest, params["sim_dur"] / 2)


def phase_of(spikes: Array, params: Mapping[str, Any]) -> Array:
    """Phase of the bumps of one or several rings (rad, unwrapped), one per `sample_dt`."""
    rates = instantaneous_rates(spikes, params["sim_dur"], STDEV, sample_dt(params))
    return bump_phase(fold_rings(rates, params["N_per_sheet"]), params["n_phases"])


def sample_dt(params: Mapping[str, Any]) -> float:
    """Time between the samples of a decoded phase (ms)."""
    return min(BIN_WIDTH, params["sim_dur"])


def frame_dt(params: Mapping[str, Any]) -> float:
    """Length of a frame of the sheets (ms)."""
    return min(FRAME, params["sim_dur"])


def stellate_rings(spikes: Mapping[str, Array]) -> Array | None:
    """Spikes of both stellate rings, one after the other; None where they were not recorded."""
    rings = [spikes[name] for name in RING_NAMES if name in spikes]
    return np.concatenate(rings) if rings else None


def positions(phase: Array, params: Mapping[str, Any]) -> tuple[Array, Array]:
    """Position decoded from a phase, and that of the animal at the same times (rad).

    Raises UserError where the trajectory is not there any more.
    """
    track = load_trajectory(params["traj_id"], params["dt"])
    time = (np.arange(len(phase)) + 0.5) * sample_dt(params)
    nearest = np.minimum(np.rint(time / track.sample_dt).astype(int), len(track.position) - 1)
    return decoded_position(phase, params["lambda0"]), track.position[nearest]


def _ring_measures(params: Mapping[str, Any], spikes: Mapping[str, Array]) -> dict[str, float]:
    both = stellate_rings(spikes)
    if both is None:
        return {}
    settled = _decoded_part(params)
    whole = phase_of(both, params)
    phase = whole[settled]
    speed = bump_speed(phase, sample_dt(params))
    profiles = _profiles(max((spikes[n] for n in RING_NAMES), key=_n_spikes), params)
    found = {
        "Bump speed (rad/s)": speed,
        "Grid scale (cells)": fields.grid_scale(profiles),
        "Field size (cells)": fields.field_size(profiles),
    }
    if params["vel_type"] == "input":
        error = wrapped_difference(*positions(whole, params), params["lambda0"])
        found["Position error, rms (rad)"] = float(np.sqrt(np.nanmean(error[settled] ** 2)))
    if params["vel_type"] == "PRED-IHD" and INTERNEURONS in spikes:
        follower = phase_of(spikes[INTERNEURONS], params)[settled]
        found["Predictive bias (rad)"] = _bias(phase, follower, params)
    return found


def _decoded_part(params: Mapping[str, Any]) -> slice:
    """The samples of a phase from `settled_from` to `decoded_until`."""
    dt = sample_dt(params)
    return slice(int(settled_from(params) / dt), int(decoded_until(params) / dt))


def _profiles(ring: Array, params: Mapping[str, Any]) -> Array:
    """Profiles over the cells of a ring, of the settled network."""
    every = min(PROFILE_DT, params["sim_dur"])
    profiles = fields.ring_profiles(ring, params["sim_dur"], every=every)
    return profiles[int(settled_from(params) / every) :]


def _bias(phase: Array, follower: Array, params: Mapping[str, Any]) -> float:
    """Predictive bias of a ring that moves to the right until dir_change_t, then to the left."""
    time = settled_from(params) + np.arange(len(phase)) * sample_dt(params)
    direction = np.where(time < params["extra_params"]["dir_change_t"], 1.0, -1.0)
    lambda0 = params["lambda0"]
    leader, follower = decoded_position(phase, lambda0), decoded_position(follower, lambda0)
    return predictive_bias(leader, follower, direction, lambda0)


def _sheet_measures(params: Mapping[str, Any], spikes: Mapping[str, Array]) -> dict[str, float]:
    stellate = [times for name, times in spikes.items() if name != INTERNEURONS]
    if not stellate:
        return {}
    maps = sheet_frames(max(stellate, key=_n_spikes), params)
    settled = maps[int(settled_from(params) / frame_dt(params)) :]
    correlation = sheets.autocorrelation(settled)
    peaks = sheets.neighbour_peaks(correlation)
    scale = sheets.grid_scale(peaks)
    found = {
        "Grid score": sheets.grid_score(correlation),
        "Grid scale (cells)": scale,
        "Orientation (degrees)": sheets.grid_orientation(peaks),
    }
    if np.isfinite(scale):
        drift = sheets.drift_velocity(settled, frame_dt(params), scale / 2)
        found |= {"Drift along x (cells/s)": drift[0], "Drift along y (cells/s)": drift[1]}
    return {name: float(value) for name, value in found.items()}


def sheet_frames(spikes: Array, params: Mapping[str, Any]) -> Array:
    """Rates (Hz) in consecutive frames, frames x sheets x N_per_axis x N_per_axis."""
    return sheets.rate_frames(spikes, params["N_per_axis"], params["sim_dur"], frame_dt(params))


def _input_measures(simulation: Simulation) -> dict[str, float]:
    params, extra = simulation.params, simulation.params["extra_params"]
    stell = simulation.spike_array("stell")
    if params["input_id"] == "pir" and stell is not None:
        return {"Rebound latency (ms)": rebound_latency(stell[0], extra["start"])}
    if params["input_id"] == "sag" and "stell_v" in simulation.recorded():
        with simulation.opened("stell_v") as voltage:
            response = sag(voltage[0], params["recorder_dt"], extra["dur1"], extra["dur2"])
        return {"Sag ratio": response.ratio, "Peak voltage (mV)": response.peak}
    return {}


def _n_spikes(spikes: Array) -> int:
    return int(np.isfinite(spikes).sum())
