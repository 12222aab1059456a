"""Stellate sheets and one of interneurons on a torus; bumps drift with the sheet that is driven.

gids: N_per_sheet cells of each stellate sheet (E, W, N, S), then the interneurons; on a sheet
cell k is at x = k mod side, y = k div side. The side is the root of N_per_sheet, which the
published specs give alone; N_per_axis is not read here.
Source: Shaikh & Assisi 2025, eLife RP108142.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

if __name__ == "__main__":  # by hand only this folder is on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from network_configs.connections.build import main
from network_configs.connections.conn_utils import gaussian, layered_network, torus_offsets
from network_configs.connections.sparse_matrix import SparseMatrix

PARAMETERS = (
    "N_per_sheet",
    "si_peak",
    "si_mean",
    "si_stdev",
    "is_peak",
    "is_mean",
    "is_stdev",
    "ii_peak",
    "ii_mean",
    "ii_stdev",
)


def build_matrix(params: Mapping[str, Any]) -> SparseMatrix:
    """Weights of the sheets, (len(si_mean) + 1) N_per_sheet cells, from checked parameters.

    Sheet k excites the interneurons around the offset si_mean[k]; interneurons inhibit all
    sheets and each other on a circle of radius is_mean and ii_mean, never themselves.
    """
    dx, dy = torus_offsets(params["N_per_sheet"])
    distance = np.hypot(dx, dy)
    to_interneurons = [
        gaussian(np.hypot(dx - mean_x, dy - mean_y), params["si_peak"], params["si_stdev"])
        for mean_x, mean_y in params["si_mean"]
    ]
    to_stellate = gaussian(distance - params["is_mean"], params["is_peak"], params["is_stdev"])
    among = gaussian(distance - params["ii_mean"], params["ii_peak"], params["ii_stdev"])
    among[0, 0] = 0
    return layered_network(to_interneurons, [to_stellate] * len(to_interneurons), among)


if __name__ == "__main__":
    sys.exit(main(__file__))
