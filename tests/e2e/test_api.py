"""The Python API as a notebook uses it: run, open, measure, draw; errors are exceptions."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gridcells import (
    RunError,
    Simulation,
    Sweep,
    UserError,
    open_simulation,
    open_sweep,
    run_sweep,
    simulate,
)
from results.reader import load_spikes
from tests.runs import SMALL_RING, Bench, listen_to_ctrl_c
from tests.sweep_bench import BLOW_UP, SweepBench
from workspace.paths import ROOT


@pytest.fixture
def sweep_bench(tmp_path: Path) -> Iterator[SweepBench]:
    bench = SweepBench(tmp_path)
    yield bench
    bench.clear_cache()


def ring(bench: Bench, **overrides: Any) -> dict[str, Any]:
    place = {"sim_id": bench.sim_id, "data_root": str(bench.data_root)}
    return SMALL_RING | place | overrides


@pytest.mark.parametrize("n_cpus", [1, 2])
def test_a_simulation_runs_and_gives_what_it_has(bench: Bench, n_cpus: int) -> None:
    record = {"record_handle_stell": {"stell_v": {"state": True, "cells_to_record": [3, 40]}}}
    simulation = simulate(ring(bench, n_cpus=n_cpus, **record))
    assert isinstance(simulation, Simulation)
    assert simulation.params["N_stell"] == 44
    assert simulation.provenance["n_processes"] == n_cpus
    assert len(simulation.spikes("stell")) == 44
    assert sum(map(len, simulation.spikes("intrnrn"))) > 0
    assert simulation.trace("stell_v", 40).shape == simulation.times("stell_v").shape == (101,)
    assert simulation.layers["Interneurons"].gids == range(44, 66)
    assert "Right rate (Hz)" in simulation.measures()
    assert {"raster", "stell_traces"} <= simulation.figures().keys()
    assert bench.left_in_cache() == []
    again = open_simulation(bench.sim_id, data_root=bench.data_root)
    for ours, theirs in zip(simulation.spikes("stell"), again.spikes("stell"), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_script_gives_the_same_spikes(bench: Bench) -> None:
    simulate(ring(bench))
    before = bench.spike_hash()
    assert bench.run(bench.specs(), "-o").returncode == 0
    assert bench.spike_hash() == before


def test_errors_are_exceptions_of_one_line(bench: Bench) -> None:
    simulate(ring(bench, sim_dur=20))
    before = bench.spike_hash()
    wrong: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({}, UserError, "exists; give -o"),
        ({"stell_const_c": 1}, UserError, "'stell_const_c': unknown parameter; did you mean"),
        ({"sim_dur": -1}, UserError, "sim_dur: got -1, expected a number > 0"),
    ]
    for change, kind, line in wrong:
        with pytest.raises(kind, match=line) as caught:
            simulate(ring(bench, **change))
        assert "\n" not in str(caught.value)
    with pytest.raises(RunError, match=r"the voltage of cell .* \(log: ") as caught:
        simulate(ring(bench, **BLOW_UP), overwrite=True)
    assert "\n" not in str(caught.value)
    assert bench.spike_hash() == before


def test_an_archive_runs_again(bench: Bench) -> None:
    first = simulate(ring(bench, noise_seed=5))
    again = simulate(first.folder / f"{bench.sim_id}.json", overwrite=True)
    assert again.params["noise_seed"] == 5
    assert [t.tolist() for t in again.spikes("stell")] == [
        t.tolist() for t in first.spikes("stell")
    ]


def test_an_interrupt_leaves_the_data(bench: Bench) -> None:
    simulate(ring(bench))
    before = bench.spike_hash()
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from gridcells import simulate\n"
        "try:\n"
        f"    simulate({ring(bench, sim_dur=1e6, show_progress_bar=True)!r}, overwrite=True)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted, and goes on')\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=listen_to_ctrl_c,
    )
    assert process.stderr is not None
    seen = ""
    while "0/1000000 ms" not in seen:
        seen += process.stderr.read(1)
    os.kill(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert said.splitlines()[-1] == "interrupted, and goes on"
    assert process.returncode == 0
    assert bench.spike_hash() == before


def test_a_sweep_runs_and_is_a_mapping(sweep_bench: SweepBench) -> None:
    params = sweep_bench.sweep(3)
    for k, entry in enumerate(params.values()):
        entry["g_h_bar"] = k * 5e-4
    sweep = run_sweep(params)
    assert isinstance(sweep, Sweep)
    assert list(sweep) == ["0", "1", "2"]
    assert sweep.archive == open_sweep(sweep_bench.sim_id, sweep_bench.data_root).archive
    assert sweep[1].params["g_h_bar"] == sweep.params["1"]["g_h_bar"] == 5e-4
    assert [s.sim_num for s in sweep.find(g_h_bar=0)] == ["0"]
    assert sweep.provenance["2"]["run_s"] > 0
    stell = load_spikes(sweep_bench.sim_id, "2", sweep_bench.data_root)[0]
    assert [len(times) for times in sweep["2"].spikes("stell")] == np.isfinite(stell).sum(
        axis=1
    ).tolist()
    assert open_simulation(sweep_bench.sim_id, 2, sweep_bench.data_root).label.endswith("_2")
    with pytest.raises(UserError, match="sim_num: got none, expected one of 0, 1, 2"):
        open_simulation(sweep_bench.sim_id, data_root=sweep_bench.data_root)


def test_a_failure_of_a_sweep_is_an_exception_and_costs_only_itself(
    sweep_bench: SweepBench,
) -> None:
    params = sweep_bench.sweep(2)
    with pytest.raises(RunError, match=r"1 simulation failed \(1\)"):
        run_sweep(params | {"1": params["1"] | BLOW_UP})
    assert list(open_sweep(sweep_bench.sim_id, sweep_bench.data_root)) == ["0"]
    assert open_sweep(sweep_bench.sim_id, sweep_bench.data_root).failed == ["1"]
    assert list(run_sweep(params, resume=True)) == ["0", "1"]
    assert list(run_sweep(params, only=[1])) == ["0", "1"]
    with pytest.raises(UserError, match="expected at most one"):
        run_sweep(params, only=[1], resume=True)


def test_a_script_without_a_main_guard_runs_a_sweep(sweep_bench: SweepBench) -> None:
    script = sweep_bench.folder / "own.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from gridcells import run_sweep\n"
        f"print(len(run_sweep({sweep_bench.sweep(2)!r})))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "2"


def test_nothing_prepared_is_an_empty_sweep(sweep_bench: SweepBench) -> None:
    sweep = run_sweep(sweep_bench.sweep(2), prepare_only=True)
    assert len(sweep) == 0
    assert sweep_bench.workspace.params.exists()
