"""Run the simulations of the fidelity table and write docs/fidelity.md.

What an earlier call has simulated with the same parameters is taken from data/fidelity/, and
what it has measured of rows that are not named now from fidelity/results.json.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fidelity.rows import ROWS
from simulation.provenance import now, provenance
from workspace.errors import RunError, UserError
from workspace.files import write_json, write_text
from workspace.paths import ROOT

RESULTS = Path(__file__).parent / "results.json"
PAGE = ROOT / "docs" / "fidelity.md"
DIFFERENCES = Path(__file__).parent / "differences.md"
HEADING = """# Fidelity

Written by `make fidelity`: what was measured here, next to what the paper (Shaikh & Assisi 2025,
eLife RP108142) or its authors' code gives. Networks are chaotic and ours draws other noise, so
the numbers agree in statistics, not spike by spike. Measures of rings follow the authors'
definitions (`... as published` in `--summary`) unless the row says "our measure".

| quantity | published | measured | tolerance | verdict |
| --- | --- | --- | --- | --- |
"""
VERDICT = {True: "met", False: "**not met**", None: ""}


def measure(names: Sequence[str]) -> dict[str, Any]:
    """Simulate and measure these rows; the others as they were. Returns {name: result}."""
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in names:
        started = time.monotonic()
        rows = [row._asdict() for row in ROWS[name]()]
        seconds = round(time.monotonic() - started)
        results[name] = {"rows": rows, "seconds": seconds, "made": now()} | _origin()
        write_json(RESULTS, results)
        for row in rows:
            print(_line(row))
    return {name: results[name] for name in ROWS if name in results}


def page(results: Mapping[str, Any]) -> str:
    """docs/fidelity.md: the table, the differences, and where each row was measured."""
    lines = [_line(row) for result in results.values() for row in result["rows"]]
    origins = [
        f"| {name} | {r['made']} | {(r['commit'] or '')[:8]} | {r['machine']} | {r['seconds']} |"
        for name, r in results.items()
    ]
    measured_on = [
        "\n" + DIFFERENCES.read_text(encoding="utf-8"),
        "## Measured on\n",
        "| rows | date | commit | machine | took (s; 0 to few: simulated before) |",
        "| --- | --- | --- | --- | --- |",
        *origins,
    ]
    return HEADING + "\n".join([*lines, *measured_on]) + "\n"


def _line(row: Mapping[str, Any]) -> str:
    cells = (row["quantity"], row["published"], row["measured"], row["tolerance"])
    return f"| {' | '.join(cells)} | {VERDICT[row['met']]} |"


def _origin() -> dict[str, Any]:
    facts = provenance()
    versions = facts["versions"]
    machine = f"{os.cpu_count()} cores, {facts['machine']}, NEURON {versions['neuron']}"
    return {"commit": facts["commit"], "machine": machine}


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"default all: {', '.join(ROWS)}")
    args = parser.parse_args(argv)
    unknown = [name for name in args.rows if name not in ROWS]
    if unknown:
        parser.error(f"no row {unknown[0]!r}; expected some of {', '.join(ROWS)}")
    return args


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, write the page; return the exit status."""
    args = parse_args(argv)
    try:
        write_text(PAGE, page(measure(args.rows or list(ROWS))))
    except (UserError, RunError) as error:
        print(f"fidelity: {error}", file=sys.stderr)
        return error.exit_status
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
