"""Two stellate cells that inhibit each other through two interneurons: a switch, an oscillator.

gids: stellate cells 0 and 1, interneurons 2 and 3.
Source: Shaikh & Assisi 2025, eLife RP108142.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

if __name__ == "__main__":  # by hand only this folder is on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from network_configs.connections.build import main
from network_configs.connections.sparse_matrix import SparseMatrix
from parameters.config_files import Size
from parameters.table import Parameters

PARAMETERS = ("si_peak", "is_peak", "ii_peak")


def sizes(given: Mapping[str, int]) -> list[Size]:
    """There are two of each type."""
    return [Size("N_stell", 2), Size("N_intrnrn", 2)]


def build_matrix(params: Parameters) -> SparseMatrix:
    """Weights of the motif, 4 cells: each stellate cell excites the interneuron of the other."""
    si, is_, ii = params["si_peak"], params["is_peak"], params["ii_peak"]
    return SparseMatrix.from_triplets(
        pre=[0, 1, 2, 3, 2, 3],
        post=[3, 2, 0, 1, 3, 2],
        weight=[si, si, is_, is_, ii, ii],
        n_cells=4,
    )


if __name__ == "__main__":
    sys.exit(main(__file__))
