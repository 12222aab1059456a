"""Sweeps and a single simulation under a real Slurm, where one is running."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runs import Bench, wait_for
from tests.sweep_bench import SweepBench
from workspace.errors import INCOMPLETE
from workspace.paths import CACHE

PATIENCE = 300.0  # s
ANSWER = 60.0  # s
LONG = {"sim_dur": 60_000}  # ms: takes longer than the steps of the test

SINGLE = """#!/bin/bash
#SBATCH --nodes=1
#SBATCH --ntasks=2
#SBATCH --mem-per-cpu=500M
#SBATCH --time=5
#SBATCH --output={output}

export MPIEXEC=srun
{command}
"""


@pytest.fixture(autouse=True, scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where Slurm cannot run two processes that see the folders of the tests."""
    if shutil.which("sbatch") is None:
        pytest.skip("Slurm is not installed: there is no sbatch")
    look = ["ls", str(tmp_path_factory.getbasetemp())]
    for command in (
        ["scontrol", "ping"],
        ["srun", "--immediate=30", "--time=1", "--nodes=1", "--ntasks=2", *look],
    ):
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=ANSWER)
        except subprocess.TimeoutExpired:
            pytest.skip(f"Slurm does not answer: {command[0]} takes more than {ANSWER:.0f} s")
        if said.returncode:
            reason = " ".join((said.stdout + said.stderr).replace("*", "").split())
            pytest.skip(f"Slurm cannot run these tests: {' '.join(command)}: {reason}")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[SweepBench]:
    bench = SweepBench(tmp_path)
    yield bench
    for name in (bench.sim_id, f"{bench.sim_id}_merge"):
        subprocess.run(["scancel", f"--name={name}"], check=True)
    wait_until_ended(bench)
    bench.clear_cache()


def tasks(bench: SweepBench) -> list[str]:
    """The tasks and merge jobs of the sweep that Slurm has."""
    names = f"--name={bench.sim_id},{bench.sim_id}_merge"
    squeue = ["squeue", "--noheader", "--array", "--format=%i", names]
    return subprocess.run(squeue, capture_output=True, text=True, check=True).stdout.split()


def wait_until_ended(bench: SweepBench) -> None:
    give_up = time.monotonic() + PATIENCE
    while left := tasks(bench):
        if time.monotonic() > give_up:
            raise TimeoutError(left)
        time.sleep(1)


def merge_output(bench: SweepBench) -> str:
    return (CACHE / f"slurm_{bench.sim_id}.out").read_text()


def task_of(bench: SweepBench, sim_num: str) -> str:
    """The task that runs a simulation, as scancel wants it."""
    folder = bench.workspace.sweep_cache / "slurm"
    ((job, sim_nums),) = json.loads((folder / "jobs.json").read_text()).items()
    return f"{job}_{sim_nums.index(sim_num)}"


@pytest.mark.parametrize("launcher", ["mpiexec", "srun"])
def test_a_sweep_is_the_same_with_and_without_slurm(
    bench: SweepBench, launcher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = bench.sweep_specs(bench.sweep(4, n_cpus_per_sim=2))
    assert bench.run(specs).returncode == 0
    local = bench.files()
    bench.data.rename(bench.folder / "local")

    if launcher == "srun":
        monkeypatch.setenv("MPIEXEC", launcher)  # else it is that of the mpich package
    submitted = bench.run(specs, "--slurm=--time=5")
    assert submitted.returncode == 0, submitted.stderr
    assert "submitted 4 simulations to Slurm" in submitted.stdout
    wait_until_ended(bench)
    assert "4 of 4 simulations are finished; the results are in" in merge_output(bench)
    assert bench.files() == local
    assert bench.leftovers() == [f"slurm_{bench.sim_id}.out"]
    for facts in bench.archive().facts.values():
        assert (facts["n_processes"], launcher in facts["launcher"]) == (2, True)


def test_a_cancelled_task_is_told_and_runs_again(bench: SweepBench) -> None:
    sweep = bench.sweep(4)
    sweep["2"] |= LONG
    specs = bench.sweep_specs(sweep)
    assert bench.run(specs, "--slurm=--time=5").returncode == 0
    wait_for(lambda: "2" in bench.running() and len(bench.finished_parts()) == 3)
    under_way = bench.run(specs, "--resume", "--no_run")
    assert under_way.returncode == INCOMPLETE, under_way.stderr
    assert "3 of 4 simulations are finished; 1 running (2)" in under_way.stdout

    task = task_of(bench, "2")
    subprocess.run(["scancel", task], check=True)
    wait_until_ended(bench)
    assert "simulation 2: was killed on" in merge_output(bench)
    told = bench.run(specs, "--resume", "--no_run")
    assert told.returncode == 1
    assert "1 killed (2)" in told.stdout
    assert "simulation 2: was killed on" in told.stderr
    assert f"Slurm job {task} (" in told.stderr
    finished = bench.run_times()

    again = bench.run(specs, "--resume", "--slurm=--time=5")
    assert "submitted 1 simulation to Slurm" in again.stdout, again.stderr
    wait_until_ended(bench)
    assert "4 of 4 simulations are finished; the results are in" in merge_output(bench)
    assert bench.run_times().items() > finished.items()
    assert bench.leftovers() == [f"slurm_{bench.sim_id}.out"]


def test_a_single_simulation_started_by_srun_has_the_same_spikes(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.simulate()
    alone = bench.spike_hash()
    output, script = tmp_path / "out", tmp_path / "job.sh"
    command = " ".join(bench.command(bench.specs(n_cpus=2), "-o"))
    script.write_text(SINGLE.format(output=output, command=command))
    assert subprocess.run(["sbatch", "--wait", str(script)]).returncode == 0, output.read_text()
    assert bench.spike_hash() == alone
    facts = json.loads((bench.data / f"{bench.sim_id}_provenance.json").read_text())
    run = facts["simulations"]["0"]
    assert (run["n_processes"], run["launcher"]) == (2, "srun")
    bench.clear_cache()
