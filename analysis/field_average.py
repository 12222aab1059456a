"""Averages of a recorded quantity over fields that are brought to the same length."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.cell_fields import Fields
from analysis.checks import Array, require_dimensions, require_positive

BEFORE, AFTER = 1.0, 1.0  # field lengths that are shown before the first and after the last spike


class FieldAverage(NamedTuple):
    """Mean and standard deviation over fields, against the place in the field.

    The place is 0 at the first spike of the field and 1 at its last.
    """

    place: Array
    mean: Array
    stdev: Array
    n_fields: int


def field_average(
    fields: Sequence[Fields], traces: Sequence[Array], sample_dt: float, n_places: int = 61
) -> FieldAverage:
    """Average a quantity over the fields of several cells.

    Parameters
    ----------
    fields : list of list of ndarray
        As `cell_fields.fields_of_cells` returns it, for the same cells as the traces.
    traces : sequence of ndarray, shape (n_samples,)
        The quantity of each cell from 0 ms on.
    sample_dt : float
        Time between samples (ms).
    n_places : int
        Places at which it is averaged, from one field length before the first spike to one after
        the last.

    Returns
    -------
    FieldAverage
        Of all fields with two spikes or more whose surroundings lie within the record; NaN without
        any.

    Raises
    ------
    ValueError
        If there are not as many traces as cells, or `sample_dt` is not positive.
    """
    require_positive("sample_dt", sample_dt, "ms")
    if len(fields) != len(traces):
        raise ValueError(f"traces must hold the {len(fields)} cells of fields, got {len(traces)}")
    place = np.linspace(-BEFORE, 1 + AFTER, n_places)
    rows = [
        np.interp(times, sample_dt * np.arange(len(trace)), trace)
        for cell, trace in zip(fields, traces, strict=True)
        for times in (field[0] + place * (field[-1] - field[0]) for field in cell if len(field) > 1)
        if times[0] >= 0 and times[-1] <= sample_dt * (len(trace) - 1)
    ]
    if not rows:
        nothing = np.full(n_places, np.nan)
        return FieldAverage(place, nothing, nothing, 0)
    return FieldAverage(place, np.mean(rows, axis=0), np.std(rows, axis=0), len(rows))


def without_spikes(voltage: Array, sample_dt: float, window: float = 10.0) -> tuple[Array, float]:
    """The membrane potential below its spikes: the median of successive windows.

    Parameters
    ----------
    voltage : ndarray, shape (n_samples,)
        Membrane potential (mV).
    sample_dt : float
        Time between samples (ms).
    window : float
        Length of a window (ms); longer than two spikes.

    Returns
    -------
    ndarray, float
        A median per window (mV), and the time between them (ms).

    Raises
    ------
    ValueError
        If `voltage` has more than one dimension, or a number is not positive.
    """
    require_dimensions("voltage", voltage, "samples")
    require_positive("sample_dt", sample_dt, "ms")
    require_positive("window", window, "ms")
    size = max(round(window / sample_dt), 1)
    n_windows = max(len(voltage) // size, 1)
    return np.median(voltage[: n_windows * size].reshape(n_windows, -1), axis=1), size * sample_dt
