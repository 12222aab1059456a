"""A sweep over all combinations of some values, whose simulations are numbered by itself."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from parameters.changes import changed
from parameters.kinds import quoted
from workspace.errors import UserError

DIGITS = 12  # of evenly spaced values: 0.0003, not 0.00030000000000000003

Values = Iterable[Any] | str
GridValues = Mapping[Any, Values]  # by the name of a parameter, or a tuple of names
Point = dict[str, Any]


def grid(input_params: Mapping[str, Any], values: GridValues) -> dict[str, dict[str, Any]]:
    """The simulations of a sweep over all combinations of some values.

    Parameters
    ----------
    input_params : dict
        What the simulations have in common, `sim_id` among it.
    values : dict
        {parameter: its values}. The last parameter varies fastest. A key with dots names one value
        of a dict, as "extra_params.dur1". Parameters that vary together are a tuple, with a tuple
        of values for each step. "a,b,c" and "start:stop:n" are read as on the command line.

    Returns
    -------
    dict
        {sim_num: parameters}, numbered from "0" as `sweeps.lookup.get_sim_num` counts.

    Raises
    ------
    UserError
        An unknown parameter, or one without values.

    Examples
    --------
    >>> sweep = grid({"sim_id": "X"}, {"g_h_bar": [0, 0.0015], "noise_seed": range(3)})
    >>> sweep["4"]
    {'sim_id': 'X', 'g_h_bar': 0.0015, 'noise_seed': 1, 'sim_num': '4'}
    """
    axes = [_axis(key, of_key) for key, of_key in values.items()]
    return {
        str(number): changed(input_params, _joined(points)) | {"sim_num": str(number)}
        for number, points in enumerate(itertools.product(*axes))
    }


def read_values(key: str, text: str) -> list[Any]:
    """The values of "a,b,c", or n evenly spaced ones of "start:stop:n", both ends among them.

    Parameters
    ----------
    key : whose values they are, for an error
    """
    start, stop, n = _spaced(key, text)
    if n:
        return [float(f"{value:.{DIGITS}g}") for value in np.linspace(start, stop, n)]
    return _split(text)


def _axis(key: str | tuple[str, ...], values: Values) -> list[Point]:
    """The values of one parameter, or of some that vary together, {key: value} each."""
    names = (key,) if isinstance(key, str) else key
    given = read_values(", ".join(names), values) if isinstance(values, str) else list(values)
    if not given:
        raise UserError(f"{', '.join(names)}: got no values, expected at least one")
    if isinstance(key, str):
        return [{key: value} for value in given]
    for value in given:
        if not isinstance(value, (list, tuple)) or len(value) != len(key):
            expected = f"{len(key)} values, one for each"
            raise UserError(f"{', '.join(names)}: got {quoted(value)}, expected {expected}")
    return [dict(zip(key, value, strict=True)) for value in given]


def _joined(points: Iterable[Point]) -> Point:
    return {key: value for point in points for key, value in point.items()}


def _spaced(key: str, text: str) -> tuple[float, float, int]:
    """start, stop and n; n is 0 where the text is not of this form."""
    try:
        start, stop, n = text.split(":")
        numbers = float(start), float(stop), int(n)
    except ValueError:
        return 0, 0, 0
    if numbers[2] < 2:
        raise UserError(f"{key}: got {quoted(text)}, expected start:stop:n with n >= 2")
    return numbers


def _split(text: str) -> list[str]:
    """The parts between the commas that are not inside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "[({") - (character in "])}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]
