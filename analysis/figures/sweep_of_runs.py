"""A finished sweep as figures see it."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analysis.checks import Array
from analysis.measured import Measured
from analysis.measures import measures
from analysis.varied import labelled, repeated, varied
from parameters.own import described
from parameters.table import Parameters
from results.data import SimulationData


class SweepOfRuns:
    """The simulations of a sweep, those that failed included.

    Parameters
    ----------
    simulations : mapping of str to SimulationData
        {sim_num: simulation}, those that have data.
    gids : sequence of int
        The cells whose traces are drawn; without any, the first one recorded.
    measured : mapping, optional
        {sim_num: its measures}, where they are known; else they are computed when they are needed.
    """

    def __init__(
        self,
        simulations: Mapping[str, SimulationData],
        gids: Sequence[int] = (),
        measured: Mapping[str, dict[str, Measured]] | None = None,
    ) -> None:
        self.simulations, self.gids, self._measured = simulations, gids, measured

    @cached_property
    def first(self) -> SimulationData:
        """One of its simulations."""
        return next(iter(self.simulations.values()))

    @cached_property
    def finished(self) -> list[SimulationData]:
        """Those of its simulations that have data."""
        return [s for s in self.simulations.values() if s.recorded()]

    @cached_property
    def failed(self) -> npt.NDArray[np.bool_]:
        """Which simulations have no data."""
        return np.array([not s.recorded() for s in self.simulations.values()])

    @cached_property
    def parameters(self) -> dict[str, Array]:
        """The numbers that vary, {parameter: its value in each simulation}."""
        return varied(self._params)

    @cached_property
    def repetitions(self) -> dict[str, int]:
        """The seeds of simulations that are otherwise the same, {seed: how many values}."""
        return repeated(self._params)

    @property
    def _params(self) -> dict[str, Parameters]:
        return {sim_num: s.params for sim_num, s in self.simulations.items()}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Each parameter that varies with its unit, for an axis."""
        known = described(self.first.params)
        return {name: labelled(name, known) for name in self.parameters}

    @cached_property
    def table(self) -> dict[str, dict[str, Measured]]:
        """The measures of each simulation; none of one that failed."""
        if self._measured is not None:
            return {sim_num: self._measured.get(sim_num, {}) for sim_num in self.simulations}
        return {
            sim_num: measures(simulation) if simulation.recorded() else {}
            for sim_num, simulation in self.simulations.items()
        }
