"""Load what finished simulations have left in data/."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from parameters.kinds import FILE_NAME, nearest
from parameters.table import SPIKES
from results.archive import Archive, read_archive
from results.data import SimulationData, finished, opened_file, shortened
from workspace.errors import UserError
from workspace.paths import Workspace, data_file

S = TypeVar("S", bound=SimulationData)


def load_spikes(
    sim_id: str, sim_num: int | str = 0, data_root: str | Path = "data/"
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Spike times (ms) of the stellate cells and of the interneurons, as in the files.

    Returns
    -------
    stellate, interneurons : each cells x largest count, padded with NaN; SimulationData.load_spikes
        gives a list of arrays without padding

    Raises UserError where there are no such data.
    """
    stellate, interneurons = (load_data(sim_id, i, slice(None), sim_num, data_root) for i in SPIKES)
    return stellate.astype(np.float64), interneurons.astype(np.float64)


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
    path = data_file(Workspace(sim_id, data_root).data, data_id, sim_id)
    with opened_file(path) as file:
        name = f"{sim_num}/{data_id}"
        if name not in file:
            raise UserError(f"sim_num: no {sim_num!r} in {path}, expected one of {shortened(file)}")
        return file[name][cell_n]


def load_sim_params(sim_id: str, data_root: str | Path = "data/") -> dict[str, Any]:
    """The full parameters of a finished simulation; of a sweep {sim_num: parameters}.

    Raises UserError where there are none.
    """
    archive = open_archive(sim_id, data_root)
    return dict(archive.params if archive.is_sweep else archive.params[archive.only])


def open_simulations(
    sim_id: str, data_root: str | Path, kind: Callable[[Archive, str, Path], S]
) -> dict[str, S]:
    """The finished simulations of a sim_id, {sim_num: simulation}: one, or those of a sweep.

    Parameters
    ----------
    kind : SimulationData, or a class made from it

    Raises UserError where there is no such sim_id.
    """
    archive = open_archive(sim_id, data_root)
    folder = Workspace(sim_id, data_root).data
    return {sim_num: kind(archive, sim_num, folder) for sim_num in archive.params}


def open_archive(sim_id: str, data_root: str | Path = "data/") -> Archive:
    """What was archived of a finished run or sweep.

    Raises UserError where there is none.
    """
    FILE_NAME.check("sim_id", sim_id)
    path = Workspace(sim_id, data_root).archived_params
    if not path.exists():
        raise UserError(f"sim_id: no parameters {path}{finished(path.parent.parent)}")
    return read_archive(path)


def choose(simulations: Mapping[str, S], sim_num: int | str | None = None) -> S:
    """The simulation of this sim_num; without one the only simulation there is.

    Raises UserError for a sim_num that does not exist, or none where there are several.
    """
    if sim_num is None and len(simulations) == 1:
        return next(iter(simulations.values()))
    if sim_num is None or str(sim_num) not in simulations:
        known = list(simulations)
        got, hint = ("none", "") if sim_num is None else (repr(sim_num), nearest(sim_num, known))
        raise UserError(f"sim_num: got {got}, expected one of {shortened(known)}{hint}")
    return simulations[str(sim_num)]
