"""Where the cells of a network are: an angle on a ring, x and y on a sheet."""

from collections.abc import Mapping

import numpy as np

from analysis.checks import Array
from parameters.config_files import layers
from parameters.layers import Layer
from parameters.table import Parameters

MEANING = {
    "ring_angle": "rad, 2 pi times the place of the cell on its ring; NaN off a ring",
    "sheet_x": "cells from the middle of the sheet; NaN off a sheet",
    "sheet_y": "cells from the middle of the sheet; NaN off a sheet",
}
AXES = {"ring": ("ring_angle",), "sheet": ("sheet_x", "sheet_y"), None: ()}  # of each geometry


def layer_names(params: Parameters) -> list[str]:
    """The name of each cell's layer, in the order of the gids."""
    return [layer.name for layer in layers(params) for _ in layer.gids]


def coordinates(params: Parameters) -> dict[str, Array]:
    """The coordinates of all cells, as far as the network has any.

    Parameters
    ----------
    params : mapping
        All parameters.

    Returns
    -------
    dict of str to ndarray, shape (n_cells,)
        ring_angle, or sheet_x and sheet_y, a value per gid; NaN for cells that have no such place.
    """
    every = layers(params)
    names = [name for layer in every for name in AXES[layer.geometry]]
    found = {name: np.full(sum(layer.n_cells for layer in every), np.nan) for name in names}
    for layer in every:
        for name, values in _of_layer(layer).items():
            found[name][layer.gids.start : layer.gids.stop] = values
    return found


def _of_layer(layer: Layer) -> Mapping[str, Array]:
    cell = np.arange(layer.n_cells, dtype=np.float64)
    if layer.geometry == "ring":
        return {"ring_angle": 2 * np.pi * cell / layer.n_cells}
    if layer.geometry == "sheet":
        y, x = np.divmod(cell, layer.side)
        return {"sheet_x": x - layer.side // 2, "sheet_y": y - layer.side // 2}
    return {}
