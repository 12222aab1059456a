"""Load what finished simulations have left in data/."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from parameters.table import SPIKES
from workspace.errors import UserError
from workspace.paths import Workspace, data_file


def load_spikes(
    sim_id: str, sim_num: int | str = 0, data_root: str | Path = "data/"
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Spike times (ms) of the stellate cells and of the interneurons.

    Returns
    -------
    stellate, interneurons : each cells x largest count, padded with NaN

    Raises UserError where there are no such data.
    """
    stellate, interneurons = (
        _load(sim_id, data_id, sim_num, data_root, slice(None)) for data_id in SPIKES
    )
    return stellate, interneurons


def load_data(
    sim_id: str,
    data_id: str,
    cell_n: int | Sequence[int] | slice = slice(None),
    sim_num: int | str = 0,
    data_root: str | Path = "data/",
) -> npt.NDArray[Any]:
    """What was recorded as `data_id`.

    Parameters
    ----------
    cell_n : row, rows or slice of rows of the recorded cells; all without it

    Returns
    -------
    Samples at recorder_dt or spike times (ms); cells x time, or time for one cell.

    Raises UserError where there are no such data.
    """
    return _load(sim_id, data_id, sim_num, data_root, cell_n)


def load_sim_params(sim_id: str, data_root: str | Path = "data/") -> dict[str, Any]:
    """The full parameters of a finished simulation; of a sweep {sim_num: parameters}.

    Raises UserError where there are none.
    """
    archive = load_archive(sim_id, data_root)
    return archive["params"] if "params" in archive else archive["sweep"]


def load_archive(sim_id: str, data_root: str | Path = "data/") -> dict[str, Any]:
    """All that was archived of a finished simulation: `params`, or `sweep`, and `provenance`.

    Raises UserError where there is none.
    """
    path = Workspace(sim_id, data_root).archived_params
    if not path.exists():
        raise UserError(f"sim_id: no parameters {path}{_finished(path.parent.parent)}")
    return json.loads(path.read_text())


def _load(
    sim_id: str, data_id: str, sim_num: int | str, data_root: str | Path, rows: Any
) -> npt.NDArray[Any]:
    path = data_file(Workspace(sim_id, data_root).data, data_id, sim_id)
    if not path.exists():
        raise UserError(f"{data_id}: no data {path}{_finished(path.parent.parent)}")
    with h5py.File(path) as file:
        name = f"{sim_num}/{data_id}"
        if name not in file:
            raise UserError(f"sim_num: no {sim_num!r} in {path}, expected one of {_some(file)}")
        return file[name][rows]


def _finished(data_root: Path) -> str:
    """The simulations there are, for an error."""
    known = sorted(path.name for path in data_root.glob("[!.]*/"))
    return f"; there are {', '.join(known)}" if known else ""


def _some(file: h5py.File) -> str:
    """The first few sim_nums of a file."""
    names = sorted(file, key=lambda name: (len(name), name))
    return ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
