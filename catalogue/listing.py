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
WIDE = 110  # columns of a terminal in which what differs has room in the same line
NARROWEST = 12  # a column that is cut
GAP, INDENT = "  ", "    "


def listing(runs: Sequence[Run]) -> str:
    """A line for each run or sweep: what it is, how large, and what differs from the defaults.

    On a narrow terminal what differs has a line of its own.
    """
    lines = zip(runs, what_differs(runs), strict=True)
    rows = [HEADER, *(_row(run, ", ".join(changed) or "nothing") for run, changed in lines)]
    columns = terminal_columns()
    if columns >= WIDE:
        return aligned(rows)
    first = aligned([row[:-1] for row in rows]).splitlines()
    second = [INDENT + _cut(row[-1], columns - len(INDENT)) for row in rows]
    return "\n".join(f"{a}\n{b}" for a, b in zip(first, second, strict=True))


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


def aligned(rows: Sequence[Sequence[str]], is_cut: bool = True) -> str:
    """Rows in aligned columns; on a terminal the widest but the first are cut so that a line fits.

    Parameters
    ----------
    is_cut : False for what must be read whole, such as what is to be removed
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if is_cut:
        room = terminal_columns() - widths[0] - len(GAP) * (len(widths) - 1)
        widths[1:] = _shrunk(widths[1:], room)
    lines = (
        GAP.join(f"{_cut(cell, w):{w}}" for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(lines)


def _shrunk(widths: list[int], room: int) -> list[int]:
    """The largest reduced until all fit, but none to less than NARROWEST: then lines wrap."""
    while sum(widths) > room and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def terminal_columns() -> int:
    """How long a line may be."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else NO_LIMIT
