"""The numbers that vary in a sweep."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from analysis.checks import Array
from parameters.table import Parameter

NEVER_DRAWN = ("sim_num", "sim_date_time")
SEEDS = ("noise_seed", "init_noise_seed")  # repetitions, unless nothing else varies


def varied(params_of: Mapping[str, Mapping[str, Any]]) -> dict[str, Array]:
    """The numbers that vary in a sweep.

    Parameters
    ----------
    params_of : mapping of str to mapping
        {sim_num: its full parameters}.

    Returns
    -------
    dict of str to ndarray
        {parameter: a value per simulation}; items of a list as stell_const_dc[0], of a dict as
        extra_params[amp2]. Seeds count only where nothing else varies.
    """
    found = _varying(params_of)
    without_seeds = {name: values for name, values in found.items() if name not in SEEDS}
    return without_seeds or found


def repeated(params_of: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """The seeds of repetitions, {seed: how many values}: all else that varies is the same."""
    found = _varying(params_of)
    others = [values for name, values in found.items() if name not in SEEDS]
    return {
        name: len(np.unique(values))
        for name, values in found.items()
        if name in SEEDS and others and n_combinations([*others, values]) > n_combinations(others)
    }


def n_combinations(columns: Sequence[Array]) -> int:
    """How many different combinations of values the simulations have."""
    return len(np.unique(np.array(columns), axis=1).T)


def _varying(params_of: Mapping[str, Mapping[str, Any]]) -> dict[str, Array]:
    """The numbers that vary, seeds included."""
    rows = [dict(_numbers("", params)) for params in params_of.values()]
    columns = {name: np.array([row.get(name, np.nan) for row in rows]) for name in rows[0]}
    return {name: values for name, values in columns.items() if len(np.unique(values)) > 1}


def _numbers(path: str, value: Any) -> Iterator[tuple[str, float]]:
    """The numbers in nested parameters, each with its path."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in NEVER_DRAWN:
                yield from _numbers(f"{path}[{key}]" if path else key, item)
    elif isinstance(value, list):
        for k, item in enumerate(value):
            yield from _numbers(f"{path}[{k}]", item)
    elif isinstance(value, (int, float)):
        yield path, float(value)


def labelled(name: str, known: Mapping[str, Parameter]) -> str:
    """A parameter with its unit, for an axis."""
    parameter = known.get(name) or known.get(name.partition("[")[0])
    unit = parameter.unit if parameter else ""
    if "[" in unit:
        unit = _unit_of_item(name, unit)
    return f"{name} ({unit})" if unit not in ("", "1") else name


def _unit_of_item(name: str, units: str) -> str:
    """The unit of one item where the table gives a list, as [ms, nA, nA] for the noises."""
    index = name.partition("[")[2].rstrip("]")
    items = [unit.strip() for unit in units.strip("[]").split(",")]
    return items[int(index)] if index.isdigit() and int(index) < len(items) else ""
