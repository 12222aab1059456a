"""Finished simulations: their parameters, the layers of their cells, what was recorded of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from results.data import SimulationData as Simulation
from results.reader import choose, open_simulations

__all__ = ["Simulation", "choose", "layer_spikes", "layers", "load_simulations"]

RINGS = ("1d", "asym")
SHEETS = "2d"
RING_NAMES = ("Right", "Left")
SHEET_NAMES = ("East", "West", "North", "South")
INTERNEURONS = "Interneurons"


def load_simulations(sim_id: str, data_root: str | Path = "data/") -> dict[str, Simulation]:
    """The simulations of a sim_id, {sim_num: simulation}: one, or those of a sweep.

    Raises UserError where there is no such sim_id.
    """
    return open_simulations(sim_id, data_root, Simulation)


def layers(params: Mapping[str, Any]) -> dict[str, slice]:
    """The layers of a network in order of gid: for each name, its gids.

    Rings and sheets by their names; any other network has stellate cells and interneurons.
    """
    n_stell, n_cells = params["N_stell"], params["N_stell"] + params["N_intrnrn"]
    names = _stellate_layers(params)
    size = n_stell // len(names)
    stellate = {name: slice(k * size, (k + 1) * size) for k, name in enumerate(names)}
    return stellate | {INTERNEURONS: slice(n_stell, n_cells)}


def layer_spikes(simulation: Simulation) -> dict[str, npt.NDArray[np.float64]]:
    """Spike times (ms) of each layer whose population was recorded whole, NaN-padded."""
    stell, intrnrn = simulation.spike_array("stell"), simulation.spike_array("intrnrn")
    found = {}
    if stell is not None:
        names = _stellate_layers(simulation.params)
        found = dict(zip(names, np.split(stell, len(names)), strict=True))
    return found if intrnrn is None else found | {INTERNEURONS: intrnrn}


def _stellate_layers(params: Mapping[str, Any]) -> tuple[str, ...]:
    if params["conn_id"] in RINGS:
        return RING_NAMES
    n_sheets = params["N_sheets_stell"]
    if params["conn_id"] != SHEETS:
        return ("Stellate",)
    if n_sheets == len(SHEET_NAMES):
        return SHEET_NAMES
    return tuple(f"Sheet {k}" for k in range(n_sheets))
