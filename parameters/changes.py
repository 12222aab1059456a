"""Change parameters by name: KEY=VALUE of the command line, and each point of a grid.

A key with dots names one value of a dict: extra_params.dur1, record_handle_stell.stell_v.state.
"""

import ast
import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from parameters.kinds import Kind, kind_like, nearest, plain, quoted
from parameters.own import described, known_parameters
from parameters.table import HANDLE_KINDS, RECORD_HANDLES, Parameter, Parameters, default_params
from workspace.errors import Mistakes, UserError

OF_ANY_KIND = Parameter(kind_like(None), "", "")


def read_assignments(option: str, texts: Iterable[str]) -> dict[str, str]:
    """{key: text} of some KEY=VALUE.

    Parameters
    ----------
    option : what they were given with, for an error

    Raises
    ------
    UserError : a text without "=", or a key that is there twice
    """
    found: dict[str, str] = {}
    for assignment in texts:
        key, equals, value = (part.strip() for part in assignment.partition("="))
        if not (key and equals):
            raise UserError(f"{option}: got {quoted(assignment)}, expected KEY=VALUE")
        if key in found:
            raise UserError(f"{option}: got {key} twice, expected it once")
        found[key] = value
    return found


def changed(input_params: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `input_params` with the values of `changes`, {key: value}.

    A value that is text is read as the parameter's kind asks: "0.001", "[1, 2]" or "true".

    Raises
    ------
    UserError : an unknown key, or a text that is not of its parameter's kind
    """
    values = dict(input_params)
    changes = dict(sorted(changes.items(), key=lambda item: item[0] not in DECIDES_KINDS))
    mistakes = Mistakes()
    for key, value in changes.items():
        with mistakes.noted():
            first, *inner = key.split(".")
            parameter = _parameter(first, inner, values)
            if isinstance(value, str):
                value = _read(key, value, parameter)
            _put(values, [first, *inner], value)
    mistakes.raise_any()
    return values


# They say which parameters there are, and of what kind: they are changed first.
DECIDES_KINDS = ("conn_id", "instr_id", "vel_type", "input_id")


def _parameter(first: str, inner: list[str], values: Mapping[str, Any]) -> Parameter:
    """What is known of the value at a key."""
    full = cast(Parameters, default_params() | dict(values))
    known = known_parameters(full["conn_id"], full["instr_id"])
    if first not in known:
        raise UserError(f"{quoted(first)}: unknown parameter{nearest(first, list(known))}")
    if not inner:
        return known[first]
    if first in RECORD_HANDLES and len(inner) == 2 and inner[1] in HANDLE_KINDS:
        return Parameter(HANDLE_KINDS[inner[1]], "", "")
    if first in RECORD_HANDLES:
        expected = f"{first}.DATA_ID.KEY, with KEY one of {', '.join(HANDLE_KINDS)}"
        raise UserError(f"{'.'.join([first, *inner])}: unknown parameter, expected {expected}")
    if not isinstance(default_params().get(first), dict):
        raise UserError(
            f"{'.'.join([first, *inner])}: {first} is not a dict, expected {first} without a dot"
        )
    return described(full).get(f"{first}[{'.'.join(inner)}]", OF_ANY_KIND)


def _read(key: str, text: str, parameter: Parameter) -> Any:
    """The value that a text stands for: a number, list, true ... or else the text itself."""
    value = _literal(text)
    if value != text and _accepts(parameter.kind, text) and not _accepts(parameter.kind, value):
        value = text
    return parameter.kind.check(key, value, parameter.unit)


def _literal(text: str) -> Any:
    for parse in (json.loads, ast.literal_eval):
        try:
            return plain(parse(text))
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return text


def _accepts(kind: Kind, value: object) -> bool:
    try:
        kind.read(value)
    except ValueError:
        return False
    return True


def _put(values: dict[str, Any], path: list[str], value: Any) -> None:
    """Set the value at a path, in copies of the dicts on the way."""
    for name in path[:-1]:
        held = values.get(name, default_params().get(name, {}))
        if not isinstance(held, Mapping):
            raise UserError(f"{name}: got {quoted(held)}, expected a dict")
        values[name] = dict(held)
        values = values[name]
    values[path[-1]] = value
