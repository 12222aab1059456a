"""The inhibition a cell gets while it crosses its field."""

from typing import NamedTuple

import numpy as np

from analysis.checks import Array, require_dimensions, require_positive
from analysis.fields import complete_fields


class FieldEdges(NamedTuple):
    """A value at the first and at the last spike of each field, one entry per field."""

    first: Array
    last: Array


def inhibition_at_field_edges(
    spikes: Array, conductance: Array, sample_dt: float, gap: float
) -> FieldEdges:
    """Inhibitory conductance at the first and last spike of every complete field.

    Parameters
    ----------
    spikes : cells x count (ms, NaN-padded)
    conductance : inhibitory synaptic conductance (uS) of the same cells, cells x samples from 0 ms
    sample_dt : time between samples (ms)
    gap : shortest silence between two fields (ms), see `complete_fields`

    Returns
    -------
    Conductances (uS) at the sample just before each spike; empty arrays without a field.

    Raises
    ------
    ValueError : arrays that do not hold the same cells, a spike after the last sample,
        sample_dt or gap that is not positive

    Source: Shaikh & Assisi 2025, the inhibition that a field opens and closes at.
    """
    require_dimensions("spikes", spikes, "cells x count")
    require_dimensions("conductance", conductance, "cells x samples")
    require_positive("sample_dt", sample_dt, "ms")
    n_cells, n_samples = conductance.shape
    if len(spikes) != n_cells:
        raise ValueError(f"conductance must hold the {len(spikes)} cells of spikes, got {n_cells}")
    if np.nanmax(spikes, initial=0.0) >= n_samples * sample_dt:
        raise ValueError(
            f"spikes must end before the conductance, at {n_samples * sample_dt} ms, "
            f"got one at {np.nanmax(spikes)} ms"
        )
    edges = [
        values[(field[[0, -1]] / sample_dt).astype(np.int64)]
        for cell, values in zip(spikes, conductance, strict=True)
        for field in complete_fields(cell, gap)
    ]
    first, last = np.reshape(edges, (-1, 2)).T
    return FieldEdges(first, last)
