"""The files that vel_type input reads: their check and what to tell before a run."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from input_data.trajectory import MS_PER_S, Trajectory, bump_speeds, load_track, trajectory_file
from input_data.velocity_curve import curve_cautions, curve_file, load_velocity_curve

SAME_SCALE = 0.1  # by which positions may move more or less than the velocity says
LEAST_WAY = 1.0  # rad, on which that is judged

Params = Mapping[str, Any]


def follows_trajectory(params: Params) -> bool:
    """Whether a simulation reads a trajectory."""
    return params["vel_type"] == "input"


def files_read(params: Params) -> list[Path]:
    """The files, beside the parameters, that the results of a simulation depend on."""
    if not follows_trajectory(params):
        return []
    return [trajectory_file(params["traj_id"]), curve_file(params)]


def check_trajectory_input(params: Params) -> None:
    """Raise UserError if the trajectory or the velocity curve cannot be used for these parameters.

    Needs no NEURON, writes nothing.
    """
    if follows_trajectory(params):
        load_track(params)
        load_velocity_curve(params)


def trajectory_cautions(params: Params) -> Iterator[str]:
    """What to tell once before a simulation that follows a trajectory, a line each."""
    if not follows_trajectory(params):
        return
    track = load_track(params)
    yield from curve_cautions(params, bump_speeds(params, track))
    given = params["allothetic_dur"]
    pinned = track.allothetic_dur
    if given and given != pinned and params["init_allothetic_input"]:
        yield (
            f"allothetic_dur: {given:g} does not change how long the network is pinned; "
            f"trajectory {params['traj_id']!r} says {pinned:g} (ms)"
        )
    if pinned >= params["sim_dur"]:
        yield (
            f"sim_dur: {params['sim_dur']:g} (ms) ends before the network is released: "
            f"trajectory {params['traj_id']!r} pins it for {pinned:g} ms"
        )
    ratio = _way_ratio(track, params["lambda0"])
    if abs(ratio - 1) > SAME_SCALE:
        yield (
            f"traj_id: the positions of {params['traj_id']!r} move {ratio:.2g} times as far as its "
            f"velocities say with {track.sample_dt:g} ms between samples and lambda0 "
            f"{params['lambda0']:g} rad"
        )


def _way_ratio(track: Trajectory, lambda0: float) -> float:
    """Way by the positions over way by the velocities; 1 where the animal hardly moves."""
    steps = np.diff(np.unwrap(track.position, period=lambda0))
    by_velocity = (track.velocity[1:] + track.velocity[:-1]) / 2 * track.sample_dt / MS_PER_S
    way = np.abs(by_velocity).sum()
    if way < LEAST_WAY:
        return 1.0
    return float(np.sum(steps * np.sign(by_velocity)) / way)
