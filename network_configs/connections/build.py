"""Build, record and check the matrix of a run; also by hand, through any config file."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from network_configs.connections.matrix_summary import N_BINS, MatrixSummary, summarise
from network_configs.connections.sparse_matrix import (
    CUT_OFF,
    SparseMatrix,
    read_record,
    save_matrix,
)
from param import Param
from parameters.config_files import PLACES, layers, load_config
from parameters.kinds import nearest
from parameters.table import Parameters
from results.spec import load_spec
from workspace.errors import UserError
from workspace.paths import Workspace

MOST_REBUILT = 10**6  # synapses of a matrix that figures build again; a larger one is summarised


def build_and_save(params: Parameters, path: Path) -> None:
    """Build the matrix of params["conn_id"]; write it with the parameters that made it.

    Raises
    ------
    UserError : an unknown conn_id, or a config that contradicts the parameters
    """
    matrix = build_matrix(params)
    summary = summary_of(matrix, params, N_BINS) if len(matrix.weight) > MOST_REBUILT else None
    save_matrix(path, matrix, matrix_params(params), summary)


def summary_of(matrix: SparseMatrix, params: Parameters, n_bins: int) -> MatrixSummary:
    """What figures show of a matrix: its image, and the weights from the middle of each layer."""
    middles = [layer.middle for layer in layers(params)]
    return summarise(matrix.indptr, matrix.pre, matrix.weight, middles, n_bins)


def build_matrix(params: Parameters) -> SparseMatrix:
    """Build the matrix of params["conn_id"].

    Raises
    ------
    UserError : an unknown conn_id, a config that contradicts the parameters, or a matrix too
        large for memory
    """
    declared = cast(Parameters, _Declared(matrix_params(params)))
    try:
        matrix = load_config(params["conn_id"]).build_matrix(declared)
    except MemoryError as error:
        n_cells = params["N_stell"] + params["N_intrnrn"]
        raise UserError(
            f"N_stell + N_intrnrn: got {n_cells} (cells), expected a network that fits into memory"
            f"; {error}"
        ) from error
    _check_size(params, matrix.n_cells, f"conn_id {params['conn_id']!r}")
    _check_projections(params, matrix)
    return matrix


def _check_projections(params: Parameters, matrix: SparseMatrix) -> None:
    """Refuse a matrix without a synapse where the parameters ask for some."""
    values: Mapping[str, Any] = params
    n_stell, onto_stell = params["N_stell"], matrix.indptr[params["N_stell"]]
    onto_intrnrn = matrix.pre[onto_stell:]
    for projection, has_synapse in (
        ("si", (onto_intrnrn < n_stell).any()),
        ("is", (matrix.pre[:onto_stell] >= n_stell).any()),
        ("ii", (onto_intrnrn >= n_stell).any()),
    ):
        names = [name for name in matrix_params(params) if name.startswith(f"{projection}_")]
        wanted = f"{projection}_peak" in names and values[f"{projection}_peak"] >= CUT_OFF
        if wanted and values[f"{projection}_syn_gmax"] > 0 and not has_synapse:
            given = ", ".join(f"{name} {values[name]!r}" for name in names)
            raise UserError(
                f"{names[0]}: no {projection[0].upper()}→{projection[1].upper()} synapse in the "
                f"matrix of conn_id {params['conn_id']!r}, expected some with {given}"
            )


def matrix_params(params: Parameters) -> dict[str, Any]:
    """conn_id, the sizes and the config's PARAMETERS: runs that agree in them share a matrix.

    Raises
    ------
    UserError : an unknown conn_id, or a config whose PARAMETERS names an unknown parameter
    """
    conn_id = params["conn_id"]
    names = ("conn_id", "N_stell", "N_intrnrn", *load_config(conn_id).PARAMETERS)
    for name in names:
        if name not in params:
            hint = nearest(name, list(params))
            raise UserError(
                f"conn_id {conn_id!r}: PARAMETERS has {name!r}, which is not a parameter{hint}"
            )
    values: Mapping[str, Any] = params
    return {name: values[name] for name in names}


def check_matrix(path: Path, params: Parameters) -> None:
    """Refuse a saved matrix that contradicts the run: in its record, if it has one, or its size.

    Raises
    ------
    UserError : one line with the parameter and both values, or no matrix there
    """
    n_cells, record = read_record(path)
    for name, saved in record.items():
        if params.get(name) != saved:
            raise UserError(f"{name}: got {params.get(name)!r}, expected {saved!r} as in {path}")
    _check_size(params, n_cells, str(path))


def _check_size(params: Parameters, n_cells: int, where: str) -> None:
    n_expected = params["N_stell"] + params["N_intrnrn"]
    if n_cells != n_expected:
        raise UserError(
            f"N_stell + N_intrnrn: got {n_expected}, expected {n_cells} (cells) as in {where}"
        )


class _Declared(dict[str, Any]):
    """What a config may read: an undeclared parameter would be missing from the record."""

    def __missing__(self, name: str) -> Any:
        raise UserError(f"conn_id {self['conn_id']!r}: reads {name!r}, expected it in PARAMETERS")


def main(config_file: str, argv: Sequence[str] | None = None) -> int:
    """Build the matrix of a simulation by hand, into cache/; return the exit status."""
    args = parse_args(argv)
    try:
        params = load_params(args.simulation)
        _check_config(params, Path(config_file).name)
        path = Workspace.of(params).matrix(params["conn_id"])
        build_and_save(params, path)
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    print(path)
    return 0


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line of a config file."""
    parser = argparse.ArgumentParser(description="Build the connectivity matrix in cache/.")
    parser.add_argument(
        "simulation",
        metavar="SIM_ID | SPECS_FILE",
        help="a simulation that is set up in cache/, a specs file (.py) or an archived run (.json)",
    )
    return parser.parse_args(argv)


def load_params(simulation: str) -> Parameters:
    """Parameters of one simulation: from its specs file or archive, or from cache/ by sim_id.

    Raises
    ------
    UserError : no such simulation, parameters that Param refuses, or a sweep
    """
    if simulation.endswith((".py", ".json")):
        params = Param()
        params.update_params(load_spec(simulation).input_params)
        return params.typed
    cached = Workspace(simulation).params
    if not cached.is_file():
        raise UserError(f"sim_id: got {simulation!r}, expected one that is set up as {cached}")
    stored: Parameters = json.loads(cached.read_text())
    if "conn_id" not in stored:
        raise UserError(f"sim_id: {simulation!r} is a sweep, whose matrices m_run.py builds")
    return stored


def _check_config(params: Parameters, file_name: str) -> None:
    if file_name != f"{params['conn_id']}{PLACES['conn_id'][1]}.py":
        raise UserError(f"conn_id: got {params['conn_id']!r}, expected that of {file_name}")
