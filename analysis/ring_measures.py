"""What is measured of a ring network, from its spikes and its parameters.

Names that end in "as published" follow the definitions of Shaikh & Assisi 2025; the others are
ours: from the settled network only, without a filter's lag, with peaks that stand out of noise.
"""

from collections.abc import Iterator

import numpy as np

from analysis import cell_fields, fields
from analysis.accuracy import direction_of_travel, position_error, predictive_bias
from analysis.checks import Array
from analysis.decoding import bump_speed, decoded_position, wrapped_difference
from analysis.load import layers_like
from analysis.measured import Measured
from analysis.ring_phase import (
    SAMPLE_DT,
    at_own_time,
    gaussian_phase,
    lowpass_phase,
    spikes_near,
)
from analysis.windows import (
    STDEV,
    drives,
    noise_end,
    pinning_end,
    said,
    settled_from,
    settled_part,
    why_not_settled,
)
from input_data.trajectory import load_track, load_trajectory
from parameters.table import Parameters
from workspace.errors import UserError

Measures = dict[str, Measured]

ERROR_STDEV = 40.0  # ms, smoothing of the position whose error is taken as published
LARGE_RING, LARGE_STDEV, SMALL_STDEV = 96, 9.0, 6.0  # n_phases; cells, of the published profiles
PROFILE_DT = 50.0  # ms between the profiles of our scale and width
PERCENT = 100.0
PASSED = 3  # fields by which the bumps must move for fields of single cells
NO_FIELD = "no cell fires in a field that can be told from its other spikes"


def ring_measures(params: Parameters, rings: Array, interneurons: Array | None) -> Measures:
    """Speed in each drive, scale and size of the fields, and what the input is there to show.

    Parameters
    ----------
    params : mapping
        The full parameters.
    rings : ndarray, shape (n_rings * ring_size, largest count)
        Spike times (ms) of the stellate rings, one after the other, padded with NaN.
    interneurons : ndarray or None
        Spike times (ms) of the interneurons; None where they were not recorded.

    Returns
    -------
    dict of str to Measured
        By name with unit; NaN with the reason where there is nothing to measure.
    """
    why = why_not_settled(params) or why_silent(rings, settled_from(params))
    ring = busier(rings, params)
    measured = dict(_speeds(params, rings, why)) | _over_cells(params, ring, why)
    measured |= _in_time(params, ring, why)
    if params["vel_type"] == "input":
        measured |= _errors(params, rings, why)
    if params["vel_type"] == "PRED-IHD" and interneurons is not None:
        measured |= _prediction(params, rings, interneurons, why)
    return measured


def ring_size(params: Parameters) -> int:
    """Cells in a stellate ring."""
    return layers_like(params, "stell", "ring")[0].n_cells


def phase_of(spikes: Array, params: Parameters, stdev: float = STDEV) -> Array:
    """Phase of the bumps of one or several rings (rad, unwrapped), one per ms, without lag."""
    size, n_phases = ring_size(params), params["n_phases"]
    return gaussian_phase(spikes, size, n_phases, params["sim_dur"], stdev)


def defined_phase(spikes: Array, params: Parameters) -> Array:
    """Phase of the bumps, only where there is one.

    Parameters
    ----------
    spikes : ndarray, shape (n_rings * ring_size, largest count)
        Spike times (ms) of one or several rings, padded with NaN.
    params : mapping
        The full parameters.

    Returns
    -------
    ndarray, shape (ceil(sim_dur),)
        Phase (rad, unwrapped), one per ms. NaN more than 100 ms away from any spike, and at both
        ends of the record, where the Gaussian of `phase_of` sees one side only.
    """
    phase = phase_of(spikes, params)
    phase = np.where(spikes_near(spikes, params["sim_dur"], STDEV), phase, np.nan)
    return at_own_time(phase, STDEV)


def why_no_animal(params: Parameters) -> str:
    """Why the animal's position is not known: its file is gone or has changed; empty if it is."""
    try:
        load_track(params)
    except UserError as error:
        return str(error)
    return ""


def animal_at(times: Array, params: Parameters) -> Array:
    """The position of the animal (rad) at these times (ms), at the nearest sample.

    Raises UserError where the trajectory is not there any more.
    """
    track = load_trajectory(str(params["traj_id"]), params["dt"])
    nearest = np.minimum(np.rint(times / track.sample_dt).astype(int), len(track.position) - 1)
    return track.position[nearest]


