"""network_init: from parameters to a network with its inputs and recorders, ready to run."""

from pathlib import Path
from typing import Any

from cells import mechanisms
from network_configs.connections.sparse_matrix import load_matrix
from network_configs.instrumentations.registry import load_instrumentation
from network_configs.network import Network
from workspace.paths import Workspace, saved_matrix
from workspace.stopwatch import Stopwatch


def network_init(
    params: dict[str, Any], matrix: Path | None = None, stopwatch: Stopwatch | None = None
) -> Network:
    """Load the matrix, make the cells and synapses of this process, attach inputs and recorders.

    Parameters
    ----------
    matrix : its file; by default that of a single simulation
    stopwatch : takes the time of the stage connect

    Raises UserError where there is no such matrix or a recorder's `loc` leads nowhere, RunError
    where the mechanisms do not compile.
    """
    mechanisms.load()
    network = Network(params)
    with (stopwatch or Stopwatch())("connect"):
        network.connect(load_matrix(matrix or matrix_path(params), gids=list(network.cells)))
    return load_instrumentation(params["instr_id"]).setup_instrumentation(network)


def matrix_path(params: dict[str, Any]) -> Path:
    """The matrix of this run: the one built for it, or the saved one."""
    if params["build_conn_matrix"]:
        return Workspace.of(params).matrix(params["conn_id"])
    return saved_matrix(params["conn_id"], params["matrix_id"])
