"""Load the parameters that a user gives: a specs file (.py) or an archived run (.json)."""

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parameters.kinds import quoted
from workspace.errors import UserError

SINGLE = "generate_input_params"
SWEEP = "generate_mult_input_params"
SCRIPT_OF = {SINGLE: "s_sim_setup.py", SWEEP: "m_sim_setup.py"}
ARCHIVED_AS = {SINGLE: "params", SWEEP: "sweep"}


@dataclass(frozen=True)
class Spec:
    """What a user asks to run.

    Attributes
    ----------
    input_params : parameters that override the defaults; for a sweep {sim_num: parameters}
    source : the file as it was when it was read
    path : where it was read
    """

    input_params: dict[Any, Any]
    source: bytes
    path: Path


def load_spec(path: str | Path, function: str = SINGLE) -> Spec:
    """Load a specs file or an archived parameter file, which may be anywhere on disk.

    Parameters
    ----------
    path : a .py file that defines `function`, or a .json file that a run has archived
    function : generate_input_params for one simulation, generate_mult_input_params for a sweep

    Raises
    ------
    UserError : the file cannot be read or run, or does not hold what `function` should give
    """
    path = Path(path)
    readers = {".py": _run_specs, ".json": _read_archive}
    if path.suffix not in readers:
        raise UserError(f"specs file {path}: expected a .py or an archived .json file")
    try:
        source = path.read_bytes()
    except OSError as error:
        raise UserError(f"specs file {path}: {error.strerror}") from None
    return Spec(readers[path.suffix](source, path, function), source, path)


def _run_specs(source: bytes, path: Path, function: str) -> dict[Any, Any]:
    """Return what `function` of a specs file gives.

    The code runs in a namespace of its own: no module is registered, no bytecode is written.
    """
    namespace: dict[str, Any] = {"__name__": "_specs_file", "__file__": str(path)}
    _call(path, lambda: exec(compile(source, str(path), "exec"), namespace))
    if not callable(namespace.get(function)):
        raise UserError(f"specs file {path}: no function {function}(){_other_script(namespace)}")
    input_params = _call(path, namespace[function])
    if not isinstance(input_params, Mapping):
        raise UserError(
            f"specs file {path}: {function}() returned {quoted(input_params)}, expected a dict"
        )
    return dict(input_params)


def _call(path: Path, code: Callable[[], Any]) -> Any:
    """Run the user's code; whatever it raises becomes one line that says where."""
    try:
        return code()
    except (Exception, SystemExit) as error:
        line = _line_number(error, path)
        where = path if line is None else f"{path}:{line}"
        message = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
        raise UserError(f"specs file {where}: {type(error).__name__}: {message}") from error


def _line_number(error: BaseException, path: Path) -> int | None:
    """Return the line of the specs file at which `error` arose, the innermost one."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.lineno for f in reversed(frames) if f.filename == str(path)), None)


def _read_archive(source: bytes, path: Path, function: str) -> dict[Any, Any]:
    """Return the full parameters of the run, or the sweep, that `path` has archived."""
    try:
        archive = json.loads(source)
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}"
        raise UserError(f"parameter file {where}: not JSON: {error.msg}") from None
    except UnicodeDecodeError:
        raise UserError(f"parameter file {path}: not JSON: not a text file") from None
    held = archive if isinstance(archive, dict) else {}
    input_params = held.get(ARCHIVED_AS[function])
    if not isinstance(input_params, dict):
        present = [name for name, key in ARCHIVED_AS.items() if key in held]
        expected = f"expected a run's archive with {ARCHIVED_AS[function]!r}"
        raise UserError(f"parameter file {path}: {expected}{_other_script(present)}")
    return input_params


def _other_script(present: Any) -> str:
    """Return which script takes the file, where it holds the other kind of simulation."""
    scripts = [script for name, script in SCRIPT_OF.items() if name in present]
    return f"; run it with {scripts[0]}" if scripts else ""
