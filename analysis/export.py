"""What the exports share: where they go, and what they call the cells."""

from pathlib import Path

from results.data import SimulationData

FOLDER = "export"
STELLATE, INTERNEURON = "stellate", "interneuron"


def export_path(simulation: SimulationData, ending: str) -> Path:
    """data/{sim_id}/export/{label}{ending}."""
    return simulation.folder / FOLDER / f"{simulation.label}{ending}"


def cell_type(gid: int, n_stell: int) -> str:
    """The type of a cell: the first n_stell gids are stellate cells."""
    return STELLATE if gid < n_stell else INTERNEURON
