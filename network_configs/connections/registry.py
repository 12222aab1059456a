"""Find the config files by conn_id: a {conn_id}_config.py in this folder is all it takes."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from network_configs import connections
from parameters.kinds import choice
from workspace.errors import UserError

SUFFIX = "_config"


def available() -> list[str]:
    """The conn_ids there are, sorted."""
    names = [module.name for module in iter_modules(connections.__path__)]
    return sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))


def load_config(conn_id: str) -> ModuleType:
    """The module of a network: PARAMETERS, what its matrix depends on, and build_matrix(params).

    Raises
    ------
    UserError : no such conn_id, or a config file that does not define both
    """
    choice(*available()).check("conn_id", conn_id)
    # `import` cannot name a module that begins with a digit, import_module can
    module = import_module(f"{connections.__name__}.{conn_id}{SUFFIX}")
    for name in ("PARAMETERS", "build_matrix"):
        if not hasattr(module, name):
            raise UserError(f"conn_id {conn_id!r}: {module.__file__} does not define {name}")
    return module