def positions(phase: Array, params: Parameters) -> tuple[Array, Array]:
    """Position decoded from a phase, and that of the animal at the same times (rad).

    Raises UserError where the trajectory is not there any more.
    """
    time = (np.arange(len(phase), dtype=np.float64) + 0.5) * SAMPLE_DT
    return decoded_position(phase, params["lambda0"]), animal_at(time, params)


def fields_and_position(
    params: Parameters, rings: Array, interneurons: Array
) -> tuple[list[cell_fields.Fields], Array]:
    """The fields of all stellate cells, and the true position (rad), one per ms, as published."""
    size, n_phases, sim_dur = ring_size(params), params["n_phases"], params["sim_dur"]
    phase = lowpass_phase(interneurons, size, n_phases, sim_dur)
    return fields_of(rings, params), decoded_position(phase, params["lambda0"])


def fields_of(spikes: Array, params: Parameters) -> list[cell_fields.Fields]:
    """The fields of cells as published, from spikes after the initial noise.

    The burst of spikes in the noise is no field, and would be the largest. A spike in the last
    instant is left out: traces and positions end before it.
    """
    counted = (spikes >= noise_end(params)) & (spikes < params["sim_dur"])
    return cell_fields.fields_of_cells(np.where(counted, spikes, np.nan))


def _speeds(params: Parameters, rings: Array, why: str) -> Iterator[tuple[str, Measured]]:
    """The speed in each drive, ours and as published; their names say which drive."""
    phase, windows = phase_of(rings, params), drives(params)
    for drive in windows:
        which = f", {said(drive)}" if len(windows) > 1 else ""
        settled = settled_part(drive, params)
        too_short = "" if settled[0] < settled[1] else f"{said(drive)} is too short to settle"
        for name, window in (("Bump speed", settled), ("Bump speed as published", drive)):
            definition = f"slope of the phase decoded from both rings, {said(window)}"
            reason = why or too_short or why_silent(rings, *window)
            value = np.nan if reason else bump_speed(phase, SAMPLE_DT, *window)
            yield f"{name}{which} (rad/s)", Measured(value, definition, reason)


def _over_cells(params: Parameters, ring: Array, why: str) -> Measures:
    """Scale and size of the fields over the cells of one ring."""
    n_phases = params["n_phases"]
    stdev = LARGE_STDEV if n_phases >= LARGE_RING else SMALL_STDEV
    ours = f"busier ring, Gaussian of 150 ms and {fields.CELL_STDEV:g} cells"
    theirs = f"busier ring, windows of 200 ms, Gaussian of {stdev:g} cells"
    definitions = {
        "Grid scale (cells)": f"distance of peaks that stand out; {ours}",
        "Grid scale as published (cells)": f"distance of all peaks; {theirs}",
        "Field width (cells)": f"width at half height; {ours}",
        "Field size as published (cells)": f"area / height over {n_phases} cells; {theirs}",
    }
    if why:
        return {name: Measured.missing(text, why) for name, text in definitions.items()}
    smooth = _settled(fields.smooth_profiles(ring, params["sim_dur"], every=PROFILE_DT), params)
    windows = fields.window_profiles(ring, ring_size(params), params["sim_dur"], stdev=stdev)
    windows = _settled(windows, params)
    values = (
        fields.mean_peak_distance(smooth, fields.PROMINENCE),
        fields.mean_peak_distance(windows),
        fields.mean_half_width(smooth),
        fields.mean_field_area(windows, n_phases),
    )
    reason = "the profile over the cells has no peak"
    return {
        name: Measured(value, text, reason)
        for (name, text), value in zip(definitions.items(), values, strict=True)
    }


def _settled(profiles: Array, params: Parameters) -> Array:
    """The profiles of the settled network, of those that divide the record evenly."""
    return profiles[int(len(profiles) * settled_from(params) / params["sim_dur"]) :]


def _in_time(params: Parameters, ring: Array, why: str) -> Measures:
    """Size and scale of the fields of the cells of one ring in time, where the bumps pass them."""
    how = "fields of the cells of the busier ring, cut at the largest jumps of intervals and counts"
    definitions = {
        "Field duration as published (ms)": f"first to last spike; {how}",
        "Time between fields as published (ms)": f"middle to middle; {how}",
    }
    why = why or why_not_passed(phase_of(ring, params))
    if why:
        return {name: Measured.missing(text, why) for name, text in definitions.items()}
    cells = fields_of(ring, params)
    values = cell_fields.mean_duration(cells), cell_fields.mean_time_between(cells)
    return {
        name: Measured(value, text, NO_FIELD)
        for (name, text), value in zip(definitions.items(), values, strict=True)
    }


