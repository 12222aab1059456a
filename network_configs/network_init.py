"""network_init: from parameters to a network with its inputs and recorders, ready to run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy.typing as npt

from cells import mechanisms
from cells.cell import Cell
from network_configs.connections.build import build_matrix, check_matrix, matrix_params
from network_configs.connections.sparse_matrix import SparseMatrix, load_matrix, read_record
from network_configs.network import CELLS, Network
from param import Param
from parameters.config_files import load_config, load_instrumentation
from parameters.kinds import nearest
from parameters.table import PARAMETERS, Parameters
from workspace.errors import UserError
from workspace.paths import Workspace, saved_matrix
from workspace.stopwatch import Stopwatch


def network_init(
    params: Parameters | Mapping[str, Any],
    matrix: Path | None = None,
    stopwatch: Stopwatch | None = None,
) -> Network:
    """Create this process's cells and synapses, then attach inputs and recorders.

    Parameters
    ----------
    params : dict
        All parameters (param.Param), or those that differ from the defaults, `sim_id` among them.
    matrix : Path, optional
        File of the connectivity matrix. By default the one that `params` name: from cache/ if a
        setup script has built it there, built in memory if not, or the saved matrix `matrix_id`
        if build_conn_matrix is false.
    stopwatch : Stopwatch, optional
        Takes the time of the stage connect.

    Returns
    -------
    Network
        Ready to run. It replaces a network that was built in this process before.

    Raises
    ------
    UserError
        A parameter is wrong, there is no such matrix, it does not fit the parameters, or the
        `loc` of a recorder leads nowhere.
    RunError
        The mechanisms do not compile.
    """
    full = _full(params)
    mechanisms.load()
    network = Network(full, cell_classes(full["conn_id"]))
    gids = list(network.cells)
    with (stopwatch or Stopwatch())("connect"):
        network.connect(load_matrix(matrix, gids) if matrix else _find_matrix(full, gids))
    return load_instrumentation(full["instr_id"]).setup_instrumentation(network)


def _full(params: Parameters | Mapping[str, Any]) -> Parameters:
    """The parameters as they are if they are all there, otherwise with the defaults, checked."""
    if PARAMETERS.keys() <= params.keys():
        return cast(Parameters, params)
    full = Param()
    full.update_params(params)
    return full.typed


def matrix_path(params: Parameters) -> Path:
    """Return the file of this run's matrix: the one built for it, or the saved one."""
    if params["build_conn_matrix"]:
        return Workspace.of(params).matrix(params["conn_id"])
    return saved_matrix(params["conn_id"], params["matrix_id"])


def cell_classes(conn_id: str) -> dict[str, type[Cell]]:
    """Return the cell class of each population: the model's, or those of the config file's CELLS.

    Raises
    ------
    UserError
        CELLS names an unknown population, or something that is not a class of cells.
    """
    own = load_config(conn_id).CELLS
    where = f"conn_id {conn_id!r}: CELLS"
    for population, kind in own.items():
        if population not in CELLS:
            expected = " or ".join(map(repr, CELLS)) + nearest(population, list(CELLS))
            raise UserError(f"{where} has {population!r}, expected {expected}")
        if not (isinstance(kind, type) and issubclass(kind, Cell)):
            expected = "a class that inherits from cells.cell.Cell"
            raise UserError(f"{where}[{population!r}] is {kind!r}, expected {expected}")
    return CELLS | dict(own)


def _find_matrix(params: Parameters, gids: npt.ArrayLike) -> SparseMatrix:
    """Load the matrix of these parameters, or build it if there is no file of it in cache/."""
    path = matrix_path(params)
    if not params["build_conn_matrix"]:
        check_matrix(path, params)
    elif not path.exists() or read_record(path)[1] != matrix_params(params):
        return build_matrix(params).columns_of(gids)
    return load_matrix(path, gids)
