"""Whether all that a simulation should have recorded is there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py

from parameters.table import RECORD_HANDLES
from workspace.paths import data_file

Params = Mapping[str, Any]


def recorded(params: Params) -> list[str]:
    """The data_ids that a simulation with these parameters records."""
    handles = [params.get(handle, {}) for handle in RECORD_HANDLES]
    return [data_id for handle in handles for data_id, on in handle.items() if on["state"]]


def missing_files(folder: Path, params: Params) -> list[str]:
    """The data_ids of one simulation that have no file in its folder."""
    return [
        data_id
        for data_id in recorded(params)
        if not data_file(folder, data_id, params["sim_id"]).is_file()
    ]


def missing_datasets(folder: Path, simulations: Mapping[str, Params]) -> dict[str, list[str]]:
    """The data_ids of simulations that have no dataset in the files of a folder.

    Parameters
    ----------
    simulations : {sim_num: parameters}; all of one sim_id

    Returns
    -------
    {sim_num: data_ids} of those that lack any; a file that cannot be read has none.
    """
    missing: dict[str, list[str]] = {}
    wanted: dict[str, list[str]] = {}
    for sim_num, params in simulations.items():
        for data_id in recorded(params):
            wanted.setdefault(data_id, []).append(sim_num)
    for data_id, sim_nums in wanted.items():
        sim_id = next(iter(simulations.values()))["sim_id"]
        for sim_num in _without_dataset(data_file(folder, data_id, sim_id), data_id, sim_nums):
            missing.setdefault(sim_num, []).append(data_id)
    return missing


def _without_dataset(path: Path, data_id: str, sim_nums: list[str]) -> list[str]:
    try:
        with h5py.File(path, "r") as file:
            return [sim_num for sim_num in sim_nums if f"{sim_num}/{data_id}" not in file]
    except OSError:
        return sim_nums
