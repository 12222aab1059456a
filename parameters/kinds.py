"""Kinds of parameter value: each reads a value into plain Python, or says what was expected."""

import math
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from workspace.errors import UserError

LONGEST_NAME = 100  # bytes; a file name holds 255, and the longest pattern adds about 40
LONGEST_QUOTE = 100  # characters of a wrong value that are repeated in its error
# Names in a recorder's `loc`, as GridCellsCond has them, and ours.
LOC_OF_AUTHORS = (
    (r"(stellate_mech:_ref_m)h([fs])$", r"\1\2"),  # gates of HCN: mhf, mhs
    (r"\bi_theta_(stell|intrnrn)\b", "i_theta"),
    (r"(i_theta:_ref_i)_?theta(_\w+)?$", r"\1"),
    (r":(na|k|h)_ion:", ":"),  # currents of ions; here those of the mechanisms
)
JSON_SCALARS = (str, int, float, bool, type(None))
DEEPEST = 50  # levels of lists and dicts in a parameter
LARGEST_SEED = 2**32 - 1  # NEURON's Random123 streams are keyed by 32-bit integers


@dataclass(frozen=True)
class Kind:
    """What a parameter accepts.

    Attributes
    ----------
    expected : the accepted values, in words
    read : gives the value as it is kept; raises ValueError when it does not fit
    names : the accepted names, where there are some, to suggest the nearest
    """

    expected: str
    read: Callable[[Any], Any]
    names: tuple[str, ...] = ()

    def check(self, label: str, value: object, unit: str = "") -> Any:
        """Return `value` as it is kept; UserError names `label`, `value` and what was expected."""
        try:
            return self.read(value)
        except ValueError:
            unit = f" ({unit})" if unit else ""
            hint = nearest(value, self.names)
            line = f"{label}: got {quoted(value)}, expected {self.expected}{unit}{hint}"
            raise UserError(line) from None


def nearest(name: object, names: Sequence[str]) -> str:
    """Return '; did you mean ...?' with the nearest of `names`, or '' when none is near."""
    if not isinstance(name, str):
        return ""
    by_lower_case = {known.lower(): known for known in names}
    near = get_close_matches(name.lower(), by_lower_case, n=1)
    return f"; did you mean {by_lower_case[near[0]]!r}?" if near else ""


def quoted(value: object) -> str:
    """Return `value` as it would be typed, on one line and shortened."""
    try:
        text = " ".join(repr(value).splitlines())
    except ValueError:  # Python writes no integer of more than 4,300 digits
        text = "a number too large to be written"
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 3] + "..."


def plain(value: Any, depth: int = 0) -> Any:
    """Return `value` with numpy values, tuples, ranges and paths as the types that JSON has.

    Raises UserError for what is nested more than DEEPEST levels deep, as a dict that holds itself.
    """
    if type(value) in JSON_SCALARS:
        return value
    if depth > DEEPEST:
        raise UserError(
            f"parameters: got values nested more than {DEEPEST} levels deep, expected what JSON "
            "can hold; does a dict or a list hold itself?"
        )
    if isinstance(value, (np.generic, np.ndarray)):
        return plain(value.tolist(), depth)
    if isinstance(value, Mapping):
        return {key: plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, range)):
        return [plain(item, depth + 1) for item in value]
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def _require(fits: bool) -> None:
    if not fits:
        raise ValueError


def number(at_least: float = -math.inf, above: float = -math.inf) -> Kind:
    """Return the kind of a finite real number (a bool is none), kept as float."""

    def read(value: Any) -> float:
        _require(isinstance(value, (int, float)) and not isinstance(value, bool))
        _require(abs(value) <= sys.float_info.max and value >= at_least and value > above)
        return float(value)

    bounds = "".join(
        f" {sign} {b:g}" for sign, b in ((">=", at_least), (">", above)) if b > -math.inf
    )
    return Kind("a number" + bounds, read)


def integer(low: int, high: int | None = None) -> Kind:
    """Return the kind of an integer from `low` to `high`; a float without a fraction is one."""

    def read(value: Any) -> int:
        whole = number().read(value)
        _require(whole.is_integer() and low <= whole and (high is None or whole <= high))
        return int(value)

    return Kind(
        f"an integer >= {low}" if high is None else f"an integer from {low} to {high}", read
    )


def literal(expected: str, value: object) -> Kind:
    """Return the kind that accepts nothing but `value`."""

    def read(given: Any) -> object:
        _require(type(given) is type(value) and given == value)
        return value

    return Kind(expected, read)


def choice(*names: str) -> Kind:
    """Return the kind of a text that is one of `names`."""

    def read(value: Any) -> str:
        _require(isinstance(value, str) and value in names)
        return str(value)

    return Kind(f"one of {', '.join(names)}", read, names)


