"""Several processes on one sim_id: tasks of a cluster, coordinators, checkouts, links."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from results.reader import load_spikes
from tests.runs import Bench, wait_for
from tests.sweep_bench import SweepBench
from workspace.paths import ROOT

LONGER = {"sim_dur": 4000}  # ms: time to stop it in the middle


@pytest.fixture
def sweep_bench(tmp_path: Path) -> Iterator[SweepBench]:
    bench = SweepBench(tmp_path)
    yield bench
    bench.clear_cache()


def start_task(bench: SweepBench, sim_num: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(ROOT / "m_run.py"), "--sim_id", bench.sim_id]
    return subprocess.Popen([*command, "--sim_num", sim_num], stderr=subprocess.PIPE, text=True)


@pytest.fixture
def stopped(sweep_bench: SweepBench) -> Iterator[tuple[SweepBench, dict[str, Any]]]:
    """A prepared sweep, of which tasks 0 and 1 have been stopped in the middle of their runs."""
    specs = sweep_bench.sweep_specs(sweep_bench.sweep(4, **LONGER))
    assert sweep_bench.run(specs, "--no_run").returncode == 0
    tasks = {sim_num: start_task(sweep_bench, sim_num) for sim_num in "01"}
    for sim_num, task in tasks.items():
        wait_for(partial(_runs, sweep_bench, sim_num))
        time.sleep(0.2)  # its files are open
        psutil.Process(task.pid).suspend()
    yield sweep_bench, tasks
    for task in tasks.values():
        task.kill()
        task.wait()
        assert task.stderr is not None
        task.stderr.close()


def _runs(bench: SweepBench, sim_num: str) -> bool:
    return any(bench.workspace.unfinished_parts.glob(f"{sim_num}.*/intrnrn_spks*"))


@pytest.mark.parametrize("way", [["--only", "2,3"], ["--resume"]], ids=["only", "resume"])
def test_a_coordinator_leaves_the_tasks_of_a_cluster_alone(
    stopped: tuple[SweepBench, dict[str, Any]], way: list[str]
) -> None:
    bench, tasks = stopped
    specs = bench.folder / "sweep.py"
    done = bench.run(specs, *way)
    assert done.returncode == 0, done.stderr
    assert "2 of 4 simulations are finished" in done.stdout
    assert "2 running" in done.stdout
    if way == ["--resume"]:
        assert "2 running (0, 1); to run: 2 missing (2, 3)" in done.stdout
    for task in tasks.values():
        psutil.Process(task.pid).resume()
        assert task.wait() == 0
    merged = bench.run(specs, "--resume", "--no_run")
    assert "4 of 4 simulations are finished" in merged.stdout
    for sim_num in "0123":
        stellate, interneurons = load_spikes(bench.sim_id, sim_num, bench.data_root)
        assert len(stellate) == 44
        assert np.isfinite(interneurons).sum() > 100
    assert bench.leftovers() == []


def test_overwriting_is_refused_while_tasks_run(
    stopped: tuple[SweepBench, dict[str, Any]],
) -> None:
    bench, _ = stopped
    refused = bench.run(bench.folder / "sweep.py", "-o")
    assert refused.returncode == 2
    assert "2 simulations of" in refused.stderr
    assert "still running" in refused.stderr
    assert bench.running().keys() == {"0", "1"}


def test_a_task_whose_results_were_removed_fails(
    stopped: tuple[SweepBench, dict[str, Any]],
) -> None:
    bench, tasks = stopped
    shutil.rmtree(bench.workspace.unfinished_parts)
    for task in tasks.values():
        psutil.Process(task.pid).resume()
        said = task.stderr.read()
        assert task.wait() == 1
        assert "was removed while the run wrote there" in said
    assert bench.finished_parts() == {}
    resumed = bench.run(bench.folder / "sweep.py", "--resume", "--no_run")
    assert "to run: 2 failed (0, 1), 2 missing (2, 3)" in resumed.stdout


def test_a_finished_simulation_without_a_dataset_runs_again(sweep_bench: SweepBench) -> None:
    bench = sweep_bench
    specs = bench.sweep_specs(bench.sweep(2))
    assert bench.run(specs).returncode == 0
    (bench.data / f"intrnrn_spks_{bench.sim_id}.hdf5").unlink()
    resumed = bench.run(specs, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert "0 of 2 simulations are finished; to run: 2 missing (0, 1)" in resumed.stdout
    assert len(load_spikes(bench.sim_id, "1", bench.data_root)[1]) == 22


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than the test's."""
    disk = Path("/dev/shm")
    if not disk.is_dir() or disk.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system here")
    folder = disk / tmp_path.name
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("linked", ["data_root", "the folder of the sim_id"])
def test_data_that_are_linked_to_another_disk_are_replaced_there(
    bench: Bench, other_disk: Path, linked: str
) -> None:
    if linked == "data_root":
        bench.data_root.symlink_to(other_disk)
    else:
        bench.data_root.mkdir()
        (other_disk / "moved").mkdir()
        bench.data.symlink_to(other_disk / "moved")
    bench.simulate()
    (bench.data / "notes.txt").write_text("seed 3 is odd")
    hashes = [bench.spike_hash()]
    for noise_seed in (5, 0):
        bench.simulate(noise_seed=noise_seed)
        hashes.append(bench.spike_hash())
    assert hashes[0] == hashes[2] != hashes[1]
    assert (bench.data / "notes.txt").read_text() == "seed 3 is odd"
    assert (bench.data_root if linked == "data_root" else bench.data).is_symlink()
    assert [path.name for path in other_disk.iterdir()] == [bench.data.resolve().name]
    failed = bench.run(bench.specs(stell_const_dc=[1e6, 0], sim_dur=150), "-o")
    assert failed.returncode == 1
    assert bench.spike_hash() == hashes[0]


