"""Ctrl-C, kills, crashes, a full disk, two runs at once: no process stays, no old data are lost."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.runs import PATIENCE, PROGRESS, Bench, listen_to_ctrl_c, wait_for
from workspace.paths import ROOT, saved_matrix

LONG = {"sim_dur": 1e6}  # ms: longer than any test waits


def processes_of(bench: Bench) -> list[psutil.Process]:
    """The processes with the test's sim_id, or its specs file, among their arguments."""
    names = (bench.sim_id, str(bench.folder))
    return [p for p in psutil.process_iter(["cmdline"]) if any(n in _line(p) for n in names)]


def _line(process: psutil.Process) -> str:
    return " ".join(process.info["cmdline"] or ())


@pytest.fixture(params=[1, 2], ids=["one process", "two processes"])
def running(
    request: pytest.FixtureRequest, bench: Bench
) -> Iterator[tuple[Bench, subprocess.Popen[str]]]:
    """A run in the middle of the simulation, over older data of the same sim_id."""
    bench.simulate()
    bench.before = bench.spike_hash()  # type: ignore[attr-defined]
    specs = bench.specs(**LONG, n_cpus=request.param, show_progress_bar=True)
    process = bench.start(specs, "-o")
    assert process.stderr is not None
    seen = ""
    while "0/1000000 ms" not in seen:
        seen += process.stderr.read(1)
    yield bench, process
    process.kill()
    process.communicate()


def test_ctrl_c_ends_all_processes(running: tuple[Bench, "subprocess.Popen[str]"]) -> None:
    bench, process = running
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    wait_for(lambda: not processes_of(bench))
    assert bench.spike_hash() == bench.before  # type: ignore[attr-defined]


def test_a_killed_launcher_leaves_no_process(
    running: tuple[Bench, "subprocess.Popen[str]"],
) -> None:
    bench, process = running
    process.kill()
    process.communicate(timeout=PATIENCE)
    wait_for(lambda: not processes_of(bench))
    assert bench.spike_hash() == bench.before  # type: ignore[attr-defined]
    done = bench.run(bench.specs(), "-o")
    assert done.returncode == 0, done.stderr
    assert not (bench.data_root / f".{bench.sim_id}.new").exists()


def test_a_second_run_of_a_sim_id_is_refused(
    running: tuple[Bench, "subprocess.Popen[str]"],
) -> None:
    bench, process = running
    second = bench.run(bench.specs(), "-o")
    assert second.returncode == 2
    assert "is being simulated by another process" in second.stderr
    assert process.poll() is None
    assert bench.spike_hash() == bench.before  # type: ignore[attr-defined]


def test_a_killed_rank_ends_the_others(bench: Bench) -> None:
    process = bench.start(bench.specs(**LONG, n_cpus=2, show_progress_bar=True))
    wait_for(lambda: len([p for p in processes_of(bench) if _is_rank(p)]) == 2)
    [*_, last] = [p for p in processes_of(bench) if _is_rank(p)]
    last.kill()
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "killed or crashed" in said
    assert not processes_of(bench)


def _is_rank(process: psutil.Process) -> bool:
    arguments = process.info["cmdline"]
    return "python" in arguments[0] and any(a.endswith("s_run.py") for a in arguments)


@pytest.mark.parametrize(("n_cpus", "sim_dur"), [(1, 20), (2, 150)])
def test_one_error_of_any_rank_is_one_line(bench: Bench, n_cpus: int, sim_dur: float) -> None:
    bench.simulate()
    before = bench.spike_hash()
    done = bench.run(bench.specs(stell_const_dc=[1e6, 0], n_cpus=n_cpus, sim_dur=sim_dur), "-o")
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    notes = "note: "  # of the odd current
    (line,) = [x for x in lines if not x.startswith(notes) and not PROGRESS.match(x)]
    assert "the voltage of cell" in line
    log = line.rpartition("(log: ")[2].rstrip(")")
    assert "RunError" in Path(log).read_text()
    assert bench.spike_hash() == before
    bench.simulate()  # the next run clears what the failed one left
    assert bench.left_in_cache() == []


@pytest.mark.parametrize("n_cpus", [1, 2])
def test_a_full_disk_keeps_the_old_data(bench: Bench, n_cpus: int) -> None:
    bench.simulate()
    before = bench.spike_hash()
    traces = {"stell_v": {"state": True}}
    long = {"sim_dur": 10_000, "recorder_dt": 0.025, "split_sim": [True, 100]}
    specs = bench.specs(record_handle_stell=traces, **long, n_cpus=n_cpus)
    limit = 40_000_000  # bytes; the traces take 70 MB
    done = subprocess.run(
        bench.command(specs, "-o"),
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert "cannot write" in done.stderr
    assert bench.spike_hash() == before


def test_a_crash_leaves_no_shared_memory(bench: Bench) -> None:
    process = bench.start(bench.specs(**LONG, n_cpus=2, show_progress_bar=True))
    assert process.stderr is not None
    process.stderr.read(20)
    maps = [m.path for rank in processes_of(bench) if _is_rank(rank) for m in rank.memory_maps()]
    shared = {path.removesuffix(" (deleted)") for path in maps if "/mpich_shm_" in path}
    process.kill()
    process.communicate(timeout=PATIENCE)
    if sys.platform == "linux":
        assert shared
    assert not any(os.path.exists(path) for path in shared)


@pytest.mark.parametrize("is_sweep", [False, True])
def test_ctrl_c_while_a_specs_file_is_slow(bench: Bench, is_sweep: bool) -> None:
    specs, name = bench.folder / "slow.py", "mult_input" if is_sweep else "input"
    ready = bench.folder / "ready"
    code = f"import time\nopen({str(ready)!r}, 'w').close()\ntime.sleep(600)"
    specs.write_text(f"def generate_{name}_params():\n    " + code.replace("\n", "\n    "))
    script = "m_sim_setup.py" if is_sweep else "s_sim_setup.py"
    process = subprocess.Popen(
        [sys.executable, str(ROOT / script), str(specs)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=listen_to_ctrl_c,
    )
    wait_for(ready.exists)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said


def test_a_background_shell_keeps_ctrl_c_from_a_run(bench: Bench) -> None:
    process = subprocess.Popen(
        bench.command(bench.specs(sim_dur=3000, show_progress_bar=True)),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    assert process.stderr is not None
    process.stderr.read(20)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_four_runs_save_one_matrix_at_once(bench: Bench) -> None:
    kept = saved_matrix("1d", bench.sim_id)
    runs = []
    for k in range(4):
        folder = bench.folder / str(k)
        folder.mkdir()
        other = Bench(folder)
        specs = other.specs(save_conn_matrix=True, matrix_id=bench.sim_id, sim_dur=20)
        runs.append((other, other.start(specs)))
    try:
        for other, process in runs:
            _, said = process.communicate(timeout=2 * PATIENCE)
            assert process.returncode == 0, said
            other.clear_cache()
        bench.simulate(build_conn_matrix=False, matrix_id=bench.sim_id)
        assert [path.name for path in kept.parent.glob(f".*{bench.sim_id}*")] == []
    finally:
        kept.unlink(missing_ok=True)


def test_a_data_root_that_cannot_be_written_is_refused(bench: Bench) -> None:
    done = bench.run(bench.specs(data_root="/proc/data"))
    assert done.returncode == 2
    assert done.stderr.startswith("s_sim_setup: data_root: got '/proc/data', expected a folder")
    assert done.stderr.count("\n") == 1
    assert bench.left_in_cache() == []