def _errors(params: Parameters, rings: Array, why: str) -> Measures:
    """Error of the decoded position on a trajectory."""
    names = "Position error, rms (rad)", "Position error as published (rad)"
    start, pinned = settled_from(params), pinning_end(params)
    texts = (
        f"root mean square of the shorter arc; Gaussian of {STDEV:g} ms, from {start:g} ms on",
        f"mean shorter arc; Gaussian of {ERROR_STDEV:g} ms, from {pinned:g} ms on (chance: "
        f"{params['lambda0'] / 4:.2f})",
    )
    why = why or why_no_animal(params)
    if why:
        return {name: Measured.missing(text, why) for name, text in zip(names, texts, strict=True)}
    lambda0 = params["lambda0"]
    decoded, animal = positions(phase_of(rings, params), params)
    arcs = wrapped_difference(decoded, animal, lambda0)[int(start / SAMPLE_DT) :]
    sharper, animal = positions(phase_of(rings, params, ERROR_STDEV), params)
    from_file = slice(int(pinned / SAMPLE_DT), None)
    values = (
        float(np.sqrt(np.nanmean(arcs**2))),
        position_error(sharper[from_file], animal[from_file], lambda0),
    )
    return {
        name: Measured(value, text) for name, value, text in zip(names, values, texts, strict=True)
    }


def _prediction(params: Parameters, rings: Array, interneurons: Array, why: str) -> Measures:
    """How far the stellate cells run ahead, and the field size that this is compared with."""
    turn, lambda0 = params["extra_params"]["dir_change_t"], params["lambda0"]
    settling = params["allothetic_dur"]
    counted = f"but for {settling:g} ms after the start and the turn"
    definitions = {
        "Predictive bias (rad)": "stellate minus interneurons, both decoded with a Gaussian of "
        f"{STDEV:g} ms, {counted}",
        "Predictive bias as published (rad)": "the same, interneurons behind a causal low-pass "
        f"of 35 Hz (lags 17.6 ms), {counted}",
        "Field size over position as published (rad)": "arc of the interneurons' position from "
        "a field's first to its last spike",
        "Predictive bias as published (% of the field)": "bias / field size, both as published",
        "Predictive bias as published (% of 2 pi)": "bias / 2 pi",
    }
    why = why or why_silent(interneurons, settled_from(params), cells="interneurons")
    if why:
        return {name: Measured.missing(text, why) for name, text in definitions.items()}
    stellate = decoded_position(phase_of(rings, params), lambda0)
    smooth = decoded_position(phase_of(interneurons, params), lambda0)
    all_fields, true = fields_and_position(params, rings, interneurons)
    direction = direction_of_travel(len(stellate), SAMPLE_DT, turn, settling)
    published = predictive_bias(stellate, true, direction, lambda0)
    size = cell_fields.mean_arc(all_fields, true, SAMPLE_DT, lambda0)
    few = why_not_passed(phase_of(rings, params))  # then spikes cannot be told into fields
    size = np.nan if few else size
    values = (
        predictive_bias(stellate, smooth, direction, lambda0),
        published,
        size,
        PERCENT * published / size,
        PERCENT * published / (2 * np.pi),
    )
    return {
        name: Measured(value, text, few or NO_FIELD)
        for (name, text), value in zip(definitions.items(), values, strict=True)
    }


def busier(rings: Array, params: Parameters) -> Array:
    """The ring with most spikes."""
    each = np.split(rings, len(rings) // ring_size(params))
    return max(each, key=lambda ring: np.isfinite(ring).sum())


def why_not_passed(phase: Array) -> str:
    """Why there are no fields of single cells; empty where the bumps pass the cells."""
    moved = np.nanmax(phase) - np.nanmin(phase)
    if moved >= PASSED * 2 * np.pi:
        return ""
    return f"the bumps move by {moved / (2 * np.pi):.1f} fields, {PASSED} are needed"


def why_silent(
    spikes: Array, start: float, end: float = np.inf, cells: str = "stellate cells"
) -> str:
    """Why there is nothing to decode; empty where there is a spike."""
    if ((spikes >= start) & (spikes < end)).any():
        return ""
    when = f"from {start:g} ms on" if np.isinf(end) else f"from {start:g} to {end:g} ms"
    return f"the {cells} are silent {when}"
