"""What is measured of sheets that follow an animal in an arena."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.arena import RateMap, field_areas, positions_at, rate_map, spatial_information
from analysis.autocorrelogram import (
    autocorrelogram,
    grid_score,
    nearest_peaks,
    spacing_and_orientation,
)
from analysis.checks import Array
from analysis.load import layers_like
from analysis.measured import Measured
from analysis.pattern_path import Followed, compare_paths, lattice_waves, pattern_place
from analysis.spikes import bin_spikes
from input_data.arena_run import ArenaRun, load_path
from input_data.sheet_curve import lattice_period
from parameters.table import Parameters
from workspace.errors import UserError

BIN_WIDTH, STDEV, FRAME = 10.0, 40.0, 100.0  # ms
N_CELLS = 40  # of which measures take the median: evenly spaced over the stellate cells
LEAST_SPIKES = 100  # of a cell whose map is measured
RELEASE = 500.0  # ms after the pinning, which count as start
SCORE = "Grid score over the arena"
BIN = 2.5  # cm


def follows_animal(params: Parameters) -> bool:
    """Whether the run is of sheets that follow an animal in an arena."""
    return params["vel_type"] == "input" and bool(layers_like(params, "stell", "sheet"))


def measured_from(run: ArenaRun) -> float:
    """From when on (ms) an animal's run is compared with the network."""
    return run.allothetic_dur + RELEASE


def followed(params: Parameters, interneurons: Array) -> Followed:
    """The path that the interneurons' pattern says, next to that of the animal.

    Parameters
    ----------
    params : mapping
        The full parameters.
    interneurons : ndarray, shape (n_cells, largest count)
        Spike times (ms) of the sheet of interneurons, padded with NaN.
    """
    run, side = load_path(params), params["N_per_axis"]
    counts = bin_spikes(interneurons, params["sim_dur"], BIN_WIDTH).reshape(side, side, -1)
    first = int(measured_from(run) / BIN_WIDTH)
    waves = lattice_waves(counts[:, :, first:], int(FRAME / BIN_WIDTH))
    time = (np.arange(counts.shape[2], dtype=np.float64) + 0.5) * BIN_WIDTH
    place = pattern_place(counts, waves, STDEV / BIN_WIDTH)[first:]
    true = positions_at(time[first:], run.position, run.sample_dt)
    values: Mapping[str, Any] = params
    per_cell = values["cm_per_period"] / lattice_period(waves, side)
    return compare_paths(time[first:], place, true, per_cell)


def map_of(train: Array, run: ArenaRun) -> RateMap:
    """The rate map of a cell from the release on."""
    return rate_map(train, run.position, run.sample_dt, bin_width=BIN, t_start=measured_from(run))


def sample(stellate: Sequence[Array], n_cells: int = N_CELLS) -> list[Array]:
    """Spike times of cells evenly spaced over all sheets, of those with LEAST_SPIKES."""
    busy = [
        train[np.isfinite(train)]
        for sheet in stellate
        for train in sheet
        if np.isfinite(train).sum() >= LEAST_SPIKES
    ]
    chosen = np.unique(np.linspace(0, len(busy) - 1, min(n_cells, len(busy))).round().astype(int))
    return [busy[k] for k in chosen]


def arena_measures(
    params: Parameters, stellate: Sequence[Array], interneurons: Array | None
) -> dict[str, Measured]:
    """Medians over a sample of the stellate cells, and the error of the decoded place.

    Parameters
    ----------
    params : mapping
        The full parameters.
    stellate : sequence of ndarray
        For each stellate sheet its spike times (ms), padded with NaN.
    interneurons : ndarray or None
        Those of the interneurons, where they were recorded.

    Returns
    -------
    dict of str to Measured
        By name with unit; NaN with the reason where there is nothing to measure.
    """
    try:
        run, found = load_path(params), {}
    except UserError as why:  # the file of the trajectory is gone, or has changed
        return {SCORE: Measured.missing("median of stellate cells", str(why))}
    start = measured_from(run)
    if interneurons is not None and start < params["sim_dur"]:
        error = followed(params, interneurons).error
        how = f"distance of decoded and true place, equal at {start:g} ms"
        found["Position error (cm)"] = Measured(error.mean(), f"{how}; mean to the end")
        found["Position error at the end (cm)"] = Measured(error[-1], how)
    cells = sample(stellate)
    values = np.array([_of_cell(train, run) for train in cells]).reshape(-1, 5)
    how = f"median of {len(cells)} stellate cells with at least {LEAST_SPIKES} spikes"
    names = (
        SCORE,
        "Grid spacing over the arena (cm)",
        "Orientation over the arena (degrees)",
        "Field area (cm2)",
        "Spatial information (bits/spike)",
    )
    reason = "too few spikes, or no cell with six peaks round the centre of its autocorrelogram"
    for name, column in zip(names, values.T, strict=True):
        known = column[np.isfinite(column)]
        found[name] = Measured(float(np.median(known)) if len(known) else np.nan, how, reason)
    return found


def _of_cell(train: Array, run: ArenaRun) -> tuple[float, float, float, float, float]:
    found = map_of(train, run)
    correlation = autocorrelogram(found.rate)
    peaks = nearest_peaks(correlation)
    areas = field_areas(found)
    return (
        grid_score(correlation, peaks),
        *spacing_and_orientation(peaks, BIN),
        float(np.median(areas)) if len(areas) else np.nan,
        spatial_information(found.rate, found.occupancy),
    )