def either(*kinds: Kind) -> Kind:
    """Return the kind that reads a value as the first of `kinds` that accepts it."""

    def read(value: Any) -> Any:
        for kind in kinds[:-1]:
            try:
                return kind.read(value)
            except ValueError:
                continue
        return kinds[-1].read(value)

    names = tuple(name for kind in kinds for name in kind.names)
    return Kind(" or ".join(kind.expected for kind in kinds), read, names)


def list_of(kind: Kind, expected: str) -> Kind:
    """Return the kind of a list, not empty, whose items are all of `kind`."""

    def read(value: Any) -> list[Any]:
        _require(isinstance(value, list) and len(value) > 0)
        return [kind.read(item) for item in value]

    return Kind(expected, read)


def row_of(expected: str, *kinds: Kind) -> Kind:
    """Return the kind of a list with one item of each of `kinds`, in this order."""

    def read(value: Any) -> list[Any]:
        _require(isinstance(value, list) and len(value) == len(kinds))
        return [kind.read(item) for kind, item in zip(kinds, value, strict=True)]

    return Kind(expected, read)


def _read_flag(value: Any) -> bool:
    _require(isinstance(value, bool))
    return bool(value)


def _read_text(value: Any) -> str:
    _require(isinstance(value, str) and "\0" not in value)
    return str(value)


def _read_file_name(value: Any) -> str:
    _require(isinstance(value, str) and value.isprintable() and value == value.strip())
    _require(0 < len(value.encode()) <= LONGEST_NAME and value[0] not in "-.")
    _require(not set(value) & set("/\\"))
    return str(value)


def _read_path(value: Any) -> str:
    text = _read_text(value)
    _require(text.strip() != "" and text.isprintable())
    return text


def _read_label(value: Any) -> str:
    return _read_file_name(value if isinstance(value, str) else str(integer(0).read(value)))


def _read_gids(value: Any) -> list[int]:
    gids: list[int] = list_of(integer(0), "").read(value)
    _require(len(set(gids)) == len(gids))
    return gids


def _read_loc(value: Any) -> str:
    _require(isinstance(value, str))
    for theirs, ours in LOC_OF_AUTHORS:
        value = re.sub(theirs, ours, value)
    _require(re.fullmatch(r"(\w+(\((0?\.\d+|[01]\.?0*)\))?:)+_ref_\w+", value) is not None)
    return str(value)


def _read_no_name(value: Any) -> bool:
    _require(value is None or value is False or value == "none")
    return False


def _read_json_dict(value: Any) -> dict[str, Any]:
    _require(isinstance(value, dict))
    return {_read_text(key): _read_json(item) for key, item in value.items()}


def _read_json_list(value: Any) -> list[Any]:
    _require(isinstance(value, list))
    return [_read_json(item) for item in value]


def _read_whole_or_real(value: Any) -> int | float:
    """A number that stays an integer where it is one."""
    real: float = number().read(value)
    return value if isinstance(value, int) else real


def _read_json(value: Any) -> Any:
    if isinstance(value, dict):
        return _read_json_dict(value)
    if isinstance(value, list):
        return _read_json_list(value)
    _require(value is None or isinstance(value, (bool, int, float, str)))
    _require(not isinstance(value, float) or math.isfinite(value))
    _require(not isinstance(value, int) or value.bit_length() <= 64)
    return value


def kind_like(default: object) -> Kind:
    """Return the kind of the values that may stand for `default`, which comes from a JSON file."""
    if isinstance(default, bool):
        return FLAG
    if isinstance(default, (int, float)):
        return Kind("a number", _read_whole_or_real)
    if isinstance(default, str):
        return TEXT
    if isinstance(default, list):
        return Kind("a list", _read_json_list)
    return JSON_DICT if isinstance(default, dict) else Kind("what JSON can hold", _read_json)


FLAG = Kind("true or false", _read_flag)
TEXT = Kind("text", _read_text)
PATH = Kind("a path", _read_path)
FILE_NAME = Kind(
    f"a safe file name (no slash, not beginning with '-' or '.', at most {LONGEST_NAME} bytes)",
    _read_file_name,
)
LABEL = Kind("an integer >= 0 or a safe file name", _read_label)
NUMBER = number()
NOT_NEGATIVE = number(at_least=0)
POSITIVE = number(above=0)
COUNT = integer(1)
SEED = integer(0, LARGEST_SEED)
NULL = literal("null", None)
NO_NAME = Kind("false", _read_no_name)
NUMBERS = list_of(NUMBER, "a list of numbers")
OFFSETS = list_of(row_of("", NUMBER, NUMBER), "a list of [dx, dy]")
FACTORS = row_of("a list of 2 numbers > 0", POSITIVE, POSITIVE)
NOISE = row_of("[until >= 0, mean, standard deviation >= 0]", NOT_NEGATIVE, NUMBER, NOT_NEGATIVE)
GIDS = either(literal("'all'", "all"), Kind("a list of different gids", _read_gids))
LOC = Kind("a colon-separated path from the cell, like 'soma(0.5):_ref_v'", _read_loc)
JSON_DICT = Kind("a dict of what JSON can hold (keys are text; no NaN, no inf)", _read_json_dict)
