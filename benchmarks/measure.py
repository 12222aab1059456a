"""Measure one command: its time, the memory of all its processes, and the floor beside it."""

import os
import resource
import shlex
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from workspace.errors import RunError

EXPONENTIALS = 16  # of the model, per cell and step
FLOOR_SOURCE = Path(__file__).with_name("floor.c")
COMPILER_FLAGS = ("-O3", "-march=native", "-ffast-math", "-fopenmp")
LOOK_EVERY = 0.05  # s


class Usage(NamedTuple):
    """What a command and its processes took.

    Attributes
    ----------
    wall_s, cpu_s : time, and time of all cores (s)
    memory_mb : the peaks of its processes, added up (MB)
    """

    wall_s: float
    cpu_s: float
    memory_mb: float


def measure(command: Sequence[str], folder: Path) -> Usage:
    """Run a command to its end in `folder`; what it prints is shown only where it fails.

    Raises
    ------
    RunError
        If it ends with another exit status than 0.
    """
    peaks: dict[int, int] = {}
    ended = threading.Event()
    with tempfile.TemporaryFile("w+") as printed:
        started, cpu_before = time.perf_counter(), _cpu_of_children()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed
        )
        watcher = threading.Thread(target=_watch, args=(process.pid, peaks, ended))
        watcher.start()
        status = process.wait()
        wall, cpu = time.perf_counter() - started, _cpu_of_children() - cpu_before
        ended.set()
        watcher.join()
        if status:
            printed.seek(0)
            raise RunError(f"{shlex.join(command)} failed:\n{printed.read().strip()}")
    return Usage(wall, cpu, sum(peaks.values()) / 1024)


def exponential_ns() -> float:
    """What one vectorised exp takes here and now (ns)."""
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder, "floor"))
        compiler = os.environ.get("CC", "gcc")
        subprocess.run([compiler, *COMPILER_FLAGS, FLOOR_SOURCE, "-o", program, "-lm"], check=True)
        said = subprocess.run([program], check=True, capture_output=True, text=True)
    return float(said.stdout)


def _cpu_of_children() -> float:
    """CPU time (s) of the processes that have been waited for, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(root: int, peaks: dict[int, int], ended: threading.Event) -> None:
    """Keep the peak resident memory (kB) of a process and of all that it started."""
    while not ended.wait(LOOK_EVERY):
        for pid in _descendants(root):
            peaks[pid] = max(peaks.get(pid, 0), _peak_kb(pid))


def _descendants(root: int) -> list[int]:
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += _children(pid)
    return found


def _children(pid: int) -> list[int]:
    """The processes that a process has started; none where it has ended."""
    try:
        files = list(Path(f"/proc/{pid}/task").glob("*/children"))
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for file in files for child in _text(file).split()]


def _peak_kb(pid: int) -> int:
    lines = _text(Path(f"/proc/{pid}/status")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def _text(path: Path) -> str:
    """The content of a file of /proc; empty where the process has ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
