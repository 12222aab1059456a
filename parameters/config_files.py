"""The files of the networks and inputs, ours and a user's, which are found by their names.

They are {conn_id}_config.py in network_configs/connections and {instr_id}_instr.py in
network_configs/instrumentations; docs/extending.md says what such a file defines. Nothing here
imports NEURON.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

from parameters.kinds import nearest, quoted
from parameters.layers import Layer, numbered
from parameters.table import Parameter, Parameters
from parameters.theta import ThetaInput, theta_inputs
from parameters.users_code import run_users_code
from workspace.errors import UserError
from workspace.paths import ROOT

PLACES = {"conn_id": ("connections", "_config"), "instr_id": ("instrumentations", "_instr")}

Lines = Callable[[Parameters], Iterable[str]]


class Size(NamedTuple):
    """A number of cells that follows from others: `formula`, in their names, gives `value`."""

    name: str
    value: int
    formula: str = ""


def _no_lines(params: Parameters) -> Iterable[str]:
    return ()


def _no_sizes(given: Mapping[str, int]) -> Iterable[Size]:
    return ()


def _two_layers(params: Parameters) -> list[Layer]:
    return [
        Layer("Stellate", "stell", params["N_stell"]),
        Layer("Interneurons", "intrnrn", params["N_intrnrn"]),
    ]


@dataclass(frozen=True)
class NetworkConfig:
    """What a {conn_id}_config.py defines; the names are those in the file.

    Attributes
    ----------
    PARAMETERS : names of the parameters that the matrix depends on
    build_matrix : gives the SparseMatrix of checked parameters
    layers : gives the layers in the order of their gids, stellate cells first
    sizes : gives the numbers of cells that follow from those that the user gave
    checks : gives a line for each contradiction between the parameters
    cautions : gives a line for each value that is possible but hardly meant
    OWN_PARAMETERS : parameters that only this network has, by name
    CELLS : classes of cells in place of the model's, by "stell" or "intrnrn"
    """

    PARAMETERS: tuple[str, ...]
    build_matrix: Callable[[Parameters], Any]
    layers: Callable[[Parameters], list[Layer]] = _two_layers
    sizes: Callable[[Mapping[str, int]], Iterable[Size]] = _no_sizes
    checks: Lines = _no_lines
    cautions: Lines = _no_lines
    OWN_PARAMETERS: Mapping[str, Parameter] = field(default_factory=dict)
    CELLS: Mapping[str, type] = field(default_factory=dict)


@dataclass(frozen=True)
class Instrumentation:
    """What an {instr_id}_instr.py defines; the names are those in the file.

    Attributes
    ----------
    setup_instrumentation : attaches inputs and recorders to a Network, and returns it
    VEL_TYPES : the vel_types that it takes, {name: function}; None where it does not say
    INPUT_IDS : the input_ids that it takes; None where it does not say
    EXTRA_PARAMS : what it reads from extra_params, {vel_type or input_id: {name: parameter}}
    checks : gives a line for each contradiction between the parameters
    cautions : gives a line for each value that is possible but hardly meant
    OWN_PARAMETERS : parameters that only this input has, by name
    theta_inputs : gives the theta rhythms that it drives the network with
    """

    setup_instrumentation: Callable[[Any], Any]
    VEL_TYPES: Mapping[str, Callable[[Parameters], Any]] | None = None
    INPUT_IDS: tuple[str, ...] | None = None
    EXTRA_PARAMS: Mapping[str, Mapping[str, Parameter]] = field(default_factory=dict)
    checks: Lines = _no_lines
    cautions: Lines = _no_lines
    OWN_PARAMETERS: Mapping[str, Parameter] = field(default_factory=dict)
    theta_inputs: Callable[[Parameters], Iterable[ThetaInput]] = theta_inputs


@cache
def load_config(conn_id: str) -> NetworkConfig:
    """The network of this name.

    Raises
    ------
    UserError : no such file, or one that fails or is incomplete
    """
    return _load("conn_id", conn_id, NetworkConfig)


@cache
def load_instrumentation(instr_id: str) -> Instrumentation:
    """The inputs of this name.

    Raises
    ------
    UserError : no such file, or one that fails or is incomplete
    """
    return _load("instr_id", instr_id, Instrumentation)


def layers(params: Parameters) -> list[Layer]:
    """The layers of a network with their gids, stellate cells first.

    A network whose config file is not here any more has two: stellate cells and interneurons.
    """
    try:
        find = load_config(params["conn_id"]).layers
    except UserError:
        if params["conn_id"] in available("conn_id"):
            raise
        find = _two_layers
    return numbered(find(params))


def main_theta(params: Parameters) -> ThetaInput | None:
    """The strongest theta rhythm that a network is driven with; None without one.

    An instrumentation whose file is not here any more counts as one of ours.
    """
    find: Callable[[Parameters], Iterable[ThetaInput]] = theta_inputs
    if params["instr_id"] in available("instr_id"):
        find = load_instrumentation(params["instr_id"]).theta_inputs
    return max(find(params), key=lambda theta: theta.amplitude, default=None)


def available(key: str) -> list[str]:
    """The names that `key`, conn_id or instr_id, can have; sorted."""
    folder, suffix = PLACES[key]
    package = import_module(f"network_configs.{folder}")
    modules = [module.name for module in iter_modules(package.__path__)]
    return sorted(name.removesuffix(suffix) for name in modules if name.endswith(suffix))


_File = TypeVar("_File", NetworkConfig, Instrumentation)


def _load(key: str, name: str, kind: type[_File]) -> _File:
    folder, suffix = PLACES[key]
    names = available(key)
    if name not in names:
        where = f"network_configs/{folder}/{{{key}}}{suffix}.py"
        expected = f"one of {', '.join(names)} (a file {where})"
        raise UserError(f"{key}: got {quoted(name)}, expected {expected}{nearest(name, names)}")
    # `import` cannot name a module that begins with a digit, import_module can
    full_name = f"network_configs.{folder}.{name}{suffix}"
    spec = find_spec(full_name)
    path = Path(spec.origin) if spec and spec.origin else ROOT
    module = run_users_code(f"{key} {name!r}:", path, lambda: import_module(full_name))
    return _defined(module, f"{key} {name!r}", kind)


def _defined(module: ModuleType, label: str, kind: type[_File]) -> _File:
    """What the module defines of the fields of `kind`."""
    found = {}
    for item in fields(kind):
        if hasattr(module, item.name):
            found[item.name] = getattr(module, item.name)
        elif item.default is MISSING and item.default_factory is MISSING:
            raise UserError(f"{label}: {module.__file__} does not define {item.name}")
    return kind(**found)
