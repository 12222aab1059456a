"""Which process has which cell."""

import heapq

import numpy as np
import numpy.typing as npt

# A cell runs in the same SIMD lane on any number of processes if blocks of 8 cells of one type stay
# together: the vectorised exp of a lane and the scalar exp of a loop's rest differ in the last bit.
BLOCK = 8
STELLATE_COST, INTERNEURON_COST = 1.0, 0.83  # measured on CoreNEURON, cells with their synapses

Gids = npt.NDArray[np.int64]


def n_blocks(n_stell: int, n_intrnrn: int) -> int:
    """Into how many pieces a network can be dealt: more processes than that are idle."""
    return -(-n_stell // BLOCK) + -(-n_intrnrn // BLOCK)


def local_gids(n_stell: int, n_intrnrn: int, rank: int, n_ranks: int) -> tuple[Gids, Gids]:
    """Stellate cells and interneurons (gids, ascending) that process `rank` of `n_ranks` has."""
    owners = deal_blocks(-(-n_stell // BLOCK), -(-n_intrnrn // BLOCK), n_ranks)
    stellate, interneurons = (
        np.flatnonzero(np.repeat(owner, BLOCK)[:n_cells] == rank)
        for owner, n_cells in zip(owners, (n_stell, n_intrnrn), strict=True)
    )
    return stellate, n_stell + interneurons


def deal_blocks(n_stell: int, n_intrnrn: int, n_ranks: int) -> tuple[Gids, Gids]:
    """Deal blocks to the process that has least to do, stellate cells first: they cost more.

    Returns
    -------
    stellate, interneurons : the process of each block, shapes (n_stell,) and (n_intrnrn,)
    """
    loads = [(0.0, rank) for rank in range(n_ranks)]
    owners = []
    for cost in [STELLATE_COST] * n_stell + [INTERNEURON_COST] * n_intrnrn:
        load, rank = loads[0]
        heapq.heapreplace(loads, (load + cost, rank))
        owners.append(rank)
    return np.array(owners[:n_stell], np.int64), np.array(owners[n_stell:], np.int64)
