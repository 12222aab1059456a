"""A sweep: its finished simulations by sim_num, and what they say together."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gridcells.simulation import Simulation
from parameters.table import Parameters
from results.archive import Archive
from sweeps.lookup import find_sim_num
from workspace.words import counted


class Sweep(Mapping[str, Simulation]):
    """The simulations of a sweep, {sim_num: simulation}; a number is taken as a sim_num, too.

    Parameters
    ----------
    archive : what was archived of the sweep
    folder : where its data are

    Attributes
    ----------
    failed : list of str
        The sim_nums that have parameters but no data.
    """

    def __init__(self, archive: Archive, folder: Path) -> None:
        self.archive, self.folder = archive, folder
        has_data = archive.facts if archive.is_ours else archive.params
        self._simulations = {
            sim_num: Simulation(archive, sim_num, folder)
            for sim_num in archive.params
            if sim_num in has_data
        }
        self.failed = [sim_num for sim_num in archive.params if sim_num not in has_data]

    def __getitem__(self, sim_num: int | str) -> Simulation:
        return self._simulations[str(sim_num)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._simulations)

    def __len__(self) -> int:
        return len(self._simulations)

    def __repr__(self) -> str:
        return f"<Sweep of {counted(len(self), 'simulation')} in {self.folder}>"

    @property
    def params(self) -> dict[str, Parameters]:
        """{sim_num: full parameters} of the finished simulations."""
        return {sim_num: simulation.params for sim_num, simulation in self.items()}

    @property
    def provenance(self) -> dict[str, dict[str, Any]]:
        """{sim_num: what ran it} of the finished simulations."""
        return {sim_num: simulation.provenance for sim_num, simulation in self.items()}

    def find(self, **values: Any) -> list[Simulation]:
        """The simulations that have exactly these parameters, e.g. find(g_h_bar=0).

        Raises UserError for a name that no simulation has.
        """
        return [self[sim_num] for sim_num in find_sim_num(self.params, values)]

    def measures(self) -> dict[str, dict[str, float]]:
        """{sim_num: its measures}."""
        return {sim_num: simulation.measures() for sim_num, simulation in self.items()}

    def summary(self) -> str:
        """What varies in the sweep, and the measures of its simulations."""
        from analysis.summary import summarise_sweep

        return summarise_sweep(self)

    def draw(self) -> list[Path]:
        """Draw each measure against what varies, into data/{sim_id}/figures; return the files.

        Raises UserError where the parameters that vary are neither one line nor a grid of two.
        """
        from analysis.draw import draw_sweep

        return draw_sweep(self)
