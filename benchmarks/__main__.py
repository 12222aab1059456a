"""Measure speed and memory of a set of cases; print a table and save it as JSON and as a figure.

Each case runs on each of its simulators in turn, several times; the table has medians. Absolute
times depend on the machine and on its load. On a busy machine, compare ratios: `x CoreNEURON` is
the median of the ratios of neighbouring runs, and `x floor` is the time of one step of a cell
divided by the time of the model's 16 exponentials, measured after each run.
"""

import argparse
import importlib.util
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.cases import CASES, Case
from benchmarks.runs import Row, measure_brian2, measure_case
from cells import mechanisms
from simulation.fused import kernel
from simulation.provenance import commit_hash, now
from workspace.help_text import Paragraphs
from workspace.paths import ROOT

BAR = "{percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} runs, {desc} [{elapsed}<{remaining}]"
RESULTS = ROOT / "benchmarks" / "results"
COLUMNS = (
    ("build_s", "build s", ".2f"),
    ("connect_s", "of it connect", ".2f"),
    ("solve_s", "solve s", ".2f"),
    ("write_s", "write s", ".2f"),
    ("wall_s", "command s", ".2f"),
    ("cpu_s", "its CPU s", ".2f"),
    ("memory_mb", "memory MB", ".0f"),
    ("ns_per_cell_step", "ns/cell-step/core", ".1f"),
    ("times_floor", "x floor", ".2f"),
    ("solve_s_ratio", "x CoreNEURON: solve", ".2f"),
    ("wall_s_ratio", "command", ".2f"),
    ("cpu_s_ratio", "CPU", ".2f"),
)


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=Paragraphs,
    )
    parser.add_argument(
        "--only", default="", help="only cases whose name begins with this, e.g. 'sheet 31'"
    )
    parser.add_argument("--repeats", type=int, default=3, help="runs per case (default 3)")
    parser.add_argument(
        "--long", action="store_true", help="also the long cases: 20 minutes per run"
    )
    parser.add_argument(
        "--brian2",
        metavar="PYTHON",
        help="also run the ring on Brian2: path of a python that has Brian2 installed",
    )
    return parser.parse_args(argv)


def header() -> str:
    """The first two lines of the table, which is Markdown."""
    titles = ["case", "simulator", "processes", *(title for _, title, _ in COLUMNS)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (titles, ["---"] * len(titles)))


def line(row: Row) -> str:
    """A row of the table."""
    values = [format(row[key], form).replace("nan", "") for key, _, form in COLUMNS]
    return f"| {' | '.join([row['name'], row['simulator'], str(row['n_cpus']), *values])} |"


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
    mechanisms.ensure_compiled()
    kernel.ensure_compiled()
    facts, rows = machine(), list[Row]()
    print(json.dumps(facts), header(), sep="\n", flush=True)
    cases = _chosen(args.only, args.long)
    brian2 = (1, 2) if args.brian2 else ()
    n_runs = args.repeats * sum(len(case.simulators) for case in cases) + len(brian2)
    with tqdm(total=n_runs, bar_format=BAR) as progress:
        for case in cases:
            rows += _told(measure_case(case, args.repeats, progress))
        for n_cpus in brian2:
            progress.set_description_str(f"Brian2, {n_cpus} threads")
            rows += _told([measure_brian2(args.brian2, n_cpus, args.repeats)])
            progress.update()
    _save({"machine": facts, "rows": rows}, RESULTS / facts["date"].replace(":", ""))
    return 0


def _told(rows: list[Row]) -> list[Row]:
    for row in rows:
        tqdm.write(line(row))
    sys.stdout.flush()
    return rows


def _chosen(prefix: str, with_long: bool) -> list[Case]:
    """The cases of that name; the long ones if they are wanted or named."""
    wanted = with_long or prefix.startswith("long")
    return [case for case in CASES if case.name.startswith(prefix) and (wanted or not case.long)]


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