def test_a_sweep_is_replaced_where_its_link_leads(
    sweep_bench: SweepBench, other_disk: Path
) -> None:
    bench = sweep_bench
    specs = bench.sweep_specs(bench.sweep(2))
    assert bench.run(specs).returncode == 0
    files = bench.files()
    shutil.move(bench.data, other_disk / "moved")
    bench.data.symlink_to(other_disk / "moved")
    for _ in range(2):
        done = bench.run(specs, "-o")
        assert done.returncode == 0, done.stderr
        assert bench.files() == files
    assert bench.data.is_symlink()
    assert [path.name for path in other_disk.iterdir()] == ["moved"]
    assert bench.leftovers() == []


def test_a_link_to_a_disk_that_is_not_there_is_refused(bench: Bench) -> None:
    bench.data_root.mkdir()
    bench.data.symlink_to(bench.folder / "not mounted" / "X")
    done = bench.run(bench.specs(), "-o")
    assert done.returncode == 2
    assert "mount its disk, or remove the link" in done.stderr
    assert not (bench.folder / "not mounted").exists()


def test_links_that_somebody_has_laid_are_not_followed(sweep_bench: SweepBench) -> None:
    bench, target = sweep_bench, sweep_bench.folder / "precious"
    target.mkdir()
    (target / "file").write_text("precious")
    bench.data_root.mkdir()
    specs = bench.sweep_specs(bench.sweep(1))
    places = bench.workspace
    for place in (places.unfinished_parts, places.parts, places.staging, places.trash):
        place.symlink_to(target)
        done = bench.run(specs)
        assert (done.returncode, done.stdout + done.stderr) != (0, "")
        assert [path.name for path in target.iterdir()] == ["file"], place
        place.unlink(missing_ok=True)
        places.clear_sweep()
        shutil.rmtree(bench.data, ignore_errors=True)
    for file in (places.lock, places.overwriting):
        file.symlink_to(target / "file")
        bench.run(specs, "-o")
        assert (target / "file").read_text() == "precious", file
        file.unlink(missing_ok=True)
