"""Which process has which cell."""

import numpy as np
import numpy.typing as npt

# A cell runs in the same SIMD lane on any number of processes if blocks of 8 cells of one type stay
# together: the vectorised exp of a lane and the scalar exp of a loop's rest differ in the last bit.
BLOCK = 8


def n_blocks(n_stell: int, n_intrnrn: int) -> int:
    """Into how many pieces a network can be dealt: more processes than that are idle."""
    return -(-n_stell // BLOCK) + -(-n_intrnrn // BLOCK)


def local_gids(n_cells: int, first_gid: int, rank: int, n_ranks: int) -> npt.NDArray[np.int64]:
    """The gids of one type of cell that process `rank` of `n_ranks` has, ascending."""
    index = np.arange(n_cells)
    return first_gid + index[index // BLOCK % n_ranks == rank]
