"""Run a specs file: the Python file in which a user gives the parameters of a run."""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from parameters.kinds import quoted
from workspace.errors import UserError

SINGLE = "generate_input_params"
SWEEP = "generate_mult_input_params"
SCRIPT_OF = {SINGLE: "s_sim_setup.py", SWEEP: "m_sim_setup.py"}


def run_specs(source: bytes, path: Path, function: str) -> dict[Any, Any]:
    """Return what `function` of a specs file gives.

    Parameters
    ----------
    source : content of the file
    path : where it is
    function : generate_input_params for one simulation, generate_mult_input_params for a sweep

    Raises UserError where the code fails or there is no such function, in one line.

    The code runs in a namespace of its own: no module is registered, no bytecode is written.
    """
    namespace: dict[str, Any] = {"__name__": "_specs_file", "__file__": str(path)}
    _call(path, lambda: exec(compile(source, str(path), "exec"), namespace))
    if not callable(namespace.get(function)):
        raise UserError(f"specs file {path}: no function {function}(){other_script(namespace)}")
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


def other_script(present: Any) -> str:
    """Which script takes the file, where it holds the other kind of simulation, as an ending."""
    scripts = [script for name, script in SCRIPT_OF.items() if name in present]
    return f"; run it with {scripts[0]}" if scripts else ""
