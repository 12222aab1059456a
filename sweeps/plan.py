"""A sweep before it runs: its checked parameters, and which of its simulations to run."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from network_configs.connections.build import check_matrix, matrix_params
from param import mParam
from parameters.kinds import nearest, quoted
from parameters.notes import tell_notes
from parameters.table import Parameters, SweepParameters
from results.completeness import missing_datasets
from results.spec import Spec
from simulation.inputs import changed_inputs
from simulation.provenance import commit_hash, now, other_mechanisms
from sweeps.files import Marker, Merged, part_folders, read_parts, write_sweep
from sweeps.member import SweepMember, simulation_hash
from sweeps.slurm import in_queue
from workspace.attempts import running
from workspace.errors import UserError
from workspace.files import write_json
from workspace.paths import Workspace, saved_matrix
from workspace.words import counted

UNDER_WAY = ("queued", "running")
ENDED_BADLY = ("failed", "killed")
SHOWN = 8  # simulations that are named in a message


def full_sweep(spec: Spec) -> dict[str, Parameters]:
    """The parameters of all simulations, checked, with date and commit filled in.

    Raises UserError, which names the simulation, for the first that cannot run.
    """
    checked = mParam()
    with spec.located():
        checked.update_params(spec.input_params)
    sweep, date, commit = checked.typed, now(), commit_hash()
    for sim_num, params in sweep.items():
        params["sim_date_time"], params["git_commit_hash"] = date, commit
        if not params["build_conn_matrix"]:
            _check_saved_matrix(sim_num, params)
    _refuse_two_matrices_of_one_name(sweep)
    tell_notes(sweep)
    return sweep


def _check_saved_matrix(sim_num: str, params: Parameters) -> None:
    try:
        check_matrix(saved_matrix(params["conn_id"], params["matrix_id"]), params)
    except UserError as error:
        raise UserError(f"simulation {sim_num!r}: {error}") from None


def _refuse_two_matrices_of_one_name(sweep: SweepParameters) -> None:
    """Raise UserError where simulations would save different matrices under one name."""
    first_with: dict[Path, tuple[str, dict[str, Any]]] = {}
    for sim_num, params in sweep.items():
        if params["build_conn_matrix"] and params["save_conn_matrix"]:
            path = saved_matrix(params["conn_id"], params["matrix_id"] or params["sim_id"])
            other, matrix = first_with.setdefault(path, (sim_num, matrix_params(params)))
            if matrix != matrix_params(params):
                raise UserError(
                    f"simulation {sim_num!r}: matrix_id: got {quoted(params['matrix_id'])}, under "
                    f"which simulation {other!r} saves another matrix; expected another name"
                )


def refuse_existing(workspace: Workspace) -> None:
    """Raise UserError where there are results of this sim_id, merged or not."""
    for folder in (workspace.data, *workspace.parts.glob("*")):
        if folder.exists():
            raise UserError(
                f"sim_id: {folder} exists; give --resume to run what is missing, failed or "
                "changed, --only SIM_NUMS to run these again, -o (--overwrite_data) to run all "
                "again, or choose another sim_id"
            )


def refuse_running(workspace: Workspace) -> None:
    """Raise UserError where simulations of this sim_id run, as tasks of a cluster may."""
    processes = running(workspace.unfinished_parts)
    if not processes:
        return
    shown = [f"{sim_num!r} ({process})" for sim_num, process in processes.items()]
    raise UserError(
        f"sim_id: {counted(len(processes), 'simulation')} of '{workspace.sim_id}' still running: "
        f"{shortened(shown)}; wait for them, or stop them"
    )


def reset(workspace: Workspace) -> None:
    """Start a sweep from nothing; results that are there stay, but do not count, until it ends.

    A file remembers that, so that --resume goes on with overwriting.
    """
    old_parts = [folder.name for folders in part_folders(workspace).values() for folder in folders]
    if workspace.data.exists() or old_parts:
        write_json(workspace.overwriting, old_parts)
    else:
        workspace.overwriting.unlink(missing_ok=True)
    shutil.rmtree(workspace.sweep_cache, ignore_errors=True)


def prepare_sweep(sweep: SweepParameters, workspace: Workspace) -> None:
    """Write the cache from which m_run.py runs each simulation."""
    workspace.sweep_cache.mkdir(parents=True, exist_ok=True)
    write_sweep(workspace.params, sweep)


def read_finished(merged: Merged) -> dict[str, Marker]:
    """{sim_num: marker} of the simulations that have data, whether of these parameters or others.

    While a sweep is overwritten its old data do not count.

    Raises UserError where there are data without their parameters.
    """
    workspace = merged.workspace
    overwriting = workspace.overwriting.exists()
    if workspace.data.exists() and not workspace.archived_params.exists() and not overwriting:
        raise UserError(
            f"sim_id: no parameters {workspace.archived_params}, so its data cannot be resumed; "
            "give -o to replace them"
        )
    archived = {} if overwriting else _whole(workspace, merged.markers)
    parts = read_parts(workspace, merged.sweep)
    return archived | {sim_num: part.marker for sim_num, part in parts.items()}


def _whole(workspace: Workspace, archived: Mapping[str, Marker]) -> dict[str, Marker]:
    """Those of the archived simulations whose datasets are all there."""
    params = {sim_num: marker["params"] for sim_num, marker in archived.items()}
    missing = missing_datasets(workspace.data, params)
    return {sim_num: marker for sim_num, marker in archived.items() if sim_num not in missing}


def pending(
    sweep: SweepParameters, workspace: Workspace, finished: Mapping[str, Marker]
) -> dict[str, str]:
    """{sim_num: why} of the simulations that are not finished.

    "failed", "killed", "missing" and "changed" are to be run; UNDER_WAY are those of other
    processes: "running", or "queued" by Slurm.
    """
    elsewhere = in_queue(workspace) | dict.fromkeys(running(workspace.unfinished_parts), "running")
    found = {
        sim_num: _why_pending(SweepMember(workspace, sim_num), params, finished.get(sim_num))
        for sim_num, params in sweep.items()
    }
    return {num: elsewhere.get(num, why) for num, why in found.items() if why}


def _why_pending(member: SweepMember, params: Parameters, marker: Marker | None) -> str:
    if member.failure.exists():
        return "failed"
    if marker is None:
        return "killed" if member.started.exists() else "missing"
    same = simulation_hash(marker["params"]) == simulation_hash(params)
    return "" if same and not changed_inputs(params, marker) else "changed"


def resume_line(
    sweep: SweepParameters, finished: Mapping[str, Marker], reasons: Mapping[str, str]
) -> str:
    """What is finished and what is run, and why, for the user."""
    by_reason: dict[str, list[str]] = {}
    for sim_num, reason in reasons.items():
        by_reason.setdefault(reason, []).append(sim_num)
    told = {why: f"{len(nums)} {why} ({shortened(nums)})" for why, nums in by_reason.items()}
    under_way = [told.pop(state) for state in UNDER_WAY if state in told]
    line = finished_of(len(sweep) - len(reasons), len(sweep))
    differences = (
        other_mechanisms(marker, is_fused=marker["params"].get("simulator") == "fused")
        for marker in finished.values()
    )
    others = list(filter(None, differences))
    if others:
        line += f", {len(others)} of them with other mechanisms ({others[0]})"
    line = "; ".join([line, *under_way])
    return f"{line}; to run: {', '.join(told.values()) or 'none'}"


def finished_of(n_finished: int, n: int) -> str:
    """How many of the simulations of a sweep are finished, for the user."""
    return f"{n_finished} of {counted(n, 'simulation')} {'is' if n == 1 else 'are'} finished"


def select_sim_nums(only: str, sweep: SweepParameters) -> list[str]:
    """The simulations that a text like "3,7-9" names.

    Raises UserError for one that the sweep does not have.
    """
    wanted = [sim_num for item in only.split(",") for sim_num in _range(item.strip(), sweep)]
    for sim_num in wanted:
        if sim_num not in sweep:
            hint = nearest(sim_num, list(sweep)) or f" ({shortened(sweep)})"
            raise UserError(f"--only: got {quoted(sim_num)}, expected sim_nums of the sweep{hint}")
    return wanted


def _range(item: str, sweep: SweepParameters) -> Sequence[str]:
    first, dash, last = item.partition("-")
    if item in sweep or not (dash and first.strip().isdecimal() and last.strip().isdecimal()):
        return [item]
    numbers = [str(number) for number in range(int(first), int(last) + 1)]
    return numbers or [item]


def longest_first(simulations: Iterable[Parameters]) -> list[Parameters]:
    """The simulations in the order in which they start: the long ones must not come last."""
    return sorted(simulations, key=cost, reverse=True)


def cost(params: Parameters) -> float:
    """What a simulation takes, in cell-steps on one process."""
    n_cells = params["N_stell"] + params["N_intrnrn"]
    return params["sim_dur"] / params["dt"] * n_cells / params["n_cpus_per_sim"]


def shortened(sim_nums: Iterable[str]) -> str:
    """The first few of some simulations, for a message."""
    names = list(sim_nums)
    return ", ".join(names[:SHOWN]) + (" ..." if len(names) > SHOWN else "")
