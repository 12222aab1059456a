"""Geometry, weight profiles and assembly of the networks that look the same from every cell.

A *profile* holds the weight for every displacement from pre to post: shape (n,) on a ring,
element [d]; shape (side, side) on a torus, element [dy, dx]; displacements modulo the size.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from math import isqrt
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from network_configs.connections.sparse_matrix import CUT_OFF, SparseMatrix, column_starts
from parameters.kinds import quoted
from parameters.table import Parameters

Projection = Literal["si", "is", "ii"]
NAMES: dict[Projection, str] = {"si": "S→I", "is": "I→S", "ii": "I→I"}
NARROWEST = 0.3  # cells, a Gaussian narrower than which reaches one cell at most
BYTES_PER_SYNAPSE = 64  # while the matrix is built; a run needs more
Profile = npt.NDArray[np.float64]
Columns = tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]


def wrapped(n_cells: int) -> npt.NDArray[np.int64]:
    """Displacements 0 ... n_cells - 1 as the nearest image, in (-n_cells/2, n_cells/2] (cells).

    Raises
    ------
    ValueError : n_cells < 1
    """
    if n_cells < 1:
        raise ValueError(f"n_cells must be >= 1, got {n_cells}")
    displacement = np.arange(n_cells)
    return displacement - n_cells * (2 * displacement > n_cells)


def ring_arcs(n_cells: int) -> Profile:
    """Arc from pre to post in (-pi, pi] (rad), shape (n_cells,)."""
    return wrapped(n_cells).astype(float) * (2 * np.pi / n_cells)


def torus_offsets(n_cells: int) -> tuple[Profile, Profile]:
    """Vector (dx, dy) from pre to post, to the nearest image (cells), each (side, side).

    Raises
    ------
    ValueError : n_cells is not the square of an odd side (of an even one the nearest image is
        not unique)
    """
    side = isqrt(n_cells)
    if side**2 != n_cells or side % 2 == 0:
        raise ValueError(f"n_cells must be the square of an odd number, got {n_cells}")
    dy, dx = np.meshgrid(wrapped(side), wrapped(side), indexing="ij")
    return dx.astype(float), dy.astype(float)


def gaussian(x: Profile, peak: float, stdev: float | Profile) -> Profile:
    """peak * exp(-x**2 / 2 stdev**2), elementwise; x and stdev in the same unit.

    Raises
    ------
    ValueError : stdev <= 0
    """
    if not np.all(np.asarray(stdev) > 0):
        raise ValueError(f"stdev must be > 0, got {stdev}")
    return peak * np.exp(-np.square(x / stdev) / 2)


def skewed_gaussian(x: Profile, peak: float, stdev: float, factors: Sequence[float]) -> Profile:
    """A Gaussian with width stdev * factors[0] below its centre x = 0 and factors[1] above."""
    below, above = factors
    return gaussian(x, peak, stdev * np.where(x < 0, below, above))


def unconnected(
    params: Parameters, profiles: Mapping[Projection, Sequence[Profile]]
) -> Iterator[str]:
    """Give a line for each projection that should have synapses, and has none.

    Parameters
    ----------
    profiles : of each projection ("si", "is", "ii"), one per stellate layer or one
    """
    values: Mapping[str, Any] = params
    for projection, found in profiles.items():
        peak, gmax = values[f"{projection}_peak"], values[f"{projection}_syn_gmax"]
        if peak >= CUT_OFF and gmax > 0 and all(profile.max() < CUT_OFF for profile in found):
            mean, stdev = values[f"{projection}_mean"], values[f"{projection}_stdev"]
            yield (
                f"{projection}_mean: got {quoted(mean)} with {projection}_stdev {stdev:g} and "
                f"N_per_sheet {params['N_per_sheet']}, expected values that give some "
                f"{NAMES[projection]} synapse, because {projection}_peak is {peak:g}"
            )


def misfits(params: Parameters, n_across: int, cells_per_unit: float, unit: str) -> Iterator[str]:
    """Give a line for each width and distance that does not fit a ring or sheet.

    Parameters
    ----------
    n_across : cells along a ring, or along the side of a sheet
    cells_per_unit : cells in one `unit` of the widths (rad on a ring, cells on a sheet)
    """
    values: Mapping[str, Any] = params
    for projection, name in NAMES.items():
        width, mean = values[f"{projection}_stdev"], values[f"{projection}_mean"]
        cells = width * cells_per_unit
        if values[f"{projection}_peak"] == 0:
            continue
        if not NARROWEST <= cells <= n_across / 2:
            yield (
                f"{projection}_stdev: {width:g} {unit} is as wide as {cells:.2g} of the "
                f"{n_across} cells across; usual for {name} synapses: from {NARROWEST:g} cells to "
                "half of all cells across"
            )
        farthest = np.abs(mean).max()
        if farthest > n_across / 2:
            yield (
                f"{projection}_mean: {quoted(mean)} is more than half of the {n_across} cells "
                f"across, so the {name} synapses are beyond the opposite side"
            )


def layered_network(
    to_interneurons: Sequence[Profile],
    to_stellate: Sequence[Profile],
    among_interneurons: Profile,
) -> SparseMatrix:
    """Stellate rings or sheets, and one of interneurons, of equal size and translation-invariant.

    Parameters
    ----------
    to_interneurons, to_stellate : one profile per stellate layer, all of one shape
    among_interneurons : profile of the interneurons onto each other

    Returns
    -------
    SparseMatrix of (len(to_stellate) + 1) * among_interneurons.size cells.

    Raises
    ------
    MemoryError : more synapses than this machine has memory for
    """
    profiles = [*to_interneurons, *to_stellate, among_interneurons]
    check_memory(sum(profile.size * np.count_nonzero(profile >= CUT_OFF) for profile in profiles))
    size = among_interneurons.size
    n_stell = size * len(to_stellate)
    columns = [_sources(profile, n_stell) for profile in to_stellate]
    onto_interneurons = [
        _sources(profile, layer * size)
        for layer, profile in enumerate([*to_interneurons, among_interneurons])
    ]
    pre, weight = (np.hstack(part) for part in zip(*onto_interneurons, strict=True))
    columns.append((pre, weight))
    return SparseMatrix(
        n_stell + size,
        column_starts(np.repeat([pre.shape[1] for pre, _ in columns], size)),
        np.concatenate([pre.ravel() for pre, _ in columns]),
        np.concatenate([weight.ravel() for _, weight in columns]),
    )


def check_memory(n_synapses: int) -> None:
    """Raise MemoryError if building that many synapses needs more than all memory there is."""
    needed = BYTES_PER_SYNAPSE * n_synapses
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if needed > installed:
        raise MemoryError(
            f"{n_synapses:,} synapses need about {needed / 1e9:,.0f} GB, this machine has "
            f"{installed / 1e9:,.0f} GB"
        )


def _sources(profile: Profile, first: int) -> Columns:
    """Ascending sources (gids from `first`) and weights of every target, each (n_targets, k)."""
    displacement = np.array(np.nonzero(profile >= CUT_OFF))
    target = np.indices(profile.shape).reshape(profile.ndim, -1)
    source = target[:, :, None] - displacement[:, None, :]
    pre = np.ravel_multi_index(tuple(source), profile.shape, mode="wrap")
    order = np.argsort(pre, axis=1)
    pre = first + np.take_along_axis(pre, order, axis=1)
    return pre.astype(np.int32), profile[tuple(displacement)][order]
