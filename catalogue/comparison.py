"""Two runs, sweeps or simulations side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.measured import Measured
from catalogue.columns import columns, spread, text, unit
from catalogue.listing import aligned
from catalogue.measured import measures_of
from catalogue.runs import Run

SHOWN_ABOVE = ("sim_id", "sim_num", "sim_date_time", "git_commit_hash")
Row = tuple[str, str, str]


def comparison(first: Run, second: Run) -> str:
    """The parameters and the provenance that differ, and all measures.

    Of a sweep the range of each value is shown.
    """
    sections: list[tuple[str, Iterable[Row]]] = [
        ("Run", _heading(first, second)),
        ("Parameters", _different(_parameters(first), _parameters(second))),
        ("Provenance", _different(_provenance(first), _provenance(second))),
        ("Measures", _measures(first, second)),
    ]
    rows: list[Row] = []
    for title, found in sections:
        lines = list(found) or [("no difference", "", "")]
        rows += [(title, "", ""), *((f"  {name}", a, b) for name, a, b in lines)]
    return aligned(rows)


def _heading(first: Run, second: Run) -> Iterable[Row]:
    yield "name", _name(first), _name(second)
    yield "set up (UTC)", f"{first.date:%Y-%m-%d %H:%M}", f"{second.date:%Y-%m-%d %H:%M}"


def _name(run: Run) -> str:
    if len(run.sim_nums) == 1:
        return run.label(run.sim_nums[0])
    return f"{run.sim_id} ({len(run.sim_nums)} simulations)"


def _parameters(run: Run) -> list[dict[str, Any]]:
    full = (run.full_params(sim_num) for sim_num in run.sim_nums)
    return [
        columns({key: value for key, value in params.items() if key not in SHOWN_ABOVE})
        for params in full
    ]


def _provenance(run: Run) -> list[dict[str, Any]]:
    return [columns(run.archive.provenance(sim_num)) for sim_num in run.sim_nums]


def _different(
    first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]
) -> Iterable[Row]:
    for name in dict.fromkeys(key for values in (*first, *second) for key in values):
        a, b = ([*dict.fromkeys(v.get(name) for v in side)] for side in (first, second))
        if a != b:
            label = f"{name} ({unit(name)})" if unit(name) else name
            yield label, spread(a), spread(b)


def _measures(first: Run, second: Run) -> Iterable[Row]:
    a, b = ([*measures_of(run).values()] for run in (first, second))
    for name in dict.fromkeys(key for values in (*a, *b) for key in values):
        yield name, _measure(name, a), _measure(name, b)


def _measure(name: str, simulations: Sequence[Mapping[str, Measured]]) -> str:
    """A measure of one simulation, or the range of several."""
    found = [values[name] for values in simulations if name in values]
    numbers = [float(f"{value:.4g}") for value in found if not value.reason]
    if numbers:
        return spread(numbers)
    return f"undefined ({found[0].reason})" if found else text(None)
