"""Run the cases, print the table, save it as JSON and, with matplotlib, as a figure.

Absolute times depend on the machine and on who else uses it: compare the column `x floor`, the
time of a cell's step against that of the model's 16 exponentials, measured after each run. Of the
runs of a case the fastest counts, and the smallest floor.
"""

import argparse
import importlib.util
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
from param import Param
from results.archive import Archive
from results.reader import open_archive
from simulation.provenance import commit_hash, now
from workspace.paths import ROOT

SIM_ID = "benchmark"
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
    parser.add_argument("--repeats", type=int, default=3, help="runs of a case (default 3)")
    parser.add_argument("--long", action="store_true", help="the long cases too: 20 minutes a run")
    return parser.parse_args(argv)


def run_case(case: Case, folder: Path) -> dict[str, Any]:
    """Run one case as a user does; return its row of the table."""
    script, specs = _write_specs(case, folder)
    usage = measure([sys.executable, str(ROOT / script), str(specs), "-o"], folder)
    row = (
        {"name": case.name, "n_cpus": case.n_cpus}
        | usage._asdict()
        | _speed(case, open_archive(SIM_ID, folder))
    )
    return row | {"floor_ns": EXPONENTIALS * exponential_ns()}


def _write_specs(case: Case, folder: Path) -> tuple[str, Path]:
    """The specs file of a case, and the script that takes it."""
    params = case.params | {"sim_id": SIM_ID, "n_cpus": case.n_cpus, "data_root": str(folder)}
    specs = folder / "specs.py"
    if case.n_simulations == 1:
        specs.write_text(f"def generate_input_params():\n    return {params!r}\n")
        return "s_sim_setup.py", specs
    sweep = {
        str(k): params | {"sim_num": str(k), "init_noise_seed": k}
        for k in range(case.n_simulations)
    }
    specs.write_text(f"def generate_mult_input_params():\n    return {sweep!r}\n")
    return "m_sim_setup.py", specs


def _speed(case: Case, archive: Archive) -> dict[str, float]:
    """Stages of finished runs (s, added up), and what a cell's step took of a core (ns)."""
    runs = list(archive.facts.values())
    stages = {
        name: sum(run[name] for run in runs)
        for name in ("build_s", "connect_s", "solve_s", "write_s")
    }
    params = Param() | case.params
    n_steps = case.n_simulations * params["sim_dur"] / params["dt"]
    cell_steps = n_steps * (params["N_stell"] + params["N_intrnrn"])
    core_s = sum(run["solve_s"] * run["n_processes"] for run in runs)
    return stages | {"ns_per_cell_step": core_s / cell_steps * 1e9}


def best(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The row of a case's fastest run, against the smallest floor among its runs."""
    row = dict(min(runs, key=lambda run: run["solve_s"]))
    row["floor_ns"] = min(run["floor_ns"] for run in runs)
    return row | {"times_floor": row["ns_per_cell_step"] / row["floor_ns"]}


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
    for case in _chosen(args.only, args.long):
        rows.append(best([_run_aside(case) for _ in range(args.repeats)]))
        print(table(rows[-1:]).splitlines()[-1], flush=True)
    print(f"{table(rows)}\n{BEFORE}")
    _save({"machine": facts, "rows": rows}, RESULTS / facts["date"].replace(":", ""))
    return 0


def _chosen(prefix: str, with_long: bool) -> list[Case]:
    """The cases of that name; the long ones if they are wanted or named."""
    wanted = with_long or prefix.startswith("long")
    return [case for case in CASES if case.name.startswith(prefix) and (wanted or not case.long)]


def _run_aside(case: Case) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return run_case(case, Path(folder))


def _save(found: dict[str, Any], stem: Path) -> None:
    stem.parent.mkdir(exist_ok=True)
    path = stem.with_name(f"{stem.name}.json")
    path.write_text(json.dumps(found, indent=1))
    print(f"saved as {path}")
    if importlib.util.find_spec("matplotlib"):
        from benchmarks.plot import plot

        print(f"saved as {plot(found['rows'], stem)[1]}")


if __name__ == "__main__":
    sys.exit(main())
