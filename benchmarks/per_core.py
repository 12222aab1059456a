"""What a cell's step takes of one core: `python -m benchmarks.per_core`, some minutes.

CPU time, so that it means something on a busy machine, too: of CoreNEURON, the fused solver and,
with --brian2, Brian2. The table has medians, and medians of the ratios of neighbouring runs.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.cases import CASES, Case
from benchmarks.runs import cell_steps
from network_configs.network_init import network_init
from param import Param
from simulation import engine
from simulation.solvers import SOLVERS
from workspace.help_text import Paragraphs
from workspace.paths import ROOT

SETTLED = 150.0  # ms: the initial noise is over
CASE_NAMES = (
    "ring",
    "ring, noise throughout",
    "ring, v of stellate cells at 0.1 ms",
    "sheet 31 x 31",
)


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.per_core",
        description=__doc__,
        formatter_class=Paragraphs,
    )
    parser.add_argument("--repeats", type=int, default=5, help="runs of a case (default 5)")
    parser.add_argument("--brian2", metavar="PYTHON", help="python of an environment with Brian2")
    return parser.parse_args(argv)


def cpu_ns(case: Case, simulator: str) -> float:
    """CPU time (ns) of a cell's step on one process, after the initial noise."""
    params = Param()
    duration = min(case.params["sim_dur"], 1000.0)
    params.update_params(case.params | {"sim_id": "per_core", "simulator": simulator})
    network = network_init(params.typed)
    engine.configure(network.params)
    solver = SOLVERS[simulator](network)
    solver.initialize(engine.V_INIT)
    settled = min(SETTLED, duration / 2)
    solver.advance(settled)
    started = time.process_time()
    solver.advance(duration)
    seconds = time.process_time() - started
    return seconds / ((duration - settled) / params["dt"] * len(network.cells)) * 1e9


def brian2_ns(python: str, repeats: int) -> list[float]:
    """CPU time (ns) of a cell's step of the ring on Brian2, compiled once."""
    command = [python, "-m", "benchmarks.brian2_ring", "--repeats", str(repeats)]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    (case,) = (case for case in CASES if case.name == "ring" and case.n_cpus == 1)
    return [s / cell_steps(case) * 1e9 for s in json.loads(said.splitlines()[-1])["cpu_s"]]


def in_turn(measurements: dict[str, Callable[[], float]], repeats: int) -> dict[str, list[float]]:
    """The values of measurements that are made in turn, several times over."""
    found: dict[str, list[float]] = {name: [] for name in measurements}
    for _ in range(repeats):
        for name, measurement in measurements.items():
            found[name].append(measurement())
    return found


def line(case: str, found: dict[str, list[float]]) -> str:
    """A line of the table: medians (ns), and of the ratios to the fused solver."""
    cells = []
    for values in found.values():
        ratios = [value / base for value, base in zip(values, found["fused"], strict=True)]
        cells.append(f"{statistics.median(values):.1f} ({statistics.median(ratios):.2f})")
    return f"| {case} | {' | '.join(cells)} |"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status."""
    args = parse_args(argv)
    print("| ns of a core per cell-step (x fused) | CoreNEURON | fused | Brian2 |")
    print("| --- | --- | --- | --- |")
    for name in CASE_NAMES:
        case = next(case for case in CASES if case.name == name)
        found = in_turn(
            {simulator: partial(cpu_ns, case, simulator) for simulator in case.simulators},
            args.repeats,
        )
        if name == "ring" and args.brian2:
            found["Brian2"] = brian2_ns(args.brian2, args.repeats)
        print(line(name, found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
