"""A finished simulation as figures see it: everything is read and computed once."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from analysis.checks import Array
from analysis.connectivity import matrix_that_ran
from analysis.drawing.axes import Window
from analysis.load import layer_spikes, layers_like
from analysis.measured import Measured
from analysis.measures import measures, stellate_rings
from analysis.ring_measures import defined_phase
from analysis.style import layer_colours
from analysis.windows import noise_end, pinning_end, settled_from
from input_data.trajectory_input import follows_trajectory
from network_configs.connections.matrix_summary import MatrixSummary
from parameters.config_files import layers
from parameters.layers import Layer
from parameters.table import SPIKES, Parameters
from results.data import SimulationData


class Run:
    """A finished simulation and the cells that were chosen of it.

    Parameters
    ----------
    simulation : SimulationData
        A finished one.
    gids : sequence of int
        The cells whose traces are drawn; without any, some of those recorded.
    """

    def __init__(self, simulation: SimulationData, gids: Sequence[int] = ()) -> None:
        self.simulation, self.gids = simulation, gids

    @property
    def params(self) -> Parameters:
        """Its full parameters."""
        return self.simulation.params

    @property
    def values(self) -> Mapping[str, Any]:
        """The parameters, to look up names that are put together."""
        return self.params

    @property
    def sim_dur(self) -> float:
        """Its length (ms)."""
        return float(self.params["sim_dur"])

    @cached_property
    def spikes(self) -> Mapping[str, Array]:
        """Spike times (ms) of each layer that was recorded whole, see `layer_spikes`."""
        return layer_spikes(self.simulation)

    @cached_property
    def layers(self) -> list[Layer]:
        """The layers of its network."""
        return layers(self.params)

    @cached_property
    def colours(self) -> dict[str, str]:
        """The colour of each layer."""
        return layer_colours(self.layers)

    @cached_property
    def recorded(self) -> list[str]:
        """The data_ids that were recorded."""
        return self.simulation.recorded()

    @cached_property
    def gids_of(self) -> dict[str, list[int]]:
        """The gids that each quantity other than spikes was recorded of, by data_id."""
        return {
            data_id: self.simulation.gids(data_id).tolist()
            for data_id in self.recorded
            if data_id not in SPIKES
        }

    @cached_property
    def matrix(self) -> MatrixSummary | None:
        """Its matrix, see `matrix_that_ran`."""
        return matrix_that_ran(self.simulation)

    @cached_property
    def measures(self) -> dict[str, Measured]:
        """What can be measured of it."""
        return measures(self.simulation)

    @cached_property
    def rings(self) -> Array | None:
        """Spikes of the stellate rings, one after the other; None without any."""
        return stellate_rings(self.spikes, self.params)

    @cached_property
    def sheets(self) -> dict[str, Array]:
        """Spikes of the layers that are sheets, by name."""
        names = [layer.name for layer in layers_like(self.params, None, "sheet")]
        return {name: self.spikes[name] for name in names if name in self.spikes}

    @cached_property
    def interneurons(self) -> Array | None:
        """Spikes of the ring of interneurons; None without one."""
        names = [layer.name for layer in layers_like(self.params, "intrnrn", "ring")]
        return next((self.spikes[name] for name in names if name in self.spikes), None)

    @cached_property
    def phase(self) -> Array | None:
        """Phase of the stellate rings, see `defined_phase`; None without rings."""
        return None if self.rings is None else defined_phase(self.rings, self.params)

    @cached_property
    def shaded(self) -> dict[str, Window]:
        """The windows (ms) in which noise or pinning rules the network, by what they are."""
        windows = {"initial noise": (0.0, min(noise_end(self.params), self.sim_dur))}
        is_pinned = follows_trajectory(self.params) and self.params["init_allothetic_input"]
        if is_pinned and self.rings is not None:
            windows = {"pinned": (0.0, pinning_end(self.params))} | windows
        return windows

    @property
    def fit_from(self) -> float:
        """From when on (ms) axes fit what is drawn: after the initial noise."""
        return min(noise_end(self.params), self.sim_dur / 2)

    @property
    def settled_from(self) -> float:
        """From when on (ms) the network counts as settled; half the run if it is short."""
        return min(settled_from(self.params), self.sim_dur / 2)
