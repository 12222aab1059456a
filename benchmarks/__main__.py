"""Run the cases, print the table, save it as JSON .

Absolute times depend on the machine and on who else uses it: compare the column `x floor`, the
time of a cell's step against that of the model's 16 exponentials, measured in the same run.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.cases import CASES, Case
from benchmarks.measure import EXPONENTIALS, exponential_ns, measure
from simulation.provenance import commit_hash, now
from simulation.workspace import ROOT

RESULTS = ROOT / "benchmarks" / "results"
COLUMNS = (
    ("build_s", "build s", ".2f"),
    ("connect_s", "of it connect", ".2f"),
    ("solve_s", "solve s", ".2f"),
    ("write_s", "write s", ".2f"),
    ("wall_s", "command s", ".2f"),
    ("memory_mb", "memory MB", ".0f"),
    ("ns_per_cell_step", "ns/cell-step/core", ".1f"),
    ("times_floor", "x floor", ".2f"),
)

BEFORE = """
Before the project began, on a machine with AVX-512 (0.6 ns an exp), the ring for 500 ms took to
solve on 2 processes: NEURON 1.7 s, CoreNEURON 1.2 s, with vectorised exp 0.56 s (97 ns per
cell-step and core, 10 x floor); the authors' implementation on NEURON 2.3 s (399 ns, 42 x)."""


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="", help="cases whose name begins so, e.g. 'sheet 31'")
    parser.add_argument("--repeats", type=int, default=1, help="runs of a case; the fastest counts")
    return parser.parse_args(argv)


def run_case(case: Case, folder: Path) -> dict[str, Any]:
    """Run one case as a user does; return its row of the table."""
    sim_id = "benchmark"
    params = case.params | {"sim_id": sim_id, "n_cpus": case.n_cpus, "data_root": str(folder)}
    specs = folder / "specs.py"
    specs.write_text(f"def generate_input_params():\n    return {params!r}\n")
    command = [sys.executable, str(ROOT / "s_sim_setup.py"), str(specs), "-o"]
    usage = measure(command, folder)
    archived = json.loads((folder / sim_id / f"{sim_id}.json").read_text())
    return {"name": case.name, "n_cpus": case.n_cpus} | usage._asdict() | _speed(archived)


def _speed(archived: dict[str, Any]) -> dict[str, float]:
    """Stages of a finished run (s), and what a cell's step took of a core (ns)."""
    params, facts = archived["params"], archived["provenance"]
    n_steps = params["sim_dur"] / params["dt"]
    cell_steps = n_steps * (params["N_stell"] + params["N_intrnrn"])
    ns = facts["solve_s"] * facts["n_processes"] / cell_steps * 1e9
    stages = {name: facts[name] for name in ("build_s", "connect_s", "solve_s", "write_s")}
    return stages | {"ns_per_cell_step": ns, "times_floor": ns / (EXPONENTIALS * exponential_ns())}


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as a Markdown table."""
    header = ["case", "processes", *(title for _, title, _ in COLUMNS)]
    lines = [header, ["---"] * len(header)]
    for row in rows:
        values = [format(row[key], form) for key, _, form in COLUMNS]
        lines.append([row["name"], str(row["n_cpus"]), *values])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> dict[str, Any]:
    """What this was measured on."""
    cpuinfo = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(": ")[1] for line in cpuinfo if line.startswith("model name")), "?")
    units = [unit for unit in ("avx512f", "avx2") if any(unit in line for line in cpuinfo)]
    return {"cpu": model, "vector_unit": units[0] if units else "?", "cores": os.cpu_count()} | {
        "python": platform.python_version(),
        "commit": commit_hash(),
        "date": now(),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, save; return the exit status."""
    args = parse_args(argv)
    facts, rows = machine(), []
    print(json.dumps(facts), flush=True)
    for case in (case for case in CASES if case.name.startswith(args.only)):
        with tempfile.TemporaryDirectory() as folder:
            runs = [run_case(case, Path(folder)) for _ in range(args.repeats)]
        rows.append(min(runs, key=lambda row: row["solve_s"]))
        print(table(rows[-1:]).splitlines()[-1], flush=True)
    print(f"{table(rows)}\n{BEFORE}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{facts['date'].replace(':', '')}.json"
    path.write_text(json.dumps({"machine": facts, "rows": rows}, indent=1))
    print(f"saved as {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
