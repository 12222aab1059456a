"""Find the simulations of a sweep by their parameters, or by their place in a grid."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from parameters.kinds import nearest, plain, quoted
from workspace.errors import UserError

ROUNDING = 1e-9  # relative, by which floats that are meant to be equal may differ


def find_sim_num(params: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]) -> list[str]:
    """The simulations of a sweep that have exactly these values.

    Parameters
    ----------
    params : {sim_num: parameters}, see output.load_sim_params
    values : {name: value}; of a dict, like extra_params, the keys that must agree

    Returns
    -------
    Their sim_nums, in the order of the sweep; none where no simulation has the values.

    Raises UserError for a name that no simulation has.
    """
    wanted = plain(values)
    _check_names(wanted, list(params.values()))
    return [sim_num for sim_num, simulation in params.items() if _agrees(simulation, wanted)]


def get_sim_num(indices: Sequence[int], sizes: Sequence[int]) -> int:
    """The number of a grid point where a sweep counts its simulations in nested loops.

    Parameters
    ----------
    indices : place in each loop, the outermost first
    sizes : length of each loop

    Raises ValueError for an index outside its loop.
    """
    if len(indices) != len(sizes):
        raise ValueError(f"indices must be {len(sizes)}, as sizes, got {len(indices)}")
    number = 0
    for index, size in zip(indices, sizes, strict=True):
        if not 0 <= index < size:
            raise ValueError(f"indices must be from 0 to sizes - 1, got {index} of {size}")
        number = number * size + index
    return int(number)


def _check_names(wanted: Mapping[str, Any], simulations: Sequence[Mapping[str, Any]]) -> None:
    for name, value in wanted.items():
        having = [simulation[name] for simulation in simulations if name in simulation]
        if not having:
            known = dict.fromkeys(name for simulation in simulations for name in simulation)
            raise UserError(
                f"{quoted(name)}: no simulation has this parameter{nearest(name, list(known))}"
            )
        if isinstance(value, dict):
            _check_names(value, [held for held in having if isinstance(held, dict)])


def _agrees(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(
            name in value and _agrees(value[name], item) for name, item in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(value, list)
            and len(value) == len(wanted)
            and all(map(_agrees, value, wanted))
        )
    if isinstance(wanted, float) or isinstance(value, float):
        return (
            _is_number(value)
            and _is_number(wanted)
            and math.isclose(value, wanted, rel_tol=ROUNDING)
        )
    return type(value) is type(wanted) and value == wanted


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
