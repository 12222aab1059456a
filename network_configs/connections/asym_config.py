"""The ring network of 1d_config with skewed weight profiles, mirrored between the rings.

si_asym_factor and is_asym_factor multiply the width of a lobe on its [left, right] side, as seen
from the right ring; the left ring has the mirror image. All factors neutral: the network of 1d.
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
    skewed_gaussian,
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
    "si_asym_factor",
    "is_peak",
    "is_mean",
    "is_stdev",
    "is_peak_asym_fact",
    "is_mean_asym_factor",
    "is_asym_factor",
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
    """Weights of the skewed ring network, 3 N_per_sheet cells, from checked parameters."""
    found = profiles(params)
    return layered_network(found["si"], found["is"], found["ii"][0])


def profiles(params: Parameters) -> dict[Projection, list[Profile]]:
    """The weights of each projection over the arc from source to target."""
    arc, cell = ring_arcs(params["N_per_sheet"]), 2 * np.pi / params["N_per_sheet"]
    ii_distance = np.abs(arc) - params["ii_mean"] * cell
    return {
        "si": stellate_to_interneurons(arc, cell, params),
        "is": interneurons_to_stellate(arc, cell, params),
        "ii": [gaussian(ii_distance, params["ii_peak"], params["ii_stdev"])],
    }


def stellate_to_interneurons(arc: Profile, cell: float, params: Parameters) -> list[Profile]:
    """Profiles of the right and the left ring over `arc`; `cell` is the arc of one cell (rad)."""
    peak, stdev, factors = params["si_peak"], params["si_stdev"], params["si_asym_factor"]
    mean = si_mean_of_rings(params) * cell
    right = skewed_gaussian(arc - mean, peak, stdev, factors)
    left = skewed_gaussian(-mean - arc, peak, stdev, factors)
    return [right, left]


def interneurons_to_stellate(arc: Profile, cell: float, params: Parameters) -> list[Profile]:
    """Profiles onto the right and the left ring over `arc`; `cell` is the arc of one cell (rad).

    The left ring's lobes are those of the right ring, each reflected about its unshifted centre.
    """
    peak = params["is_peak"] * params["is_peak_asym_fact"]
    stdev, factors = params["is_stdev"], params["is_asym_factor"]
    shift = params["is_mean_asym_factor"] * cell
    from_centre = arc - np.where(arc >= 0, 1, -1) * params["is_mean"] * cell
    right = skewed_gaussian(from_centre - shift, peak, stdev, factors)
    left = skewed_gaussian(-from_centre - shift, peak, stdev, factors)
    return [right, left]


if __name__ == "__main__":
    sys.exit(main(__file__))
