"""A run in an arena as the input of sheets: the push of its velocity, and where the pattern is set.

The pattern moves by one period of the hexagonal lattice while the animal moves by cm_per_period.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
import numpy.typing as npt

from input_data.arena_run import ArenaRun, load_path
from input_data.sheet_curve import SheetCurve, load_sheet_curve, sheet_curve_cautions
from network_configs.instrumentations.drive import Drive, Waveform, dc_per_layer
from network_configs.instrumentations.trajectory import PINNED_IN, PINNED_OUT
from parameters.kinds import NOT_NEGATIVE, POSITIVE
from parameters.table import Parameter, Parameters

DIRECTIONS = np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])  # E, W, N, S
PINNED_PART = 0.15  # of the interneurons, those nearest to the places of the lattice

Values = npt.NDArray[np.float64]


class SheetParams(Parameters):
    """The parameters of a run in an arena, vel_type input."""

    cm_per_period: Annotated[
        float,
        Parameter(POSITIVE, "cm", "distance between a cell's fields in the arena", default=50.0),
    ]
    correction_interval: Annotated[
        float,
        Parameter(
            NOT_NEGATIVE,
            "ms",
            "how often the pattern is reset to the animal's place; 0: never",
            default=0.0,
        ),
    ]
    correction_wall: Annotated[
        float,
        Parameter(NOT_NEGATIVE, "cm", "also reset it this close to a wall; 0: never", default=0.0),
    ]
    correction_dur: Annotated[
        float, Parameter(POSITIVE, "ms", "duration of a correction", default=200.0)
    ]


def cells_per_cm(params: SheetParams, curve: SheetCurve) -> float:
    """How far the pattern moves (cells) while the animal moves by 1 cm."""
    return curve.period(params["N_per_axis"]) / params["cm_per_period"]


def pattern_velocity(params: SheetParams, run: ArenaRun, curve: SheetCurve) -> Values:
    """Velocity of the pattern that follows the animal (cells/s), shape (n_samples, 2)."""
    return run.velocity * cells_per_cm(params, curve)


def follow_run(params: SheetParams) -> list[Waveform]:
    """vel_type input: a current for each sheet, which moves the pattern like the animal."""
    run, curve = load_path(params), load_sheet_curve(params)
    push = curve.push_for(pattern_velocity(params, run, curve))
    is_pinned = np.arange(len(push)) * run.sample_dt < run.allothetic_dur
    return [
        Waveform(
            np.where(is_pinned, params["allothetic_stell_dc"], rest + push @ direction),
            run.sample_dt,
        )
        for rest, direction in zip(dc_per_layer(params), DIRECTIONS, strict=True)
    ]


def near_lattice(side: int, lattice: Values, place: Values) -> npt.NDArray[np.bool_]:
    """Which cells of a sheet are nearest to the places of a hexagonal lattice.

    Parameters
    ----------
    side : int
        Cells along a side of the torus.
    lattice : ndarray, shape (3, 2)
        Its waves, see `SheetCurve`.
    place : ndarray, shape (2,)
        Where one of the places of the lattice is (cells), x and y.

    Returns
    -------
    ndarray of bool, shape (side * side,)
        True for PINNED_PART of the cells; cell k is at x = k mod side, y = k div side.
    """
    y, x = np.divmod(np.arange(side**2), side)
    phase = 2 * np.pi / side * (np.stack([x, y], axis=1) - place) @ lattice.T
    height = np.cos(phase).sum(axis=1)
    return height > np.quantile(height, 1 - PINNED_PART)


def correction_starts(params: SheetParams, run: ArenaRun) -> Values:
    """When the pattern is set to the animal's place (ms), ascending, without the first pinning.

    Every correction_interval, and when the animal comes closer to a wall than correction_wall;
    none starts before the last one has ended.
    """
    dur, wait = params["correction_dur"], run.allothetic_dur
    interval, wall = params["correction_interval"], params["correction_wall"]
    starts: list[float] = []
    if interval > 0:
        starts += np.arange(wait + interval, params["sim_dur"], interval).tolist()
    if wall > 0:
        near = wall_distance(run.position, run.arena) < wall
        arrived = np.flatnonzero(near[1:] & ~near[:-1]) + 1
        starts += (arrived * run.sample_dt).tolist()
    kept: list[float] = []
    for start in sorted(starts):
        if start >= (kept[-1] + dur if kept else wait) and start + dur <= params["sim_dur"]:
            kept.append(start)
    return np.array(kept)


def wall_distance(position: Values, arena: Values) -> Values:
    """Distance (cm) of each place from the nearest wall of a polygon, shape (n,)."""
    ends = np.roll(arena, -1, axis=0)
    distances = []
    for start, end in zip(arena, ends, strict=True):
        along = end - start
        part = np.clip((position - start) @ along / (along @ along), 0, 1)
        distances.append(np.hypot(*(position - start - part[:, None] * along).T))
    return np.min(distances, axis=0)


def interneuron_currents(params: SheetParams) -> Iterator[tuple[npt.NDArray[np.int64], Drive]]:
    """The currents into the interneurons, (gids, current) of each group.

    While the pattern is set, those near the places of the lattice get PINNED_IN, the others
    PINNED_OUT; otherwise all get intrnrn_dc_amp.
    """
    run, curve, side = load_path(params), load_sheet_curve(params), params["N_per_axis"]
    dur = params["correction_dur"]
    corrections = correction_starts(params, run)
    pinned = [0.0] if run.allothetic_dur > 0 else []
    starts = np.array([*pinned, *corrections])
    ends = np.array([*([run.allothetic_dur] if pinned else []), *(corrections + dur)])
    middle = np.clip(((starts + ends) / 2 / run.sample_dt).round(), 0, len(run.position) - 1)
    moved = (run.position - run.position[0]) * cells_per_cm(params, curve)
    near = [near_lattice(side, curve.lattice, place) for place in moved[middle.astype(int)]]
    first_gid = params["N_stell"]
    groups: dict[bytes, list[int]] = {}
    table = np.array(near).reshape(len(near), -1).T if near else np.zeros((side**2, 0), bool)
    for cell, row in enumerate(table):
        groups.setdefault(row.tobytes(), []).append(cell)
    for cells in groups.values():
        yield first_gid + np.array(cells), _pulses(params, table[cells[0]], starts, ends)


def _pulses(
    params: SheetParams, near: npt.NDArray[np.bool_], starts: Values, ends: Values
) -> Drive:
    """intrnrn_dc_amp, and between each start and end (ms) the current of the pinning."""
    free = params["intrnrn_dc_amp"]
    amps, times = [free], [0.0]
    for is_near, start, end in zip(near, starts, ends, strict=True):
        if start == 0:
            amps, times = [], []
        amps += [PINNED_IN if is_near else PINNED_OUT, free]
        times += [float(start), float(end)]
    return Drive(tuple(amps), tuple(times))


def run_cautions(params: SheetParams) -> Iterator[str]:
    """What to tell once before sheets follow a run in an arena, a line each."""
    run, curve = load_path(params), load_sheet_curve(params)
    speed = np.hypot(*pattern_velocity(params, run, curve).T)
    yield from sheet_curve_cautions(params, speed)
    if run.allothetic_dur >= params["sim_dur"]:
        yield (
            f"sim_dur: {params['sim_dur']:g} (ms) ends before the network is released: "
            f"trajectory {params['traj_id']!r} pins it for {run.allothetic_dur:g} ms"
        )
    if run.allothetic_dur == 0 and not len(correction_starts(params, run)):
        yield (
            "init_allothetic_input: false lets the pattern start anywhere, maybe with other waves "
            f"than those of velocity_curve {params['velocity_curve']!r}; true pins it at first"
        )
