"""A finished simulation with what can be measured and drawn of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from parameters.config_files import layers
from parameters.layers import Layer
from results.data import SimulationData

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Simulation(SimulationData):
    """One finished simulation, or one of a sweep.

    `params`, `provenance`, `spikes("stell")`, `trace("stell_v", gids)`, `times("stell_v")`,
    `recorded()` and `gids(data_id)` give what is on disk; each file of spikes is read once.
    Measures and figures need the extra [analysis].
    """

    @property
    def layers(self) -> dict[str, Layer]:
        """The layers of the network in order of gid, {name: layer}: its gids, side, geometry."""
        return {layer.name: layer for layer in layers(self.params)}

    def measures(self) -> dict[str, float]:
        """Rates of the layers, and what the paper measures in this network with this input.

        Returns
        -------
        dict
            {name with unit: value}; what cannot be measured here is left out.
        """
        from analysis.measures import measures

        return dict(measures(self))

    def summary(self) -> str:
        """The parameters that differ from the defaults, the measures, the data and files."""
        from analysis.summary import summarise

        return summarise(self)

    def figures(self, gids: Sequence[int] = ()) -> "dict[str, Figure]":
        """The figures that fit the network and what was recorded, {name: figure}.

        Parameters
        ----------
        gids : the cells whose traces are drawn; without any, some of those recorded

        Raises UserError for a gid of which there is no trace.
        """
        from analysis.draw import drawings

        return {d.name: d.figure for d in drawings(self, gids) if d.figure is not None}

    def draw(self, gids: Sequence[int] = ()) -> list[Path]:
        """Write the figures into data/{sim_id}/figures; return the files, SVG and PNG."""
        from analysis.draw import draw

        return draw(self, gids)
