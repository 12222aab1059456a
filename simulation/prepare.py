"""What happens before and after a run: cache, matrix and staging; then the archive."""

import json
import shutil
from pathlib import Path

from network_configs.connections.build import build_and_save, check_matrix
from param import Param
from parameters.notes import tell_notes
from parameters.table import Parameters
from results.archive import Archive, write_archive
from results.completeness import missing_datasets
from results.spec import Spec
from simulation.provenance import commit_hash, now, provenance
from simulation.worker import RUN_INFO
from workspace.errors import RunError, UserError
from workspace.files import write_json, written_whole
from workspace.paths import CACHE, Workspace, saved_matrix


def full_params(spec: Spec) -> Parameters:
    """The parameters that a specs file asks for, checked, with date and commit filled in."""
    params = Param()
    with spec.located():
        params.update_params(spec.input_params)
    params.update(sim_date_time=now(), git_commit_hash=commit_hash())
    tell_notes({params["sim_num"]: params.typed})
    return params.typed


def prepare(params: Parameters, workspace: Workspace) -> None:
    """Build or check the matrix, write the cache.

    Raises UserError where a saved matrix is missing or contradicts the parameters.
    """
    prepare_matrix(params, workspace.matrix(params["conn_id"]))
    write_json(workspace.params, params)


def prepare_matrix(params: Parameters, path: Path) -> None:
    """Build the matrix into `path`, and keep it if so wanted; or check the saved one."""
    conn_id, matrix_id = params["conn_id"], params["matrix_id"]
    if not params["build_conn_matrix"]:
        check_matrix(saved_matrix(conn_id, matrix_id), params)
        return
    build_and_save(params, path)
    if params["save_conn_matrix"]:
        saved = saved_matrix(conn_id, matrix_id or params["sim_id"])
        with written_whole(saved) as temporary:
            shutil.copyfile(path, temporary)


def cached_params(sim_id: str) -> Parameters:
    """The parameters that a setup script has left for its run script.

    Raises UserError where there are none.
    """
    path = CACHE / f"params_{sim_id}.json"
    try:
        params: Parameters = json.loads(path.read_text())
        return params
    except FileNotFoundError:
        raise UserError(f"sim_id: no {path}; start with a setup script, not here") from None


def archive(spec: Spec, params: Parameters, workspace: Workspace) -> None:
    """Put parameters, provenance and specs file with the results; publish; clear the cache."""
    if missing := missing_datasets(workspace.staging, {params["sim_num"]: params}):
        raise RunError(f"{workspace.staging} misses {', '.join(*missing.values())}; run it again")
    run_info = workspace.staging / RUN_INFO
    facts = json.loads(run_info.read_text()) | {"finished": now()}
    run_info.unlink()
    sim_num = params["sim_num"]
    record = Archive({sim_num: params}, False, provenance() | spec.provenance, {sim_num: facts})
    write_archive(workspace.staging / workspace.archived_params.name, record)
    if spec.source is not None:
        (workspace.staging / workspace.archived_specs.name).write_bytes(spec.source)
    workspace.publish()
    workspace.clear_cache(params["conn_id"])
