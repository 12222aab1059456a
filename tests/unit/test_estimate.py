"""What a run will take, and --dry_run."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

import m_sim_setup
import s_sim_setup
from gridcells import UserError, preview, preview_sweep
from param import Param
from simulation import estimate as estimates
from simulation.estimate import bytes_on_disk, duration_text, estimate, ns_per_cell_step, warnings
from sweeps.estimate import estimate_sweep
from tests.tiny import RING, full_params, recording
from workspace.machine import available_memory, free_disk, n_cores

GIB = 2**30


@pytest.fixture(autouse=True)
def no_earlier_runs() -> None:
    ns_per_cell_step.cache_clear()


def single(tmp_path: Path, **params: Any) -> dict[str, Any]:
    return RING | {"sim_id": "X", "data_root": str(tmp_path / "data"), "n_cpus": 1} | params


def specs(tmp_path: Path, **params: Any) -> str:
    path = tmp_path / "specs.py"
    path.write_text(f"def generate_input_params():\n    return {single(tmp_path, **params)!r}\n")
    return str(path)


def test_traces_of_all_cells_at_every_step_take_37_gb() -> None:
    params = full_params({"sim_dur": 600_000, "recorder_dt": 0.025} | recording(["stell_v"]))
    assert bytes_on_disk(params) == pytest.approx(384 * 4 * 24e6, rel=0.01)
    recorder = params["record_handle_stell"]["stell_v"]
    recorder["cells_to_record"] = [0, 5]
    assert bytes_on_disk(params) == pytest.approx(2 * 4 * 24e6, rel=0.2)


def test_time_grows_with_the_steps_and_falls_with_the_processes() -> None:
    params = full_params(RING | {"n_cpus": 1, "sim_dur": 1e6})
    longer = full_params(RING | {"n_cpus": 1, "sim_dur": 2e6})
    assert estimate(longer).seconds == pytest.approx(2 * estimate(params).seconds, rel=0.01)
    solving = 72 * 1e6 / 0.025 * estimates.NS_PER_CELL_STEP["neuron"] * 1e-9
    assert estimate(params).seconds == pytest.approx(solving, rel=0.1)


def test_synapses_are_those_of_the_matrix() -> None:
    from network_configs.connections.build import build_matrix

    params = full_params(RING)
    assert estimate(params).n_synapses == len(build_matrix(params).pre) > 0


def test_speed_is_that_of_earlier_runs_on_this_host(tmp_path: Path) -> None:
    params = Param()
    params.update_params({"sim_id": "X", "sim_dur": 1000})
    folder = tmp_path / "X"
    folder.mkdir()
    (folder / "X.json").write_text(json.dumps(params))
    facts = {"0": {"run_s": 10.0, "n_processes": 2}}
    for host, expected in (("elsewhere", 100.0), (socket.gethostname(), 20e9 / (576 * 40_000))):
        text = json.dumps({"host": host, "simulations": facts})
        (folder / "X_provenance.json").write_text(text)
        ns_per_cell_step.cache_clear()
        assert ns_per_cell_step(tmp_path, "coreneuron") == pytest.approx(expected)


def test_warnings_name_what_is_not_there(tmp_path: Path) -> None:
    assert list(warnings(1, 1, 1, tmp_path)) == []
    too_much = (available_memory() * 2, free_disk(tmp_path) * 2, n_cores() + 1)
    lines = list(warnings(*too_much, tmp_path))
    assert [line.partition(":")[0] for line in lines] == ["memory", "disk", "n_cpus"]
    assert f"are free in {tmp_path}" in lines[1]


def test_sweep_takes_its_core_time_but_at_least_its_longest_simulation() -> None:
    short = full_params(RING | {"sim_dur": 1e6, "n_cpus": 2, "sim_num": 0})
    long = full_params(RING | {"sim_dur": 1e7, "n_cpus": 2, "sim_num": 1})
    both = estimate_sweep({"0": short, "1": long})
    assert both.seconds == pytest.approx(estimate(long, True).seconds)
    assert both.memory == pytest.approx(2 * estimate(long, True).memory)
    four = estimate_sweep({str(k): short for k in range(4)})
    assert four.seconds == pytest.approx(2 * estimate(short, True).seconds)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (8.3, "8 s"), (200, "3 min"), (9000, "2.5 h")]
)
def test_time_in_words(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_dry_run_says_what_would_run_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = specs(tmp_path)
    assert s_sim_setup.main([path, "--dry_run", "--set", "g_h_bar=0"]) == 0
    said = capsys.readouterr().out
    for part in ("X, 4500 ms", "48 stellate cells, 24 interneurons", "g_h_bar 0", "about"):
        assert part in said
    assert said.endswith("Nothing was run or written.\n")
    assert [file.name for file in tmp_path.iterdir()] == ["specs.py"]


def test_dry_run_of_a_grid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grid = ["--grid", "g_h_bar=0:0.0015:4", "--grid", "noise_seed=1,2"]
    assert m_sim_setup.main([specs(tmp_path), "--dry_run", *grid]) == 0
    said = capsys.readouterr().out
    assert "X, 8 simulations" in said
    assert "g_h_bar 0 to 0.0015 (4 values)" in said
    assert [file.name for file in tmp_path.iterdir()] == ["specs.py"]
    assert m_sim_setup.main([specs(tmp_path), "--dry_run", *grid, "--only", "2-3"]) == 0
    assert "X, 2 of 8 simulations" in capsys.readouterr().out


def test_dry_run_with_slurm_says_what_would_be_submitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = ["--grid", "g_h_bar=0:0.0015:4", "--set", "n_cpus_per_sim=2"]
    slurm = ["--dry_run", "--slurm=--partition=short"]
    monkeypatch.setenv("PATH", "/nowhere")
    assert m_sim_setup.main([specs(tmp_path), *grid, *slurm]) == 2
    assert "sbatch is not found" in capsys.readouterr().err
    programs = tmp_path / "bin"
    programs.mkdir()
    sbatch = programs / "sbatch"
    sbatch.write_text(f"#!/bin/sh\ntouch {tmp_path}/called\n")
    sbatch.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    assert m_sim_setup.main([specs(tmp_path), *grid, *slurm]) == 0
    said = capsys.readouterr().out
    assert "an array job of 4 tasks, 2 processes each" in said
    assert "then a job that merges them, with --partition=short" in said
    assert "for the longest simulation" in said
    assert "processes  " not in said
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bin", "specs.py"]


def test_dry_run_refuses_what_the_run_would(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert s_sim_setup.main([specs(tmp_path), "--dry_run", "--set", "g_h_ba=0"]) == 2
    assert "did you mean 'g_h_bar'?" in capsys.readouterr().err
    (tmp_path / "data" / "X").mkdir(parents=True)
    with pytest.raises(UserError, match="give -o"):
        preview(single(tmp_path))
    assert "would be replaced" in preview(single(tmp_path), overwrite=True)
    with pytest.raises(UserError, match="--resume"):
        preview_sweep(single(tmp_path), grid={"g_h_bar": [0]})


def test_versions(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        s_sim_setup.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("grid-cell-simulation 0.1.0 (commit ")
