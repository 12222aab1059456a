"""From when to when the measures of a simulation are taken (ms)."""

from itertools import pairwise

from input_data.trajectory import pinned_for, trajectory_file
from input_data.trajectory_input import follows_trajectory
from network_configs.instrumentations.drive import Drive
from parameters.config_files import available, load_instrumentation
from parameters.table import Parameters

SETTLING = 1000.0  # ms after which a network counts as settled
SHORTEST = 500.0  # ms that a settled record must last
STDEV = 100.0  # ms, smoothing of the counts that a phase is decoded from

Window = tuple[float, float]


def noise_end(params: Parameters) -> float:
    """When the initial noise of both populations has ended (ms)."""
    return float(max(params["stell_init_noise"][0], params["intrnrn_init_noise"][0]))


def settled_from(params: Parameters) -> float:
    """When a network of many cells counts as settled (ms).

    After 1 s, the initial noise and the time for which the network is pinned.
    """
    return float(max(SETTLING, noise_end(params), pinning_end(params)))


def pinning_end(params: Parameters) -> float:
    """Until when the network is pinned to the animal's position (ms): the start to leave out.

    A trajectory has its own allothetic_dur; the parameter counts for other inputs, and where the
    file of the trajectory is gone.
    """
    traj_id = str(params["traj_id"])
    if follows_trajectory(params) and trajectory_file(traj_id).is_file():
        return pinned_for(traj_id)
    return params["allothetic_dur"]


def why_not_settled(params: Parameters) -> str:
    """Why nothing can be measured of the settled network; empty where it can."""
    start, end = settled_from(params), params["sim_dur"]
    if end >= start + SHORTEST:
        return ""
    return (
        f"the run ends at {end:g} ms; a network counts as settled from {start:g} ms on, "
        f"and {SHORTEST:g} ms of that are measured at least"
    )


def drives(params: Parameters) -> list[Window]:
    """From when to when each constant drive of the rings lasts: one window, or several.

    A run by vel_type ACVT-1DAC has three, PRED-IHD two, cut at the end of the run.
    """
    starts = [start for start in _starts(params) if start < params["sim_dur"]]
    return list(pairwise([*starts, float(params["sim_dur"])]))


def settled_part(drive: Window, params: Parameters) -> Window:
    """The part of a drive in which the network has settled and the smoothing sees only this drive.

    It may be empty (its end not after its start) in a short run.
    """
    start, end = drive
    margin = 2 * STDEV
    return max(settled_from(params), start + margin if start > 0 else 0.0), end - margin


def said(window: Window) -> str:
    """A window in words, also one that the run does not reach."""
    start, end = window
    return f"{start:g} to {end:g} ms" if start < end else f"from {start:g} ms on"


def _starts(params: Parameters) -> tuple[float, ...]:
    """When the drives of this vel_type begin (ms); one at 0 where it does not say, or is gone."""
    if params["vel_type"] in ("const", "input") or params["instr_id"] not in available("instr_id"):
        return (0.0,)
    vel_types = load_instrumentation(params["instr_id"]).VEL_TYPES or {}
    give_currents = vel_types.get(params["vel_type"])
    first = give_currents(params)[0] if give_currents else None
    return first.starts if isinstance(first, Drive) else (0.0,)
