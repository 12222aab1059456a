"""The runs as text: a line for each, in aligned columns."""

import shutil
import sys
from collections import Counter
from collections.abc import Sequence

from catalogue.columns import SEEDS, differences, spread
from catalogue.runs import Run
from workspace.files import size_text

HEADER = ("sim_id", "date (UTC)", "network", "duration", "sims", "size", "what differs")
NO_LIMIT = 10**6  # columns of an output that is no terminal
NARROWEST = 120  # a narrower terminal wraps lines of this length


def listing(runs: Sequence[Run]) -> str:
    """A line for each run or sweep: what it is, how large, and what differs from the defaults."""
    lines = zip(runs, what_differs(runs), strict=True)
    rows = [_row(run, ", ".join(changed) or "nothing") for run, changed in lines]
    return aligned([HEADER, *rows])


def what_differs(runs: Sequence[Run]) -> list[list[str]]:
    """What differs from the defaults in each run or sweep, like "g_h_bar 0".

    What few of the runs have comes first, the seeds last.
    """
    changed = [differences(run.params) for run in runs]
    n_having = Counter(item for values in changed for item in values.items())

    def rank(item: tuple[str, str]) -> tuple[bool, int]:
        return item[0] in SEEDS, n_having[item]

    in_order = [sorted(values.items(), key=rank) for values in changed]
    return [[f"{name} {value}" for name, value in row] for row in in_order]


def _row(run: Run, changed: str) -> tuple[str, ...]:
    return (
        run.sim_id,
        f"{run.date:%Y-%m-%d %H:%M}",
        network(run),
        duration(run),
        _simulations(run),
        size_text(run.size),
        changed,
    )


def network(run: Run) -> str:
    """The network and its cells, as 1d 384+192."""
    cells = [f"{p.get('N_stell', '?')}+{p.get('N_intrnrn', '?')}" for p in run.params]
    return f"{spread([p.get('conn_id') for p in run.params])} {spread(cells)}"


def duration(run: Run) -> str:
    """How long it was simulated, in seconds."""
    return f"{spread([p.get('sim_dur', 0) / 1000 for p in run.params])} s"


def _simulations(run: Run) -> str:
    n, finished = len(run.sim_nums), sum(map(run.has_data, run.sim_nums))
    return str(n) if finished == n else f"{finished} of {n}"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows in aligned columns; on a terminal long lines are cut."""
    width = NO_LIMIT
    if sys.stdout.isatty():
        width = max(shutil.get_terminal_size().columns, NARROWEST)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(f"{cell:{w}}" for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(line if len(line) <= width else f"{line[: width - 3]}..." for line in lines)
