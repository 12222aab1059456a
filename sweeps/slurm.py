"""Submit a sweep to Slurm: an array job of its simulations, then a job that merges them."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shlex import quote

from network_configs.connections.sparse_matrix import load_matrix
from parameters.table import Parameters
from results.archive import Archive, write_archive
from results.spec import Spec
from simulation.estimate import BYTES_PER_CELL, BYTES_PER_SYNAPSE
from sweeps.member import shared_matrix
from workspace.errors import RunError, UserError
from workspace.files import write_json, write_text
from workspace.paths import CACHE, ROOT, Workspace
from workspace.words import counted

MAX_ARRAY = 1001  # tasks of an array job, where Slurm's configuration does not say
JOBS = "jobs.json"  # {job id: its sim_nums}
# Peak memory was measured at 120 MB for each process, and 2.3 GB for two processes of a sheet of
# 25,205 cells and 21.3 million synapses; recorded samples wait in up to 64 MB.
MB_PER_PROCESS = 200
MARGIN = 1.5
QUEUED = ("PENDING", "CONFIGURING", "REQUEUED", "SUSPENDED")

ARRAY = """#!/bin/bash
#SBATCH --job-name={sim_id}
#SBATCH --nodes=1
#SBATCH --ntasks={n_processes}
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu={megabytes}M
#SBATCH --output={folder}/%A_%a.out

cd {root} || exit
sim_num=$(sed -n "$(($1 + SLURM_ARRAY_TASK_ID + 1))p" {folder}/sim_nums)
exec {python} m_run.py --sim_id {sim_id} --sim_num "$sim_num"
"""
MERGE = """#!/bin/bash
#SBATCH --job-name={sim_id}_merge
#SBATCH --ntasks=1
#SBATCH --mem=1G
#SBATCH --output={output}

