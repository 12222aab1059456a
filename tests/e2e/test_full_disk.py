"""A disk that is full at any moment: one line, the old data untouched, and a way to go on."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.runs import PROGRESS, Bench
from tests.sweep_bench import SweepBench

TRACES: dict[str, Any] = {
    "record_handle_stell": {"stell_v": {"state": True}},
    "sim_dur": 200,
    "recorder_dt": 0.1,
    "split_sim": [True, 20],
}


def file_limit(n_bytes: int) -> Callable[[], None]:
    """No file may grow beyond n_bytes: writing more fails as on a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))


def run_limited(bench: Bench, specs: Path, n_bytes: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        bench.command(specs, "-o"),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        preexec_fn=file_limit(n_bytes),
    )


def lines(said: str) -> list[str]:
    """What is said on stderr, but the progress."""
    return [line for line in said.splitlines() if line and not PROGRESS.match(line)]


@pytest.fixture
def sweep_bench(tmp_path: Path) -> Iterator[SweepBench]:
    bench = SweepBench(tmp_path)
    yield bench
    bench.clear_cache()


# The lock, the matrix (its start, its end), the traces (328 KB).
@pytest.mark.parametrize("n_bytes", [0, 200, 20_000, 300_000])
def test_a_single_run_fails_in_one_line(bench: Bench, n_bytes: int) -> None:
    bench.simulate()
    before = bench.spike_hash()
    done = run_limited(bench, bench.specs(**TRACES), n_bytes)
    assert done.returncode == 1, done.stderr
    (line,) = lines(done.stderr)
    assert "File too large" in line
    assert bench.spike_hash() == before
    bench.simulate(**TRACES)
    assert [path.name for path in bench.data_root.iterdir()] == [bench.sim_id]


# The parameters in cache/, the matrix, the traces, the merged traces of both.
@pytest.mark.parametrize(
    ("n_bytes", "n_lines"), [(5000, 1), (20_000, 2), (300_000, 2), (500_000, 1)]
)
def test_a_sweep_fails_in_a_line_each_and_is_resumed(
    sweep_bench: SweepBench, n_bytes: int, n_lines: int
) -> None:
    bench = sweep_bench
    assert bench.run(bench.sweep_specs(bench.sweep(2))).returncode == 0
    before = bench.files()
    specs = bench.sweep_specs(bench.sweep(2, **TRACES))
    done = run_limited(bench, specs, n_bytes)
    assert done.returncode == 1, done.stderr
    said = [line for line in lines(done.stderr) if "2 simulations failed" not in line]
    assert len(said) == n_lines, done.stderr
    assert all("File too large" in line for line in said)
    if n_bytes != 500_000:
        assert bench.files() == before
    resumed = bench.run(specs, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert "2 of 2 simulations are finished" in resumed.stdout
    assert bench.leftovers() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_keeps_the_old_data(bench: Bench, small_disk: Path) -> None:
    bench.data_root = small_disk
    bench.simulate()
    before = bench.spike_hash()
    done = bench.run(bench.specs(**TRACES), "-o")
    assert done.returncode == 1
    note, line = lines(done.stderr)
    assert note.startswith("note: disk: about")
    assert "No space left on device" in line
    assert bench.spike_hash() == before
    assert os.listdir(small_disk) == [bench.sim_id]
