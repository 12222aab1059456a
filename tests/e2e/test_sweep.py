"""Sweeps as a user sees them: results, failures, kills, resuming, overwriting, m_run.py."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from param import mParam
from parameters.specs_file import SWEEP
from results.reader import load_data, load_sim_params, load_spikes
from results.spec import load_spec
from sweeps.lookup import find_sim_num
from tests.runs import Bench, wait_for
from tests.sweep_bench import BLOW_UP, ENDLESS, SweepBench, alive, family, kill_tree
from workspace.paths import ROOT

LONG = {"sim_dur": 600}  # ms: long enough to be killed in the middle of six


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[SweepBench]:
    bench = SweepBench(tmp_path)
    yield bench
    bench.clear_cache()


def spikes_of(bench: SweepBench, sim_num: str) -> list[np.ndarray]:
    return list(load_spikes(bench.sim_id, sim_num, bench.data_root))


def alone(folder: Path, params: dict[str, Any]) -> list[np.ndarray]:
    """The spikes of the same simulation, run by s_sim_setup.py."""
    single = Bench(folder)
    single.simulate(**params | {"sim_id": single.sim_id, "sim_num": 0})
    return list(single.spikes())


def test_the_template_runs_and_each_simulation_is_the_same_alone(
    bench: SweepBench, tmp_path: Path
) -> None:
    template = load_spec(ROOT / "specs" / "m_template.py", SWEEP).input_params
    place = {"sim_id": bench.sim_id, "data_root": str(bench.data_root), "n_cpus": 2}
    sweep = {num: params | place | {"sim_dur": 100} for num, params in template.items()}
    sweep["2"]["n_cpus_per_sim"] = 2
    done = bench.run(bench.sweep_specs(sweep))
    assert done.returncode == 0, done.stderr
    assert f"3 of 3 simulations are finished; the results are in {bench.data}" in done.stdout
    assert "3/3 done, 0 failed, 0 running" in done.stderr
    assert bench.leftovers() == []
    first, second, third = (spikes_of(bench, num) for num in sweep)
    assert not np.array_equal(first[1], second[1], equal_nan=True)
    params = load_sim_params(bench.sim_id, bench.data_root)
    for num, found in (("0", first), ("2", third)):
        expected = alone(tmp_path, params[num] | {"n_cpus": 1})
        assert np.isfinite(expected[1]).sum() > 100
        assert all(map(np.array_equal, found, expected, [True, True]))


def test_the_archive_holds_all_parameters_and_reruns_the_sweep(bench: SweepBench) -> None:
    sweep = bench.sweep(2)
    sweep["1"]["sim_dur"] = 50
    specs = bench.sweep_specs(sweep)
    assert bench.run(specs).returncode == 0
    files, params = bench.files(), load_sim_params(bench.sim_id, bench.data_root)
    assert (bench.data / f"{bench.sim_id}.py").read_bytes() == specs.read_bytes()
    assert find_sim_num(params, {"sim_dur": 50}) == ["1"]
    expected = mParam()
    expected.update_params(sweep)
    filled_in = ("sim_date_time", "git_commit_hash")
    assert [{k: p[k] for k in p if k not in filled_in} for p in params.values()] == [
        {k: p[k] for k in p if k not in filled_in} for p in expected.values()
    ]
    assert bench.run(bench.data / f"{bench.sim_id}.json", "-o").returncode == 0
    assert bench.files() == files
    assert load_sim_params(bench.sim_id, bench.data_root).keys() == {"0", "1"}


def test_one_that_blows_up_does_not_stop_the_others(bench: SweepBench) -> None:
    sweep = bench.sweep(4)
    specs = bench.sweep_specs(sweep | {"1": sweep["1"] | BLOW_UP})
    done = bench.run(specs)
    assert done.returncode == 1
    log = bench.workspace.sweep_cache / "1.log"
    (told,) = [line for line in done.stderr.splitlines() if "the voltage of cell" in line]
    assert told.startswith(f"{bench.sim_id}, simulation 1: ")  # as it happened, and not again
    assert told.endswith(f"(log: {log})")
    last_line = done.stderr.splitlines()[-1]
    assert last_line == f"m_sim_setup: {bench.sim_id}: 1 simulation failed (1)"
    assert "Traceback" in log.read_text()
    assert "3 of 4 simulations are finished" in done.stdout
    assert all(len(spikes_of(bench, num)[0]) == 44 for num in "023")
    before = bench.run_times()

    mended = bench.run(bench.sweep_specs(sweep), "--resume")
    assert mended.returncode == 0
    assert "to run: 1 failed (1)" in mended.stdout
    assert len(spikes_of(bench, "1")[0]) == 44
    assert before.items() < bench.run_times().items()
    assert bench.leftovers() == []


def test_after_kill_9_of_all_processes_resume_computes_only_what_is_missing(
    bench: SweepBench,
) -> None:
    specs = bench.sweep_specs(bench.sweep(6, **LONG))
    assert bench.run(specs).returncode == 0
    undisturbed = bench.files()
    (bench.data).rename(bench.folder / "undisturbed")

    process = bench.start(specs)
    wait_for(lambda: len(bench.finished_parts()) >= 2)
    kill_tree(process)
    survived = {num: marker["run_s"] for num, marker in bench.finished_parts().items()}
    assert 2 <= len(survived) < 6
    assert not bench.data.exists()

    refused = bench.run(specs)
    assert refused.returncode == 2
    assert all(way in refused.stderr for way in ("--resume", "--only", "-o"))
    resumed = bench.run(specs, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert f"to run: {6 - len(survived)} missing" in resumed.stdout
    assert survived.items() < bench.run_times().items()
    assert bench.files() == undisturbed
    assert bench.leftovers() == []


@pytest.mark.parametrize("n_cpus_per_sim", [1, 2])
def test_no_process_outlives_a_killed_coordinator(bench: SweepBench, n_cpus_per_sim: int) -> None:
    process = bench.start(
        bench.sweep_specs(bench.sweep(3, **ENDLESS, n_cpus_per_sim=n_cpus_per_sim))
    )
    n_simulating = 2 if n_cpus_per_sim == 1 else 1
    wait_for(lambda: len(bench.running()) == n_simulating)
    members = family(process)
    process.kill()
    process.communicate()
    wait_for(lambda: not alive(members))


def test_ctrl_c_keeps_what_is_finished(bench: SweepBench) -> None:
    sweep = bench.sweep(4)
    endless = {num: params | (ENDLESS if num > "1" else {}) for num, params in sweep.items()}
    process = bench.start(bench.sweep_specs(sweep), "--only", "0-1")
    assert process.wait() == 0
    process = bench.start(bench.sweep_specs(endless), "--resume")
    wait_for(lambda: len(bench.running()) == 2)
    members = family(process)
    os.killpg(process.pid, signal.SIGINT)
    said, errors = process.communicate()
    assert process.returncode == 130
    assert "2 of 4 simulations are finished" in said
    assert "--resume runs the 2 left" in said
    assert "interrupted" in errors
    assert "Traceback" not in errors
    wait_for(lambda: not alive(members))
    assert len(spikes_of(bench, "1")[0]) == 44
    assert bench.run(bench.sweep_specs(sweep), "--resume").returncode == 0
    assert bench.run_times().keys() == {"0", "1", "2", "3"}


def test_a_simulation_that_is_killed_costs_only_itself(bench: SweepBench) -> None:
    sweep = bench.sweep(3)
    sweep["2"] |= ENDLESS
    process = bench.start(bench.sweep_specs(sweep))
    wait_for(lambda: len(bench.finished_parts()) == 2)
    os.kill(bench.running()["2"].pid, signal.SIGKILL)
    said, errors = process.communicate()
    assert process.returncode == 1
    assert "2 of 3 simulations are finished" in said
    assert f"{bench.sim_id}, simulation 2: ended by SIGKILL (log: " in errors


def test_only_and_changed_entries_replace_nothing_else(bench: SweepBench) -> None:
    sweep = bench.sweep(4)
    assert bench.run(bench.sweep_specs(sweep)).returncode == 0
    before = bench.run_times()
    assert bench.run(bench.sweep_specs(sweep), "--only", "0,2-3").returncode == 0
    after = bench.run_times()
    assert [num for num in before if before[num] == after[num]] == ["1"]

    sweep["3"] |= {"noise_seed": 99}
    sweep["0"] |= {"show_progress_bar": True}  # does not change the results
    done = bench.run(bench.sweep_specs(sweep), "--resume")
    assert "to run: 1 changed (3)" in done.stdout
    assert [num for num in after if after[num] == bench.run_times()[num]] == ["0", "1", "2"]
    assert bench.archive().params["3"]["noise_seed"] == 99


def test_overwriting_leaves_the_old_data_until_the_new_are_there(bench: SweepBench) -> None:
    sweep = bench.sweep(3)
    assert bench.run(bench.sweep_specs(sweep)).returncode == 0
    old = bench.files()
    sweep["2"] |= ENDLESS
    process = bench.start(bench.sweep_specs(sweep), "-o")
    wait_for(lambda: len(bench.finished_parts()) == 2)
    kill_tree(process)
    assert bench.files() == old
    survived = {num: marker["run_s"] for num, marker in bench.finished_parts().items()}

    del sweep["2"]["sim_dur"]
    resumed = bench.run(bench.sweep_specs(sweep), "--resume")
    assert "to run: 1 missing (2)" in resumed.stdout
    assert survived.items() < bench.run_times().items()
    assert bench.leftovers() == []


def test_a_failure_while_overwriting_keeps_the_old_data_of_that_simulation(
    bench: SweepBench,
) -> None:
    sweep = bench.sweep(2)
    assert bench.run(bench.sweep_specs(sweep)).returncode == 0
    before, old = bench.run_times(), spikes_of(bench, "1")
    sweep["1"] |= BLOW_UP
    assert bench.run(bench.sweep_specs(sweep), "-o").returncode == 1
    assert [num for num in before if before[num] == bench.run_times()[num]] == ["1"]
    assert all(map(np.array_equal, spikes_of(bench, "1"), old, [True, True]))
    params = load_sim_params(bench.sim_id, bench.data_root)
    assert params["1"]["stell_const_dc"] != BLOW_UP["stell_const_dc"]  # those of its data


def test_a_queue_runs_simulations_one_by_one(bench: SweepBench) -> None:
    sweep = bench.sweep(3, record_handle_stell={"stell_v": {"state": True}})
    sweep["1"] |= {"n_cpus_per_sim": 2}
    specs = bench.sweep_specs(sweep)
    prepared = bench.run(specs, "--no_run")
    assert prepared.returncode == 0
    assert "0 of 3 simulations are finished" in prepared.stdout
    for sim_num in ("0", "1"):
        command = [sys.executable, str(ROOT / "m_run.py"), "--sim_id", bench.sim_id]
        assert subprocess.run([*command, "--sim_num", sim_num]).returncode == 0
    unknown = subprocess.run([*command, "--sim_num", "7"], capture_output=True, text=True)
    assert unknown.returncode == 2
    assert "sim_num: no '7'" in unknown.stderr

    collected = bench.run(specs, "--resume", "--no_run")
    assert "to run: 1 missing (2)" in collected.stdout
    voltage = load_data(bench.sim_id, "stell_v", 3, "1", bench.data_root)
    assert voltage.shape == (101,)
    assert bench.run(specs, "--resume").returncode == 0
    assert bench.run_times().keys() == {"0", "1", "2"}


def test_verbose_shows_what_each_simulation_prints(bench: SweepBench) -> None:
    sweep = bench.sweep(2)
    sweep["0"] |= BLOW_UP
    done = bench.run(bench.sweep_specs(sweep), "-v")
    assert f"---- {bench.sim_id}, simulation 0\nTraceback" in done.stdout


def test_an_empty_selection_is_refused(bench: SweepBench) -> None:
    done = bench.run(bench.sweep_specs(bench.sweep(2)), "--only", "")
    assert done.returncode == 2
    assert done.stderr.startswith("m_sim_setup: --only: got ''")
    assert bench.leftovers() == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"1": {"sim_dr": 1}}, "simulation '1': 'sim_dr': unknown parameter"),
        ({"1": {"sim_num": "2"}}, "simulation '1': sim_num: got '2', expected its key"),
        ({"1": {"n_cpus": 1}}, "simulation '1': n_cpus: got 1, expected 2 as in simulation '0'"),
        ({"1": {"n_cpus_per_sim": 3}}, "simulation '1': n_cpus_per_sim: got 3, expected at most"),
        (
            {"1": {"build_conn_matrix": False, "matrix_id": "absent"}},
            "simulation '1': no connectivity matrix ",
        ),
    ],
)
def test_a_contradiction_is_one_line_before_anything_starts(
    bench: SweepBench, changes: dict[str, dict[str, Any]], line: str
) -> None:
    sweep = {num: params | changes.get(num, {}) for num, params in bench.sweep(2).items()}
    done = bench.run(bench.sweep_specs(sweep))
    assert done.returncode == 2
    (said,) = done.stderr.splitlines()
    assert line in said
    assert done.stderr.count("\n") == 1
    assert bench.leftovers() == []
    assert not bench.data.exists()
