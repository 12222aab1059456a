"""What parameters must hold together: sizes, times, inputs, recorded cells.

The rules of one network or input are in its file; here are those of all.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, cast

from parameters.config_files import Instrumentation, NetworkConfig, layers
from parameters.kinds import nearest, quoted
from parameters.table import Parameters, default_params
from workspace.errors import Mistakes, UserError

SIZES = ("N_stell", "N_intrnrn", "N_per_sheet", "N_per_axis", "N_sheets_stell")
ROUNDING = 1e-6  # of dt, by which recorder_dt may miss a multiple of it


def check_rules(params: Parameters, config: NetworkConfig, instr: Instrumentation) -> None:
    """Raise UserError for the contradictions between `params`, each of its own kind.

    Of the network, the times and the inputs the first of each: others may follow from it.
    """
    mistakes = Mistakes()
    for lines in (
        chain(config.checks(params), _layers(params), _gids(params)),
        _times(params),
        chain(_inputs(params, instr), _extra_params(params, instr)),
    ):
        with mistakes.noted():
            _raise_first(lines)
    mistakes.raise_any()
    _raise_first(instr.checks(params))


def _raise_first(lines: Iterable[str]) -> None:
    for line in lines:
        raise UserError(line)


def conflict(params: Parameters, *keys: str, expected: str) -> str:
    """Return the line for `keys` that contradict each other; it starts with one the user gave."""
    values: Mapping[str, Any] = params
    defaults = default_params()
    is_default = {key: values[key] == defaults.get(key) for key in keys}
    chosen = next((key for key in keys if not is_default[key]), keys[0])
    others = [
        f"{key} {quoted(values[key])}{' (default)' if is_default[key] else ''}"
        for key in keys
        if key != chosen
    ]
    beside = f" with {' and '.join(others)}" if others else ""
    return f"{chosen}: got {quoted(values[chosen])}{beside}, expected {expected}"


def at_most(extra_params: Mapping[str, Any], shorter: str, longer: str) -> Iterator[str]:
    """Give the line for two times of extra_params (ms) in the wrong order."""
    if extra_params[shorter] > extra_params[longer]:
        yield (
            f"extra_params[{shorter!r}]: got {extra_params[shorter]!r}, "
            f"expected at most extra_params[{longer!r}], {extra_params[longer]!r} (ms)"
        )


def derived_sizes(
    params: Parameters, given: Iterable[str], config: NetworkConfig
) -> dict[str, int]:
    """The numbers of cells that follow from those that were `given`.

    Raises
    ------
    UserError : a number that was given, and is not what follows from the others
    """
    values = cast(dict[str, int], params)
    sizes = {name: values[name] for name in SIZES if name in given}
    found: dict[str, int] = {}
    for name, value, formula in config.sizes(sizes):
        if sizes.get(name, value) != value:
            named = [other for other in SIZES if other in formula]
            equation = f"{name} = {formula} = {value}" if formula else f"{name} = {value}"
            together = cast(Parameters, values | found)
            line = conflict(together, name, *named, "conn_id", expected=f"{equation} (cells)")
            raise UserError(line)
        found[name] = value
    return found


def _layers(params: Parameters) -> Iterator[str]:
    """The layers of a network hold all its cells, stellate cells first."""
    found = layers(params)
    populations = [layer.population for layer in found]
    if populations != sorted(populations, reverse=True):
        yield f"conn_id {params['conn_id']!r}: layers(): expected those of stellate cells first"
    for key, population in (("N_stell", "stell"), ("N_intrnrn", "intrnrn")):
        n_cells = sum(layer.n_cells for layer in found if layer.population == population)
        if n_cells != params[key]:  # type: ignore[literal-required]
            expected = f"{key} = {n_cells} (cells), as in the layers of this network"
            yield conflict(params, key, "conn_id", expected=expected)


def _times(params: Parameters) -> Iterator[str]:
    dt, recorder_dt = params["dt"], params["recorder_dt"]
    for key, duration in (("sim_dur", params["sim_dur"]), ("netcon_delay", params["netcon_delay"])):
        if duration < dt:
            yield conflict(params, key, "dt", expected=f"{key} >= dt (ms)")
    missed = abs(math.remainder(recorder_dt, dt))
    if missed > ROUNDING * dt or recorder_dt < dt / 2:
        yield conflict(params, "recorder_dt", "dt", expected="recorder_dt a multiple of dt (ms)")


def _inputs(params: Parameters, instr: Instrumentation) -> Iterator[str]:
    """The vel_type and the input_id are among those that the instrumentation takes."""
    vel_type, input_id = params["vel_type"], params["input_id"]
    if instr.VEL_TYPES is not None and vel_type not in instr.VEL_TYPES:
        names = list(instr.VEL_TYPES)
        expected = f"vel_type {' or '.join(map(repr, names))}{nearest(vel_type, names)}"
        yield conflict(params, "vel_type", "instr_id", expected=expected)
    if instr.INPUT_IDS is not None and input_id not in (False, *instr.INPUT_IDS):
        expected = f"input_id {' or '.join(map(repr, (False, *instr.INPUT_IDS)))}"
        hint = nearest(input_id, instr.INPUT_IDS)
        yield conflict(params, "input_id", "instr_id", expected=expected + hint)


def _extra_params(params: Parameters, instr: Instrumentation) -> Iterator[str]:
    """What the vel_type and the input_id read from extra_params is there."""
    given = params["extra_params"]
    for key, name in (("vel_type", params["vel_type"]), ("input_id", params["input_id"])):
        for extra, parameter in instr.EXTRA_PARAMS.get(str(name), {}).items():
            if given.get(extra) is None:
                unit = f" ({parameter.unit})" if parameter.unit else ""
                expected = f"a number extra_params[{extra!r}], {parameter.meaning}{unit}"
                yield conflict(params, key, "extra_params", expected=expected)
            else:
                parameter.kind.check(f"extra_params[{extra!r}]", given[extra], parameter.unit)


def _gids(params: Parameters) -> Iterator[str]:
    n_stell, n_intrnrn = params["N_stell"], params["N_intrnrn"]
    populations = (
        ("record_handle_stell", params["record_handle_stell"], range(n_stell)),
        (
            "record_handle_intrnrn",
            params["record_handle_intrnrn"],
            range(n_stell, n_stell + n_intrnrn),
        ),
    )
    for handle, recordings, gids in populations:
        for data_id, recording in recordings.items():
            cells = recording["cells_to_record"]
            beyond = [] if cells == "all" else [gid for gid in cells if gid not in gids]
            if beyond:
                yield (
                    f"{handle}[{data_id!r}]['cells_to_record']: got {quoted(beyond)},"
                    f" expected 'all' or gids from {gids[0]} to {gids[-1]}"
                )
