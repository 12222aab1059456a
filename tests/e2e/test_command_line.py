"""The options of the setup scripts as a user gives them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from results.archive import provenance_file, read_archive
from tests.runs import Bench
from tests.sweep_bench import SweepBench


@pytest.fixture
def sweep_bench(tmp_path: Path) -> Iterator[SweepBench]:
    bench = SweepBench(tmp_path)
    yield bench
    bench.clear_cache()


def test_set_changes_a_run_and_is_archived(bench: Bench) -> None:
    options = ("--set", "sim_dur=30", "--set", "record_handle_stell.stell_v.state=true")
    done = bench.run(bench.specs(), *options)
    assert done.returncode == 0, done.stderr
    archive = bench.data / f"{bench.sim_id}.json"
    params = json.loads(archive.read_text())
    assert params["sim_dur"] == 30
    assert (bench.data / f"stell_v_{bench.sim_id}.hdf5").exists()
    changes = json.loads(provenance_file(archive).read_text())["changes"]
    assert changes == {"set": {"sim_dur": "30", "record_handle_stell.stell_v.state": "true"}}


def test_grid_runs_a_sweep_from_the_specs_of_one_simulation(sweep_bench: SweepBench) -> None:
    grid = ("--grid", "g_h_bar=0,0.0015", "--grid", "noise_seed=1:2:2")
    done = sweep_bench.run(sweep_bench.specs(), *grid, "--set", "sim_dur=20")
    assert done.returncode == 0, done.stderr
    archive = read_archive(sweep_bench.workspace.archived_params)
    points = [(p["g_h_bar"], p["noise_seed"], p["sim_dur"]) for p in archive.params.values()]
    assert points == [(0, 1, 20), (0, 2, 20), (0.0015, 1, 20), (0.0015, 2, 20)]
    assert archive.shared["changes"]["grid"] == {"g_h_bar": "0,0.0015", "noise_seed": "1:2:2"}
    looked = sweep_bench.run(sweep_bench.workspace.archived_params, "--resume", "--dry_run")
    assert "4 of 4 simulations are finished; to run: none" in looked.stdout
    again = sweep_bench.run(sweep_bench.workspace.archived_params, "--resume")
    assert "4 of 4 simulations are finished; to run: none" in again.stdout
