"""The parameters of a simulation, and of a sweep: the defaults and what a specs file overrides.

`python param.py > docs/parameters.md` writes the page that describes them.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parameters.kinds import SIM_NUM, nearest, plain, quoted
from parameters.rules import check_rules
from parameters.table import (
    EXTRA_PARAMS,
    HANDLE_KINDS,
    MODEL_PARAMETERS,
    PARAMETERS,
    RECORD_HANDLES,
    RECORDED,
    SIM_PARAMETERS,
    Parameter,
    default_params,
    recorded_unit,
)
from workspace.errors import UserError

SHARED_BY_A_SWEEP = ("sim_id", "data_root", "n_cpus")


class Param(dict[str, Any]):
    """All parameters of one simulation, in plain Python types; starts as the defaults."""

    def __init__(self) -> None:
        super().__init__(plain(default_params()))  # plain() copies

    def update_params(self, input_params: Mapping[str, Any]) -> None:
        """Override with `input_params`; the recorder handles merge by data_id.

        Raises UserError, and changes nothing, for an unknown key, for a value that is not of its
        parameter's kind or contradicts another one, and without a sim_id.
        """
        given = _known(plain(input_params))
        handles = {key: _merge_handle(key, self[key], given.get(key, {})) for key in RECORD_HANDLES}
        merged = self | given | handles
        if "sim_id" not in given and self["sim_id"] == default_params()["sim_id"]:
            raise UserError("sim_id: missing, expected the name under which the data are saved")
        checked = {name: p.kind.check(name, merged[name], p.unit) for name, p in PARAMETERS.items()}
        if checked["conn_id"] == "2d" and "N_per_axis" not in given:
            checked["N_per_axis"] = math.isqrt(checked["N_per_sheet"])
        check_rules(checked)
        self.update(checked)


class mParam(dict[str, Param]):
    """The parameters of a sweep: {sim_num: Param}."""

    def update_params(self, mult_input_params: Mapping[Any, Mapping[str, Any]]) -> None:
        """Set the simulations of the sweep from {sim_num: input_params}.

        Raises UserError, and changes nothing, for what `Param.update_params` refuses, for a
        sim_num that is not its key, and where sim_id, data_root or n_cpus are not the same in all.
        """
        sweep: dict[str, Param] = {}
        for key, input_params in _entries(mult_input_params):
            try:
                sim_num, params = _entry(key, input_params)
                _check_fits(sweep, sim_num, params)
            except UserError as error:
                raise UserError(f"simulation {quoted(key)}: {error}") from None
            sweep[sim_num] = params
        self.clear()
        self.update(sweep)


def _known(input_params: Any) -> dict[str, Any]:
    """Return `input_params` if it is a dict of parameters that exist."""
    if not isinstance(input_params, dict):
        raise UserError(f"parameters: got {quoted(input_params)}, expected a dict")
    for key in input_params:
        if key not in PARAMETERS:
            hint = nearest(key, list(PARAMETERS))
            raise UserError(f"{quoted(key)}: unknown parameter{hint}")
    return input_params


def _merge_handle(handle: str, base: Mapping[str, Any], given: Any) -> dict[str, Any]:
    """Return the recorders of `base` with those of `given` merged key by key."""
    merged = {data_id: dict(recorder) for data_id, recorder in base.items()}
    for data_id, recorder in _items(handle, given):
        if data_id not in base:
            hint = nearest(data_id, list(base))
            raise UserError(f"{handle}: unknown data_id {quoted(data_id)}{hint}")
        label = f"{handle}[{data_id!r}]"
        for key, value in _items(label, recorder):
            if key not in HANDLE_KINDS:
                known = ", ".join(HANDLE_KINDS)
                raise UserError(f"{label}: unknown key {quoted(key)}, expected one of {known}")
            merged[data_id][key] = HANDLE_KINDS[key].check(f"{label}[{key!r}]", value)
    return merged


def _items(label: str, value: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(value, dict):
        raise UserError(f"{label}: got {quoted(value)}, expected a dict")
    yield from value.items()


def _entries(mult_input_params: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(mult_input_params, Mapping) or not mult_input_params:
        raise UserError(
            f"sweep: got {quoted(mult_input_params)}, expected a dict {{sim_num: input_params}}"
        )
    yield from mult_input_params.items()


def _entry(key: Any, input_params: Any) -> tuple[str, Param]:
    """Return the sim_num as text and the full parameters of one simulation of a sweep."""
    sim_num = SIM_NUM.check("its key", plain(key))
    params = Param()
    params.update_params(input_params)
    if "sim_num" not in input_params or params["sim_num"] != sim_num:
        got = quoted(input_params.get("sim_num"))
        raise UserError(f"sim_num: got {got}, expected its key in the sweep, {sim_num!r}")
    return sim_num, params


def _check_fits(sweep: Mapping[str, Param], sim_num: str, params: Param) -> None:
    """Check that one more simulation is not a second of its sim_num and shares what it must."""
    if sim_num in sweep:
        raise UserError(f"sim_num: got {sim_num!r} twice, expected it once in the sweep")
    first = next(iter(sweep.values()), params)
    for key in SHARED_BY_A_SWEEP:
        if params[key] != first[key]:
            other = f"{first[key]!r} as in simulation {first['sim_num']!r}"
            raise UserError(f"{key}: got {params[key]!r}, expected {other}")


def parameter_table_markdown() -> str:
    """Return docs/parameters.md: the parameters, the recorders and the extra_params."""
    sections = (
        "# Parameters",
        "Written by `python param.py > docs/parameters.md`; edit parameters/table.py.",
        "A specs file overrides any of these. Whole numbers may be given as 384 or 384.0;"
        " numpy numbers and arrays are accepted.",
        "## The model: default_model_params.json",
        _parameter_rows(MODEL_PARAMETERS),
        "## The run: default_sim_params.json",
        _parameter_rows(SIM_PARAMETERS),
        "## Recorders: record_handle_stell, record_handle_intrnrn",
        'Each is `{data_id: {"state": bool, "cells_to_record": "all" or a list of gids,'
        ' "loc": where}}`. A specs file gives only what differs. Only the spikes are on.',
        _recorder_rows(),
        "## extra_params",
        _table(
            ("vel_type or input_id", "key", "unit", "accepts", "meaning"),
            [
                (f"`{e.input_name}`", f"`{e.name}`", e.unit, e.kind.expected, e.meaning)
                for e in EXTRA_PARAMS
            ],
        ),
    )
    return "\n\n".join(sections) + "\n"


def _parameter_rows(parameters: tuple[Parameter, ...]) -> str:
    defaults = default_params()
    rows = []
    for p in parameters:
        default = "below" if p.name in RECORD_HANDLES else f"`{json.dumps(defaults[p.name])}`"
        rows.append((f"`{p.name}`", default, p.unit, p.kind.expected, p.meaning))
    return _table(("parameter", "default", "unit", "accepts", "meaning"), rows)


def _recorder_rows() -> str:
    rows = []
    for handle in RECORD_HANDLES:
        for data_id, recorder in default_params()[handle].items():
            meaning = RECORDED[data_id.partition("_")[2]][1]
            loc = f"`{recorder['loc']}`"
            rows.append((f"`{data_id}`", recorded_unit(data_id), meaning, loc))
    return _table(("data_id", "unit", "meaning", "loc"), rows)


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    print(parameter_table_markdown(), end="")
