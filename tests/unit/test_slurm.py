"""A sweep that is submitted to Slurm, with programs in the place of Slurm's; what became of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import m_sim_setup
from tests.sweep_bench import SweepBench
from workspace.errors import INCOMPLETE

SBATCH = """#!/bin/sh
echo "$@" >> {calls}
wc -l < {calls} | tr -d ' '
"""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[SweepBench]:
    bench = SweepBench(tmp_path)
    yield bench
    bench.clear_cache()


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs with Slurm's names, first on the path."""
    folder = tmp_path / "slurm_bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    program(folder / "sbatch", SBATCH.format(calls=tmp_path / "calls"))
    program(folder / "scontrol", "#!/bin/sh\necho 'MaxArraySize            = 2'\n")
    program(folder / "squeue", "#!/bin/sh\n")
    return folder


def program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def calls(bench: SweepBench) -> list[str]:
    """The arguments with which sbatch was called."""
    return (bench.folder / "calls").read_text().splitlines()


def resume(bench: SweepBench) -> int:
    return m_sim_setup.main([str(bench.folder / "sweep.py"), "--resume", "--no_run"])


def test_arrays_within_the_limit_then_a_merge(
    bench: SweepBench, slurm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    specs = bench.sweep_specs(bench.sweep(3, n_cpus_per_sim=2))
    assert m_sim_setup.main([str(specs), "--slurm=--partition=short --time=10"]) == 0
    folder = bench.workspace.sweep_cache / "slurm"
    options = "--partition=short --time=10"
    assert calls(bench) == [
        f"--parsable --array=0-1 {options} {folder}/array.sh 0",
        f"--parsable --array=0-0 {options} {folder}/array.sh 2",
        f"--parsable --dependency=afterany:1:2 {options} {folder}/merge.sh",
    ]
    assert "submitted 3 simulations to Slurm (job 1, 2) and their merge (job 3;" in (
        capsys.readouterr().out
    )
    script = (folder / "array.sh").read_text()
    assert "#SBATCH --ntasks=2\n" in script
    assert int(script.partition("--mem-per-cpu=")[2].partition("M")[0]) >= 200
    assert (folder / "sim_nums").read_text().split() == ["0", "1", "2"]
    assert list(json.loads((folder / f"{bench.sim_id}.json").read_text())) == ["0", "1", "2"]


def test_without_slurm_nothing_is_written(
    bench: SweepBench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    specs = bench.sweep_specs(bench.sweep(2))
    assert m_sim_setup.main([str(specs), "--slurm"]) == 2
    assert "--slurm: sbatch is not found" in capsys.readouterr().err
    assert bench.left_in_cache() == []


def test_a_refusal_is_one_line(
    bench: SweepBench, slurm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(slurm / "sbatch", "#!/bin/sh\necho 'invalid partition specified: x' >&2\nexit 1\n")
    assert m_sim_setup.main([str(bench.sweep_specs(bench.sweep(2))), "--slurm"]) == 1
    assert capsys.readouterr().err == (
        "m_sim_setup: --slurm: sbatch refused the job: invalid partition specified: x\n"
    )


def test_queued_and_running_tasks_are_told_and_not_submitted_again(
    bench: SweepBench, slurm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    specs = bench.sweep_specs(bench.sweep(4))
    assert m_sim_setup.main([str(specs), "--slurm"]) == 0
    program(slurm / "squeue", "#!/bin/sh\necho 1 1 RUNNING\necho 2 0 PENDING\n")
    assert resume(bench) == INCOMPLETE
    said = capsys.readouterr().out
    assert "1 queued; 1 running; --resume runs the 2 left" in said
    (bench.folder / "calls").unlink()
    assert m_sim_setup.main([str(specs), "--resume", "--slurm"]) == 0
    assert (bench.workspace.sweep_cache / "slurm" / "sim_nums").read_text().split() == ["0", "3"]


def test_a_killed_task_is_told_from_one_that_waits(
    bench: SweepBench, capsys: pytest.CaptureFixture[str]
) -> None:
    specs = bench.sweep_specs(bench.sweep(2))
    assert m_sim_setup.main([str(specs), "--no_run"]) == 0
    assert resume(bench) == INCOMPLETE
    (bench.workspace.sweep_cache / "1.started").write_text("node7, Slurm job 12")
    capsys.readouterr()
    assert resume(bench) == 1
    said = capsys.readouterr()
    assert "1 missing (0), 1 killed (1)" in said.out
    assert "simulation 1: was killed on node7, Slurm job 12 (scancel" in said.err


def test_the_job_that_merges_runs_the_command_at_the_end(
    bench: SweepBench, slurm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    specs = bench.sweep_specs(bench.sweep(2))
    said = bench.folder / "said"
    assert m_sim_setup.main([str(specs), "--slurm", "--on_end", f"echo $STATUS > {said}"]) == 0
    assert not said.exists()
    merge = (bench.workspace.sweep_cache / "slurm" / "merge.sh").read_text()
    assert f"--resume --no_run --on_end 'echo $STATUS > {said}'\n" in merge
    command = ["--resume", "--no_run", "--on_end", f"echo $STATUS > {said}"]
    assert m_sim_setup.main([str(specs), *command]) == INCOMPLETE
    assert said.read_text() == "incomplete\n"
