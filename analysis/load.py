"""Finished simulations: their parameters, the layers of their cells, what was recorded of them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from parameters.config_files import layers
from parameters.layers import Geometry, Layer, Population
from parameters.table import Parameters
from results.data import SimulationData
from results.reader import choose, open_simulations
from workspace.paths import Workspace


def load_simulations(sim_id: str, data_root: str | Path = "data/") -> dict[str, SimulationData]:
    """The simulations of a sim_id, {sim_num: simulation}: one, or those of a sweep.

    Raises UserError where there is no such sim_id.
    """
    return open_simulations(sim_id, data_root, SimulationData)


def named_simulations(
    name: str, sim_num: str | None = None, data_root: str | Path = "data/"
) -> dict[str, SimulationData]:
    """The simulations of a run or sweep, or one of them, {sim_num: simulation}.

    Parameters
    ----------
    name : str
        A sim_id; for one simulation of a sweep, SIM_ID_3 means the same as the sim_num 3.
    sim_num : str or None
        Which simulation of the sweep; None for all.
    data_root : path
        Folder of the results.

    Raises
    ------
    UserError
        There is no such sim_id, or no such simulation.
    """
    sweep_id, _, number = name.rpartition("_")
    is_number = sim_num is None and sweep_id and not _exists(name, data_root)
    if is_number and _exists(sweep_id, data_root):
        name, sim_num = sweep_id, number
    simulations = load_simulations(name, data_root)
    if sim_num is None:
        return simulations
    chosen = choose(simulations, sim_num)
    return {chosen.sim_num: chosen}


def _exists(sim_id: str, data_root: str | Path) -> bool:
    return Workspace(sim_id, data_root).archived_params.exists()


def layer_spikes(simulation: SimulationData) -> dict[str, npt.NDArray[np.float64]]:
    """Spike times (ms) of each layer whose population was recorded whole, NaN-padded, by name."""
    n_stell, found = simulation.params["N_stell"], {}
    spikes = {name: simulation.spike_array(name) for name in ("stell", "intrnrn")}
    for layer in layers(simulation.params):
        first = layer.first_gid - (0 if layer.population == "stell" else n_stell)
        population = spikes[layer.population]
        if population is not None:
            found[layer.name] = population[first : first + layer.n_cells]
    return found


def layers_like(
    params: Parameters, population: Population | None, geometry: Geometry
) -> list[Layer]:
    """The layers of a population, or of both, that are rings or sheets."""
    return [
        layer
        for layer in layers(params)
        if layer.geometry == geometry and population in (None, layer.population)
    ]


def has_bumps(params: Parameters) -> bool:
    """Whether the network has stellate rings or sheets, on which bumps settle and move."""
    return any(layers_like(params, "stell", geometry) for geometry in ("ring", "sheet"))


def of_layers(
    spikes: Mapping[str, npt.NDArray[np.float64]], chosen: Iterable[Layer]
) -> list[npt.NDArray[np.float64]]:
    """The spikes of each of these layers that was recorded."""
    return [spikes[layer.name] for layer in chosen if layer.name in spikes]


def stellate_rings(
    spikes: Mapping[str, npt.NDArray[np.float64]], params: Parameters
) -> npt.NDArray[np.float64] | None:
    """Spikes of the stellate rings, one after the other; None where none were recorded."""
    rings = of_layers(spikes, layers_like(params, "stell", "ring"))
    return np.concatenate(rings) if rings else None
