"""The connectivity matrix of a finished simulation, as what can be drawn."""

import sys

import numpy as np

from analysis.checks import Array
from network_configs.connections.build import build_matrix, summary_of
from network_configs.connections.matrix_summary import Integers, MatrixSummary, kept_summary
from network_configs.connections.sparse_matrix import SparseMatrix, load_matrix
from parameters.config_files import layers
from parameters.table import Parameters
from results.data import SimulationData
from workspace.errors import UserError
from workspace.paths import saved_matrix

N_BINS = 600  # squares along a side of the image of a matrix that is built again


def matrix_that_ran(simulation: SimulationData) -> MatrixSummary | None:
    """What can be drawn of the matrix that a simulation had.

    That of a large one was kept with the results. Another one is built again, or read if it was a
    saved one, and has to have the fingerprint that the run recorded. A line on stderr says where
    it does not, and where the run recorded none.

    Parameters
    ----------
    simulation : SimulationData
        A finished one.

    Returns
    -------
    MatrixSummary or None
        None where there is another matrix now, or none at all.
    """
    params = simulation.params
    if kept := kept_summary(simulation.folder, simulation.sim_id, simulation.sim_num):
        if all(layer.middle in kept.rows for layer in layers(params)):
            return kept
        _tell(simulation, "its matrix is not drawn: the layers of the network have changed since")
        return None
    matrix = whole_matrix_that_ran(simulation, "drawn")
    return None if matrix is None else summary_of(matrix, params, N_BINS)


def whole_matrix_that_ran(simulation: SimulationData, purpose: str) -> SparseMatrix | None:
    """The matrix that a simulation had, built again or read, with the fingerprint it recorded.

    Parameters
    ----------
    simulation : SimulationData
        A finished one.
    purpose : str
        What it is wanted for, "drawn", for the line on stderr where it cannot be.

    Returns
    -------
    SparseMatrix or None
        None where there is another matrix now, or none at all.
    """
    params = simulation.params
    try:
        matrix = _matrix_now(params)
    except UserError as error:
        _tell(simulation, f"its matrix is not {purpose}: {error}")
        return None
    recorded = simulation.provenance.get("matrix")
    if recorded is None:
        now = "rebuilt from the parameters" if params["build_conn_matrix"] else "the saved one"
        _tell(simulation, f"the matrix {purpose} is {now}; the run did not record its matrix")
    elif recorded != matrix.fingerprint():
        _tell(
            simulation, f"its matrix is not {purpose}: {_source(params)} has changed since the run"
        )
        return None
    return matrix


def _matrix_now(params: Parameters) -> SparseMatrix:
    if params["build_conn_matrix"]:
        return build_matrix(params)
    return load_matrix(saved_matrix(params["conn_id"], params["matrix_id"]))


def _source(params: Parameters) -> str:
    if params["build_conn_matrix"]:
        return f"{params['conn_id']}_config.py"
    return str(saved_matrix(params["conn_id"], params["matrix_id"]))


def _tell(simulation: SimulationData, line: str) -> None:
    print(f"{simulation.label}: {line}", file=sys.stderr)


def centred_on_ring(row: Array, place: int) -> tuple[Integers, Array]:
    """Values of a ring against the signed distance from one of its places.

    Parameters
    ----------
    row : ndarray
        One value per cell of the ring.
    place : int
        Index of the cell that is to be in the middle.

    Returns
    -------
    tuple of ndarray of int, ndarray
        Distances (cells, ascending from -n // 2) and the values at them.
    """
    distance = np.arange(len(row)) - len(row) // 2
    return distance, row[(distance + place) % len(row)]
