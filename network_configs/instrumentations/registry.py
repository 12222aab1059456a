"""Find the instrumentations by instr_id: a {instr_id}_instr.py in this folder is all it takes."""

from importlib import import_module
from types import ModuleType

from workspace.errors import UserError


def load_instrumentation(instr_id: str) -> ModuleType:
    """The module of an instrumentation, which defines setup_instrumentation(network).

    Raises UserError where it does not. That the file is there has been checked by param.Param.
    """
    # `import` cannot name a module that begins with a digit, import_module can
    module = import_module(f"network_configs.instrumentations.{instr_id}_instr")
    if not hasattr(module, "setup_instrumentation"):
        raise UserError(
            f"instr_id: {module.__file__} does not define setup_instrumentation(network)"
        )
    return module
