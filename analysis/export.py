"""What the exports share: where they go, whole or not at all, and what they call the cells."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.load import Simulation

FOLDER = "export"
STELLATE, INTERNEURON = "stellate", "interneuron"


def export_path(simulation: Simulation, ending: str) -> Path:
    """data/{sim_id}/export/{label}{ending}."""
    return simulation.folder / FOLDER / f"{simulation.label}{ending}"


def cell_type(gid: int, n_stell: int) -> str:
    """The type of a cell: the first n_stell gids are stellate cells."""
    return STELLATE if gid < n_stell else INTERNEURON


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A temporary path that becomes `path` once it has been written; after an error it is gone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
