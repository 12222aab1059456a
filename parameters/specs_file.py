"""Run a specs file: the Python file in which a user gives the parameters of a run."""

import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from parameters.kinds import quoted
from parameters.users_code import run_users_code
from workspace.errors import UserError

MODULE = "_specs_file"
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

    The code runs as a module that is known only meanwhile; no bytecode is written.
    """
    module = ModuleType(MODULE)
    module.__file__ = str(path)
    sys.modules[MODULE] = module  # dataclasses and pickle look for it there
    try:
        return _input_params(vars(module), source, path, function)
    finally:
        del sys.modules[MODULE]


def _input_params(
    namespace: dict[str, Any], source: bytes, path: Path, function: str
) -> dict[Any, Any]:
    run_users_code("specs file", path, lambda: exec(compile(source, str(path), "exec"), namespace))
    if not callable(namespace.get(function)):
        raise UserError(f"specs file {path}: no function {function}(){other_script(namespace)}")
    input_params = run_users_code("specs file", path, namespace[function])
    if not isinstance(input_params, Mapping):
        raise UserError(
            f"specs file {path}: {function}() returned {quoted(input_params)}, expected a dict"
        )
    return dict(input_params)


def other_script(present: Any) -> str:
    """Which script takes the file, where it holds the other kind of simulation, as an ending."""
    scripts = [script for name, script in SCRIPT_OF.items() if name in present]
    return f"; run it with {scripts[0]}" if scripts else ""
