"""One simulation of a sweep: in processes of its own, its results in a folder of their own."""

import hashlib
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from network_configs.connections.build import matrix_params
from parameters.table import PARAMETERS, Parameters, default_params
from results.archive import whole
from results.completeness import missing_datasets
from simulation.launch import exec_mpiexec, n_processes
from simulation.prepare import prepare_matrix
from simulation.worker import report_errors, run_rank
from workspace.attempts import Attempt
from workspace.errors import RunError
from workspace.files import make_folder, write_json, write_text
from workspace.locks import one_at_a_time
from workspace.paths import Workspace, saved_matrix

MARKER = "finished.json"


def affects_results(key: str) -> bool:
    """Whether a parameter determines the results, not where and when they are computed."""
    return key not in PARAMETERS or PARAMETERS[key].affects_results


def simulation_hash(params: Mapping[str, Any]) -> str:
    """Hash of the parameters that determine the results of a simulation (16 hex digits).

    It is the same for 3000 and 3000.0, and with a default that is given or left out.
    """
    full = default_params() | dict(params)  # an older archive may lack some
    return _hash(whole({key: full[key] for key in full if affects_results(key)}))


class SweepMember:
    """The places of one simulation of a sweep.

    Attributes
    ----------
    attempt : the folder where this process gathers the results
    label, log, failure : see simulation.worker.Report
    started : file that a task of a cluster's queue leaves while it runs: if it was killed, it stays
    """

    def __init__(self, workspace: Workspace, sim_num: str) -> None:
        self.label = f"{workspace.sim_id}, simulation {sim_num}"
        self.log = workspace.sweep_cache / f"{sim_num}.log"
        self.failure = workspace.sweep_cache / f"{sim_num}.failed"
        self.started = workspace.sweep_cache / f"{sim_num}.started"
        self.attempt = Attempt.unique(workspace.unfinished_parts, sim_num)
        self._parts = workspace.parts

    @classmethod
    def of(cls, params: Parameters) -> "SweepMember":
        """The places of the simulation with these parameters."""
        return cls(Workspace.of(params), params["sim_num"])

    def hand_in(self, marker: Mapping[str, Any]) -> None:
        """Write the marker, and put the results among those that are finished.

        They get a folder of their own there: earlier results of this simulation stay until the
        sweep is merged, which takes the latest. So nothing is lost if this process is killed, and
        two that run the same simulation do not disturb each other.

        Raises RunError where the results are not what this process has written.
        """
        self.attempt.check()
        params, folder = marker["params"], self.attempt.folder
        if missing := missing_datasets(folder, {params["sim_num"]: params}):
            raise RunError(f"{folder} misses {', '.join(*missing.values())}; run it again")
        write_json(folder / MARKER, marker)
        make_folder(self._parts)
        os.rename(folder, self._parts / folder.name)

    def record_crash(self, error: str) -> None:
        """Record a failure for processes that were killed or crashed without reporting one."""
        if not self.failure.exists():
            line = ": ".join([error, *self.log_text().splitlines()[-1:]])
            self.failure.write_text(f"{RunError.exit_status}\n{line}\n")

    def log_text(self) -> str:
        """What the processes have printed."""
        return self.log.read_text(errors="replace").strip() if self.log.exists() else ""

    def note_start(self) -> None:
        """Leave a file that says where this simulation runs."""
        job = slurm_job(os.environ)
        self.failure.unlink(missing_ok=True)
        write_text(self.started, socket.gethostname() + (f", Slurm job {job}" if job else ""))

    def note_end(self) -> None:
        """Remove that file: the simulation has ended by itself, well or not."""
        self.started.unlink(missing_ok=True)

    def failure_line(self) -> str:
        """Which simulation has failed, why, and where its log is."""
        log = f" (log: {self.log})" if self.log.exists() else ""
        return f"{self.label}: {self.error()}{log}"

    def error(self) -> str:
        """Why it has failed."""
        if self.failure.exists():
            return self.failure.read_text().split("\n")[1]
        return (
            f"was killed on {self.started.read_text()} (scancel, the time limit, too little memory "
            "or kill -9)"
        )


def slurm_job(environ: Mapping[str, str]) -> str | None:
    """The Slurm job of this process, as scancel and squeue name it: a task of an array is 12_3."""
    if "SLURM_ARRAY_JOB_ID" in environ:
        return f"{environ['SLURM_ARRAY_JOB_ID']}_{environ['SLURM_ARRAY_TASK_ID']}"
    return environ.get("SLURM_JOB_ID")


def run_member(params: Parameters, n_ranks: int | None = None) -> int:
    """Run one simulation of a sweep; return its exit status, an error is in log and failure file.

    Parameters
    ----------
    n_ranks : how many processes have been started for it, each of which calls this; None where
        it is yet to be started: this process runs it, or becomes the launcher of n_cpus_per_sim
    """
    member = SweepMember.of(params)
    member.log.parent.mkdir(parents=True, exist_ok=True)
    return report_errors(member, lambda: _run(params, member, n_ranks))


def _run(params: Parameters, member: SweepMember, n_ranks: int | None) -> None:
    if n_ranks is None:
        member.failure.unlink(missing_ok=True)
        n_ranks = n_processes(params, "n_cpus_per_sim")
        if n_ranks > 1:
            names = ["--sim_id", params["sim_id"], "--sim_num", params["sim_num"]]
            exec_mpiexec("m_run.py", names, n_ranks)
    quiet = params | {"show_progress_bar": False}  # the sweep has a bar of its own
    try:
        run_info = run_rank(quiet, member.attempt, n_ranks, shared_matrix(params))
        if run_info is not None:
            member.hand_in(_marker(params, run_info))
    finally:
        member.attempt.discard()


def shared_matrix(params: Parameters) -> Path:
    """The matrix of a simulation of a sweep, built once for all that agree in its parameters.

    Of those that start at once one builds it, and the others wait. A saved one has been checked.
    """
    conn_id = params["conn_id"]
    if not params["build_conn_matrix"]:
        return saved_matrix(conn_id, params["matrix_id"])
    folder = Workspace.of(params).sweep_cache
    path = folder / f"matrix_{conn_id}_{_hash(matrix_params(params))}.hdf5"
    if not path.exists():
        with one_at_a_time(folder / "matrix_lock"):
            if not path.exists():
                prepare_matrix(params, path)
    return path


def _marker(params: Parameters, run_info: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a finished simulation beside its data."""
    from simulation.provenance import builds, now

    return {
        "finished": now(),
        "host": socket.gethostname(),
        "commit": params["git_commit_hash"],
        **builds(),
        **run_info,
        "params": params,
    }


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
