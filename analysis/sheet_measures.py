"""What is measured of a network of sheets, from its spikes and its parameters."""

from collections.abc import Sequence

import numpy as np

from analysis import sheets
from analysis.checks import Array
from analysis.load import layers_like
from analysis.measured import Measured
from analysis.windows import settled_from, why_not_settled
from parameters.table import Parameters

FRAME = 100.0  # ms, of the maps of sheets
LATTICE = "Grid score", "Grid scale (cells)", "Orientation (degrees)"
DRIFT = "Drift along x (cells/s)", "Drift along y (cells/s)"
FEW_PEAKS = "the autocorrelation has fewer than six peaks round its centre"


def sheet_measures(params: Parameters, stellate: Sequence[Array]) -> dict[str, Measured]:
    """Grid score, scale, orientation and drift of the pattern on the busiest sheet.

    Parameters
    ----------
    params : mapping
        The full parameters.
    stellate : sequence of ndarray
        For each stellate sheet its spike times (ms), padded with NaN.

    Returns
    -------
    dict of str to Measured
        By name with unit; NaN with the reason where there is nothing to measure.
    """
    start = settled_from(params)
    window = f"{start:g} to {params['sim_dur']:g} ms"
    how = f"autocorrelation of the busiest sheet in frames of {frame_dt(params):g} ms, {window}"
    texts = {
        LATTICE[0]: f"correlation at 60 and 120 against 30, 90, 150 degrees; {how}",
        LATTICE[1]: f"distance of the six nearest peaks; {how}",
        LATTICE[2]: f"of the six nearest peaks to the x axis; {how}",
        DRIFT[0]: f"displacement from frame to frame; {how}",
        DRIFT[1]: f"displacement from frame to frame; {how}",
    }
    spikes = max(stellate, key=lambda times: np.isfinite(times).sum())
    why = why_not_settled(params)
    if not why and not (spikes >= start).any():
        why = f"the stellate cells are silent from {start:g} ms on"
    if why:
        return {name: Measured.missing(text, why) for name, text in texts.items()}
    values = _values(layer_frames(spikes, params)[int(start / frame_dt(params)) :], params)
    return {name: Measured(values[name], text, FEW_PEAKS) for name, text in texts.items()}


def frame_dt(params: Parameters) -> float:
    """Length of a frame of the sheets (ms)."""
    return min(FRAME, float(params["sim_dur"]))


def layer_frames(spikes: Array, params: Parameters) -> Array:
    """Rates (Hz) in consecutive frames, frames x sheets x side x side."""
    side = layers_like(params, None, "sheet")[0].side
    return sheets.rate_frames(spikes, side, params["sim_dur"], frame_dt(params))


def _values(frames: Array, params: Parameters) -> dict[str, float]:
    correlation = sheets.autocorrelation(frames)
    peaks = sheets.neighbour_peaks(correlation)
    scale = sheets.grid_scale(peaks)
    lattice = sheets.grid_score(correlation), scale, sheets.grid_orientation(peaks)
    drift = np.full(2, np.nan)
    if np.isfinite(scale):
        drift = sheets.drift_velocity(frames, frame_dt(params), scale / 2)
    return dict(zip((*LATTICE, *DRIFT), map(float, (*lattice, *drift)), strict=True))