cd {root} || exit
exec {python} m_sim_setup.py {folder}/{sim_id}.json --resume --no_run{on_end}
"""


def check_sbatch() -> None:
    """Raise UserError if Slurm is not installed here."""
    if shutil.which("sbatch") is None:
        raise UserError(
            "--slurm: sbatch is not found; run this on a machine from which you can submit to "
            "Slurm, or without --slurm"
        )


def submit(
    spec: Spec,
    sweep: Mapping[str, Parameters],
    chosen: Mapping[str, Parameters],
    workspace: Workspace,
    options: Sequence[str] = (),
    on_end: str | None = None,
) -> str:
    """Submit the chosen simulations, and a job that merges them when all have ended.

    Parameters
    ----------
    sweep : all simulations, prepared in cache/
    chosen : those to run, {sim_num: parameters}, in the order in which they should start
    options : options of sbatch for both jobs, e.g. --partition=short; they override ours
    on_end : command that the shell runs when they are merged, see workspace.on_end

    Returns
    -------
    str
        What was submitted, in one line.

    Raises
    ------
    RunError
        If sbatch refuses.
    """
    folder = _folder(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / "sim_nums", "".join(f"{sim_num}\n" for sim_num in chosen))
    _write_scripts(folder, chosen, workspace, on_end)
    write_archive(folder / f"{workspace.sim_id}.json", Archive(sweep, True, spec.provenance))
    if spec.source is not None:
        (folder / f"{workspace.sim_id}.py").write_bytes(spec.source)
    jobs = _submit_arrays(folder, list(chosen), options)
    after = f"--dependency=afterany:{':'.join(jobs)}"
    merge = _sbatch([after, *options, str(folder / "merge.sh")])
    return (
        f"{workspace.sim_id}: submitted {counted(len(chosen), 'simulation')} to Slurm (job "
        f"{', '.join(jobs)}) and their merge (job {merge}; its output: {_output(workspace)})"
    )


def in_queue(workspace: Workspace) -> dict[str, str]:
    """{sim_num: "queued" or "running"} of the simulations that Slurm has, by what squeue says."""
    record = _folder(workspace) / JOBS
    if not record.exists() or shutil.which("squeue") is None:
        return {}
    jobs: dict[str, list[str]] = json.loads(record.read_text())
    names = ["--noheader", "--array", f"--jobs={','.join(jobs)}", "--format=%F %K %T"]
    said = subprocess.run(["squeue", *names], capture_output=True, text=True)
    if said.returncode and "Invalid job id" not in said.stderr:
        print(f"squeue: {said.stderr.strip()}; queued tasks count as missing", file=sys.stderr)
    tasks = (line.split() for line in said.stdout.splitlines())
    return {
        jobs[job][int(index)]: "queued" if state in QUEUED else "running"
        for job, index, state in tasks
    }


def describe(chosen: Mapping[str, Parameters], n_synapses: int, options: Sequence[str]) -> str:
    """What `submit` would submit, in words; nothing is submitted or written.

    Parameters
    ----------
    n_synapses : of the largest network
    """
    n_jobs = -(-len(chosen) // _max_array())
    jobs = f"{n_jobs} array jobs" if n_jobs > 1 else "an array job"
    tasks = counted(len(chosen), "task")
    processes = counted(_most_processes(chosen), "process")
    megabytes = memory_per_process(_largest(chosen), n_synapses)
    given = f", with {' '.join(options)}" if options else ""
    return (
        f"{jobs} of {tasks}, {processes} each, {megabytes} MB "
        f"for each process; then a job that merges them{given}"
    )


def memory_per_process(params: Parameters, n_synapses: int) -> int:
    """Memory that a process of a simulation may need (MB), with a margin."""
    n_cells = params["N_stell"] + params["N_intrnrn"]
    network = (BYTES_PER_SYNAPSE * n_synapses + BYTES_PER_CELL * n_cells) / 1e6
    return round(MARGIN * (MB_PER_PROCESS + network / params["n_cpus_per_sim"]))


def _folder(workspace: Workspace) -> Path:
    return workspace.sweep_cache / "slurm"


def _output(workspace: Workspace) -> Path:
    """What the merge job prints; it stays when the sweep is complete."""
    return CACHE / f"slurm_{workspace.sim_id}.out"


def _write_scripts(
    folder: Path, chosen: Mapping[str, Parameters], workspace: Workspace, on_end: str | None
) -> None:
    largest = _largest(chosen)
    n_synapses = len(load_matrix(shared_matrix(largest)).pre)  # built here, for all tasks
    words = {
        "sim_id": quote(workspace.sim_id),
        "n_processes": _most_processes(chosen),
        "megabytes": memory_per_process(largest, n_synapses),
        "folder": quote(str(folder)),
        "root": quote(str(ROOT)),
        "python": quote(sys.executable),
        "output": quote(str(_output(workspace))),
        "on_end": f" --on_end {quote(on_end)}" if on_end else "",
    }
    write_text(folder / "array.sh", ARRAY.format(**words))
    write_text(folder / "merge.sh", MERGE.format(**words))


def _largest(chosen: Mapping[str, Parameters]) -> Parameters:
    return max(chosen.values(), key=lambda params: params["N_stell"] + params["N_intrnrn"])


def _most_processes(chosen: Mapping[str, Parameters]) -> int:
    return max(params["n_cpus_per_sim"] for params in chosen.values())


def _submit_arrays(folder: Path, sim_nums: list[str], options: Sequence[str]) -> list[str]:
    """Submit as many array jobs as Slurm's limit asks for; return their ids."""
    jobs: dict[str, list[str]] = {}
    size = _max_array()
    for first in range(0, len(sim_nums), size):
        part = sim_nums[first : first + size]
        array = f"--array=0-{len(part) - 1}"
        jobs[_sbatch([array, *options, str(folder / "array.sh"), str(first)])] = part
        write_json(folder / JOBS, jobs)
    return list(jobs)


def _max_array() -> int:
    """How many tasks an array job may have."""
    if shutil.which("scontrol") is None:
        return MAX_ARRAY
    said = subprocess.run(["scontrol", "show", "config"], capture_output=True, text=True).stdout
    found = re.search(r"^MaxArraySize\s*=\s*(\d+)", said, re.MULTILINE)
    return int(found[1]) if found else MAX_ARRAY


def _sbatch(arguments: Iterable[str]) -> str:
    """Submit a job; return its id."""
    said = subprocess.run(["sbatch", "--parsable", *arguments], capture_output=True, text=True)
    if said.returncode:
        raise RunError(f"--slurm: sbatch refused the job: {said.stderr.strip()}")
    return said.stdout.strip().partition(";")[0]
