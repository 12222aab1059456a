"""One stellate cell and one interneuron, coupled both ways: the cells' own properties.

gids: stellate cell 0, interneuron 1.
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

PARAMETERS = ("si_peak", "is_peak")


def sizes(given: Mapping[str, int]) -> list[Size]:
    """There are one of each type."""
    return [Size("N_stell", 1), Size("N_intrnrn", 1)]


def build_matrix(params: Parameters) -> SparseMatrix:
    """Weights of the pair, 2 cells."""
    weight = [params["si_peak"], params["is_peak"]]
    return SparseMatrix.from_triplets(pre=[0, 1], post=[1, 0], weight=weight, n_cells=2)


if __name__ == "__main__":
    sys.exit(main(__file__))
