"""What a sweep costs: `python -m benchmarks.sweep`, a few minutes on two cores.

rings: 12 simulations of the ring for 1 s, as a sweep (two at a time, each on one process) and one
after the other (each on two processes). pairs: 2,000 simulations of a stellate cell and an
interneuron for 10 ms: the overhead per simulation, and the memory of the coordinating process.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cases import RING_DC
from results.reader import load_spikes, open_archive
from simulation.provenance import commit_hash, now
from workspace.help_text import Paragraphs
from workspace.paths import ROOT, Workspace

RESULTS = ROOT / "benchmarks" / "results" / "sweep.json"
N_CPUS = 2
N_RINGS, RING = 12, RING_DC | {"sim_dur": 1000}
N_PAIRS = 2000
PAIR = {
    "conn_id": "stdn",
    "instr_id": "stdn",
    "N_stell": 1,
    "N_intrnrn": 1,
    "stell_const_dc": [1e-3, -1],
    "stell_init_noise": [10, 0, 0.01],
    "intrnrn_init_noise": [10, 0, 0.01],
    "sim_dur": 10,
}
LOOK_EVERY = 0.5  # s


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sweep",
        description=__doc__,
        formatter_class=Paragraphs,
    )
    parser.add_argument("--only", choices=("rings", "pairs"), help="measure only this one")
    return parser.parse_args(argv)


def rings(folder: Path) -> dict[str, Any]:
    """Time (s) of a sweep and of the same simulations one by one; whether the spikes are equal."""
    entries = _entries(folder, "benchmark_rings", N_RINGS, RING)
    sweep_s = _timed(lambda: _run("m_sim_setup.py", _sweep_specs(folder, entries)))
    one_by_one_s = sum(_timed(partial(_run_single, folder, e)) for e in entries.values())
    return {
        "sweep_s": sweep_s,
        "one_by_one_s": one_by_one_s,
        "ratio": sweep_s / one_by_one_s,
        "same_spikes": all(_same_spikes(folder, sim_num) for sim_num in entries),
    }


def pairs(folder: Path) -> dict[str, Any]:
    """Cost of a simulation (ms of a core) and its own part; memory (MB) of the coordinator."""
    entries = _entries(folder, "benchmark_pairs", N_PAIRS, PAIR)
    specs = _sweep_specs(folder, entries)
    watch = _Watch(Workspace("benchmark_pairs", folder).parts)
    wall_s = _timed(lambda: _run("m_sim_setup.py", specs, watch.start))
    facts = open_archive("benchmark_pairs", folder).facts.values()
    own_ms = 1e3 * float(np.mean([fact["build_s"] + fact["run_s"] for fact in facts]))
    cost_ms = 1e3 * wall_s * N_CPUS / N_PAIRS
    return {
        "wall_s": wall_s,
        "cost_ms": cost_ms,
        "own_ms": own_ms,
        "overhead_ms": cost_ms - own_ms,
        "first_part_after_s": watch.first_part_after,
        "last_part_after_s": watch.last_part_after,
        "memory_mb": watch.memory_while_running(),
    }


class _Watch:
    """Looks at the resident memory of the coordinator and at how many parts there are."""

    def __init__(self, parts: Path) -> None:
        self._parts = parts
        self._looks: list[tuple[float, float, int]] = []  # s, MB, parts

    def start(self, process: "subprocess.Popen[bytes]") -> None:
        threading.Thread(target=self._follow, args=(process,)).start()

    @property
    def first_part_after(self) -> float:
        return next(seconds for seconds, _, n_parts in self._looks if n_parts > 0)

    @property
    def last_part_after(self) -> float:
        most = max(n_parts for _, _, n_parts in self._looks)
        return next(seconds for seconds, _, n_parts in self._looks if n_parts == most)

    def memory_while_running(self) -> dict[str, float]:
        """From the first part to the last, by the share of that time; and the peak of all."""
        start, end = self.first_part_after, self.last_part_after
        running = [memory for seconds, memory, _ in self._looks if start <= seconds <= end]
        places = {
            f"{percent}%": (len(running) - 1) * percent // 100 for percent in range(0, 101, 25)
        }
        peak = max(memory for _, memory, _ in self._looks)
        return {name: running[place] for name, place in places.items()} | {"peak": peak}

    def _follow(self, process: "subprocess.Popen[bytes]") -> None:
        started = time.perf_counter()
        while process.poll() is None:
            n_parts = sum(1 for _ in self._parts.glob("*"))
            self._looks.append((time.perf_counter() - started, _memory(process.pid), n_parts))
            time.sleep(LOOK_EVERY)


def _memory(pid: int) -> float:
    """Resident memory (MB) of a process."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def _entries(folder: Path, sim_id: str, n: int, params: dict[str, Any]) -> dict[str, Any]:
    place = {"sim_id": sim_id, "data_root": str(folder), "n_cpus": N_CPUS}
    return {
        str(k): params | place | {"sim_num": str(k), "init_noise_seed": 1000 + k} for k in range(n)
    }


def _sweep_specs(folder: Path, entries: dict[str, Any]) -> Path:
    specs = folder / "sweep.py"
    specs.write_text(f"def generate_mult_input_params():\n    return {entries!r}\n")
    return specs


def _run_single(folder: Path, entry: dict[str, Any]) -> None:
    own = {"sim_id": f"benchmark_ring_{entry['sim_num']}", "sim_num": 0}
    specs = folder / "single.py"
    specs.write_text(f"def generate_input_params():\n    return {entry | own!r}\n")
    _run("s_sim_setup.py", specs)


def _same_spikes(folder: Path, sim_num: str) -> bool:
    swept = load_spikes("benchmark_rings", sim_num, folder)
    alone = load_spikes(f"benchmark_ring_{sim_num}", 0, folder)
    return all(map(np.array_equal, swept, alone, [True, True]))


def _run(
    script: str,
    specs: Path,
    watch: Callable[["subprocess.Popen[bytes]"], None] = lambda process: None,
) -> None:
    command = [sys.executable, str(ROOT / script), str(specs), "-o"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    watch(process)
    if status := process.wait():
        raise subprocess.CalledProcessError(status, command)


def _timed(run: Callable[[], Any]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def main(argv: Sequence[str] | None = None) -> int:
    """Run the measurements, print and save them; return the exit status."""
    args = parse_args(argv)
    found: dict[str, Any] = {"commit": commit_hash(), "finished": now()}
    for name, measurement in (("rings", rings), ("pairs", pairs)):
        if args.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                found[name] = measurement(Path(folder))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
