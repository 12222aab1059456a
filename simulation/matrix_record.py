"""Which connectivity matrix a run had, for the figures of it."""

from pathlib import Path

from network_configs.connections.build import matrix_params
from network_configs.connections.sparse_matrix import (
    read_fingerprint,
    read_parameters,
    read_summary,
)
from parameters.table import Parameters


def record_matrix(path: Path, params: Parameters, folder: Path) -> dict[str, str]:
    """Keep what figures show of a large matrix in `folder`; return what provenance has of it.

    Parameters
    ----------
    path : file of the matrix; where it is not the one of these parameters, the network was built
        without it, and nothing is recorded

    Returns
    -------
    {"matrix": its fingerprint}
    """
    is_built = params["build_conn_matrix"]
    if is_built and not (path.exists() and read_parameters(path) == matrix_params(params)):
        return {}
    if summary := read_summary(path):
        summary.keep(folder, params["sim_id"], params["sim_num"])
    return {"matrix": read_fingerprint(path)}
