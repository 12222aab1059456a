"""Explain a parameter, or find one by a word: `python param.py g_h_bar`, `--search noise`."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parameters.config_files import available, load_config, load_instrumentation
from parameters.kinds import nearest, quoted
from parameters.own import added_parameters
from parameters.table import (
    HANDLE_KINDS,
    PARAMETERS,
    RECORD_HANDLES,
    RECORDED,
    Parameter,
    default_params,
    recorded_unit,
)
from workspace.errors import UserError

INDENT = "    "
NARROWEST = 24  # columns for the meaning of a parameter; else it has lines of its own


@dataclass(frozen=True)
class Entry:
    """A parameter, a recorder, or a value of extra_params.

    Attributes
    ----------
    name : as --set takes it
    parameter : what it is
    default : as JSON; "" where it has none
    where : with which network or input it counts; "" where with all
    """

    name: str
    parameter: Parameter
    default: str = ""
    where: str = ""


def explain(name: str) -> str:
    """All that is known of a parameter, a recorder or a value of extra_params.

    Raises
    ------
    UserError : there is none of this name
    """
    found = [entry for entry in entries() if name in (entry.name, entry.name.rpartition(".")[2])]
    if not found:
        hint = nearest(name, [entry.name for entry in entries()])
        raise UserError(f"{quoted(name)}: unknown parameter{hint}; --search WORD finds one")
    return "\n\n".join(map(_explained, found))


def search(word: str) -> str:
    """A line for each parameter with this word in its name or meaning.

    Raises
    ------
    UserError : there is none
    """
    found = [
        entry
        for entry in entries()
        if word.lower() in f"{entry.name} {entry.parameter.meaning} {entry.where}".lower()
    ]
    if not found:
        raise UserError(f"--search: no parameter has {quoted(word)} in its name or meaning")
    rows = [(entry.name, _with_unit(entry), entry.parameter.meaning) for entry in found]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: tuple[str, str, str], widths: Sequence[int]) -> str:
    """Name, default and meaning; on a terminal the meaning is filled into the room that is left."""
    name, default, meaning = row
    start = f"{name:{widths[0]}}  {default:{widths[1]}}  "
    if not sys.stdout.isatty():
        return f"{start}{meaning}".rstrip()
    columns = shutil.get_terminal_size().columns
    if columns - len(start) < NARROWEST:
        filled = textwrap.indent(textwrap.fill(meaning, columns - len(INDENT)), INDENT)
        return f"{start.rstrip()}\n{filled}"
    filled = textwrap.fill(meaning, columns - len(start)).replace("\n", "\n" + " " * len(start))
    return f"{start}{filled}".rstrip()


def entries() -> Iterator[Entry]:
    """All that can be set, users' own included."""
    for name, parameter in (PARAMETERS | added_parameters()).items():
        value = default_params().get(name, parameter.default)
        shown = "" if name == "sim_id" or name in RECORD_HANDLES else json.dumps(value)
        yield Entry(name, parameter, shown)
    for key, load in (("conn_id", load_config), ("instr_id", load_instrumentation)):
        for name in available(key):
            for own, parameter in load(name).OWN_PARAMETERS.items():
                yield Entry(own, parameter, json.dumps(parameter.default), f"{key} {name}")
    yield from _recorders()
    yield from _extra_params()


def _recorders() -> Iterator[Entry]:
    for handle in RECORD_HANDLES:
        for data_id, recorder in default_params()[handle].items():
            meaning = RECORDED[data_id.partition("_")[2]][1]
            parameter = Parameter(PARAMETERS[handle].kind, recorded_unit(data_id), meaning)
            yield Entry(f"{handle}.{data_id}", parameter, json.dumps(recorder))


def _extra_params() -> Iterator[Entry]:
    for instr_id in available("instr_id"):
        for input_name, extra in load_instrumentation(instr_id).EXTRA_PARAMS.items():
            for name, parameter in extra.items():
                where = f"instr_id {instr_id}, {input_name}"
                yield Entry(f"extra_params.{name}", parameter, "", where)


def _explained(entry: Entry) -> str:
    p = entry.parameter
    is_recorder = entry.name.partition(".")[0] in RECORD_HANDLES and "." in entry.name
    rows = [
        ("default", entry.default),
        ("unit", p.unit),
        ("accepts", "" if is_recorder else p.kind.expected),
        ("usual", f"{p.typical[0]:g} to {p.typical[1]:g}" if p.typical else ""),
        ("only with", entry.where),
        ("matrix of", ", ".join(_networks(entry.name))),
        ("results", "" if p.affects_results else "do not depend on it"),
        ("set", f"--set {entry.name}.state=true" if is_recorder else f"--set {entry.name}=VALUE"),
        ("keys", ", ".join(HANDLE_KINDS) if is_recorder else ""),
    ]
    lines = [f"  {name:10} {text}" for name, text in rows if text]
    return "\n".join([f"{entry.name}: {p.meaning}", *lines])


def _networks(name: str) -> list[str]:
    """The networks whose matrix depends on a parameter."""
    return [conn_id for conn_id in available("conn_id") if name in load_config(conn_id).PARAMETERS]


def _with_unit(entry: Entry) -> str:
    default = "" if "." in entry.name else entry.default
    return f"{default} {entry.parameter.unit}".strip()
