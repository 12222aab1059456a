"""Users' own parameters: from the file of a network or input, or added to the JSON defaults."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from parameters.config_files import load_config, load_instrumentation
from parameters.kinds import kind_like
from parameters.table import PARAMETERS, Parameter, Parameters, default_params
from workspace.errors import UserError

ADDED = "added to the default parameters"


@cache
def known_parameters(conn_id: str, instr_id: str) -> Mapping[str, Parameter]:
    """All parameters of a simulation with this network and these inputs, by name.

    Raises
    ------
    UserError : no such network or input, or one that declares again what there is already
    """
    known = PARAMETERS | added_parameters()
    for key, name, own in (
        ("conn_id", conn_id, load_config(conn_id).OWN_PARAMETERS),
        ("instr_id", instr_id, load_instrumentation(instr_id).OWN_PARAMETERS),
    ):
        for parameter in own:
            if parameter in PARAMETERS:
                raise UserError(
                    f"{key} {name!r}: OWN_PARAMETERS has {parameter!r}, expected a new name"
                )
        known |= own
    return known


@cache
def checked_defaults(conn_id: str, instr_id: str) -> Mapping[str, Any]:
    """The default of each of these parameters as it is kept; the sim_id has none. Shared: copy it.

    Raises
    ------
    UserError : a default that is not of its parameter's kind
    """
    defaults = default_params()
    return {
        name: parameter.kind.check(name, defaults.get(name, parameter.default), parameter.unit)
        for name, parameter in known_parameters(conn_id, instr_id).items()
        if name != "sim_id"
    }


def added_parameters() -> dict[str, Parameter]:
    """The parameters that are in the JSON files of the defaults but not in our table."""
    return {
        name: Parameter(kind_like(default), "", ADDED)
        for name, default in default_params().items()
        if name not in PARAMETERS
    }


def described(params: Parameters) -> dict[str, Parameter]:
    """What is known of the parameters of a finished simulation, whose files may be gone.

    Those of extra_params are there as extra_params[name].
    """
    try:
        known = dict(known_parameters(params["conn_id"], params["instr_id"]))
        extra_params = load_instrumentation(params["instr_id"]).EXTRA_PARAMS
    except UserError:
        return PARAMETERS | added_parameters()
    for input_name in (params["vel_type"], str(params["input_id"])):
        for name, parameter in extra_params.get(input_name, {}).items():
            known[f"extra_params[{name}]"] = parameter
    return known
