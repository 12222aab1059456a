"""A sweep on a Dask scheduler and two workers, real processes on loopback."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.runs import wait_for
from tests.sweep_bench import BLOW_UP, ENDLESS, SweepBench, alive
from workspace.paths import ROOT

pytest.importorskip("distributed")


class Cluster:
    """A scheduler and two workers of one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        file = self._folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", file)
        wait_for(lambda: file.exists() and file.read_text().endswith("}"))
        self.address = json.loads(file.read_text())["address"]
        own_folder = ("--local-directory", self._folder)
        for _ in range(2):
            self._start("worker", self.address, "--nthreads", "1", "--no-nanny", *own_folder)

    @property
    def workers(self) -> "list[subprocess.Popen[bytes]]":
        return self._processes[1:]

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    def _start(self, kind: str, *options: str | Path) -> None:
        command = [sys.executable, "-m", "dask", kind, *map(str, options), "--no-dashboard"]
        with open(self._folder / "dask.log", "a") as log:
            process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)
        self._processes.append(process)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[SweepBench]:
    bench = SweepBench(tmp_path)
    yield bench
    bench.clear_cache()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.close()


def simulations_of(worker: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """The simulations that a worker runs."""
    children = psutil.Process(worker.pid).children()
    return [child for child in children if "--attached" in child.cmdline()]


def test_a_lost_worker_changes_nothing_in_the_results(bench: SweepBench, cluster: Cluster) -> None:
    sweep = bench.sweep(6, sim_dur=1000)
    sweep["3"] |= BLOW_UP
    specs = bench.sweep_specs(sweep)
    assert bench.run(specs).returncode == 1
    local = bench.files()
    bench.workspace.clear_sweep()
    bench.data.rename(bench.folder / "local")

    process = bench.start(specs, "--scheduler", cluster.address)
    lost = cluster.workers[0]
    wait_for(lambda: bench.finished_parts() and simulations_of(lost))
    orphans = simulations_of(lost)
    lost.kill()
    wait_for(lambda: not alive(orphans))
    said, errors = process.communicate()
    assert process.returncode == 1, errors
    assert "5 of 6 simulations are finished" in said
    assert "is lost; its simulations run again on other workers" in errors
    assert f"{bench.sim_id}, simulation 3: the voltage of cell " in errors
    assert bench.files() == local


def test_ctrl_c_ends_the_simulations_of_the_workers(bench: SweepBench, cluster: Cluster) -> None:
    specs = bench.sweep_specs(bench.sweep(4, **ENDLESS))
    process = bench.start(specs, "--scheduler", cluster.address)
    wait_for(lambda: all(map(simulations_of, cluster.workers)))
    running = [child for worker in cluster.workers for child in simulations_of(worker)]
    os.killpg(process.pid, signal.SIGINT)
    said, errors = process.communicate()
    assert process.returncode == 130
    assert "--resume runs the 4 left" in said
    assert "Traceback" not in errors
    wait_for(lambda: not alive(running))
    assert not any(map(simulations_of, cluster.workers))


def test_a_killed_coordinator_costs_nothing(bench: SweepBench, cluster: Cluster) -> None:
    specs = bench.sweep_specs(bench.sweep(4, sim_dur=1000))
    process = bench.start(specs, "--scheduler", cluster.address)
    wait_for(lambda: len(bench.running()) == 2)
    running = [child for worker in cluster.workers for child in simulations_of(worker)]
    for child in running:
        child.suspend()
    process.kill()
    process.communicate()
    went_on = bench.running().keys()
    assert len(went_on) == 2
    done = bench.run(specs, "--resume")
    assert done.returncode == 0, done.stderr
    assert f"{len(went_on)} running" in done.stdout
    for child in running:
        child.resume()
    wait_for(lambda: not bench.running())
    collected = bench.run(specs, "--resume", "--no_run")
    assert "4 of 4 simulations are finished" in collected.stdout, collected.stderr
    assert bench.leftovers() == []
    disturbed = bench.files()
    bench.data.rename(bench.folder / "disturbed")
    assert bench.run(specs).returncode == 0
    assert bench.files() == disturbed


def test_no_scheduler_is_one_line(bench: SweepBench) -> None:
    done = bench.run(bench.sweep_specs(bench.sweep(2)), "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("m_sim_setup: --scheduler: got 'tcp://127.0.0.1:1', expected")


def test_a_killed_task_of_a_queue_is_told(bench: SweepBench) -> None:
    specs = bench.sweep_specs(bench.sweep(2, **ENDLESS))
    assert bench.run(specs, "--no_run").returncode == 0
    names = ["--sim_id", bench.sim_id, "--sim_num", "1"]
    task = subprocess.Popen([sys.executable, str(ROOT / "m_run.py"), *names])
    wait_for(lambda: (bench.workspace.sweep_cache / "1.started").exists())
    wait_for(lambda: list(bench.workspace.unfinished_parts.glob("1.*")))
    said = bench.run(specs, "--resume", "--no_run")
    assert (said.returncode, "1 running" in said.stdout) == (3, True)
    task.kill()
    task.wait()
    said = bench.run(specs, "--resume", "--no_run")
    assert said.returncode == 1
    assert "simulation 1: was killed on" in said.stderr
