"""Two stellate rings, shifted right and left, and one ring of interneurons.

gids: N_per_sheet cells of the right ring, the left ring, then the interneurons.
Source: Shaikh & Assisi 2025, eLife RP108142.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

if __name__ == "__main__":  # by hand only this folder is on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from network_configs.connections.build import main
from network_configs.connections.conn_utils import (
    Profile,
    Projection,
    gaussian,
    layered_network,
    ring_arcs,
    unconnected,
)
from network_configs.connections.rings import (
    ring_cautions,
    ring_checks,
    ring_layers,
    ring_sizes,
    si_mean_of_rings,
)
from network_configs.connections.sparse_matrix import SparseMatrix
from parameters.table import Parameters

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
layers, sizes, cautions = ring_layers, ring_sizes, ring_cautions


def checks(params: Parameters) -> Iterator[str]:
    """One offset for both rings, and synapses in each projection."""
    yield from ring_checks(params)
    yield from unconnected(params, profiles(params))


def build_matrix(params: Parameters) -> SparseMatrix:
    """Weights of the ring network, 3 N_per_sheet cells, from checked parameters.

    The right ring excites the interneurons si_mean cells ahead, the left ring as far behind;
    interneurons inhibit both rings and each other at is_mean and ii_mean on either side.
    """
    found = profiles(params)
    return layered_network(found["si"], found["is"], found["ii"][0])


def profiles(params: Parameters) -> dict[Projection, list[Profile]]:
    """The weights of each projection over the arc from source to target."""
    arc, cell = ring_arcs(params["N_per_sheet"]), 2 * np.pi / params["N_per_sheet"]
    si_mean = si_mean_of_rings(params) * cell
    right = gaussian(arc - si_mean, params["si_peak"], params["si_stdev"])
    left = gaussian(arc + si_mean, params["si_peak"], params["si_stdev"])
    is_distance = np.abs(arc) - params["is_mean"] * cell
    ii_distance = np.abs(arc) - params["ii_mean"] * cell
    return {
        "si": [right, left],
        "is": [gaussian(is_distance, params["is_peak"], params["is_stdev"])] * 2,
        "ii": [gaussian(ii_distance, params["ii_peak"], params["ii_stdev"])],
    }


if __name__ == "__main__":
    sys.exit(main(__file__))
