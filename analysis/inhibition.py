"""The inhibition a cell gets while it crosses its field."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.cell_fields import Fields, edges_of_fields
from analysis.checks import Array, require_dimensions


class FieldEdges(NamedTuple):
    """A value at the first and at the last spike of each field, one entry per field."""

    first: Array
    last: Array


def inhibition_at_field_edges(
    fields: Sequence[Fields], conductance: Array, sample_dt: float
) -> FieldEdges:
    """Inhibitory conductance at the first and last spike of every field.

    Parameters
    ----------
    fields : list of list of ndarray
        As `cell_fields.fields_of_cells` returns it.
    conductance : ndarray, shape (n_cells, n_samples)
        Inhibitory synaptic conductance (uS) of the same cells, from 0 ms on.
    sample_dt : float
        Time between samples (ms).

    Returns
    -------
    FieldEdges
        Conductances (uS), at index int(spike time / sample_dt); empty arrays without a field.

    Raises
    ------
    ValueError
        If the arrays do not hold the same cells, a spike is later than the record, or `sample_dt`
        is not positive.

    Notes
    -----
    Shaikh & Assisi 2025, figure 5: the mean over the fields of all cells of the right ring, with
    a sample per ms.
    """
    require_dimensions("conductance", conductance, "cells x samples")
    if len(fields) != len(conductance):
        raise ValueError(
            f"conductance must hold the {len(fields)} cells of fields, got {len(conductance)}"
        )
    edges = [
        edge
        for cell, values in zip(fields, conductance, strict=True)
        for edge in edges_of_fields(cell, values, sample_dt)
    ]
    first, last = np.reshape(edges, (-1, 2)).T
    return FieldEdges(first, last)
