"""Parameters as columns of a table: one number or text each, with a name that Python accepts.

| parameter | columns |
| --- | --- |
| stell_noise, and the other noises | stell_noise_until, stell_noise_mean, stell_noise_std |
| a list | stell_const_dc_0, stell_const_dc_1 |
| extra_params | extra_params_amp2 |
| record_handle_stell, record_handle_intrnrn | recorded, the data_ids that are recorded |
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from parameters.kinds import NOISE
from parameters.table import PARAMETERS, RECORD_HANDLES, default_params

NOISE_ITEMS = ("until", "mean", "std")
NOISES = {name for name, parameter in PARAMETERS.items() if parameter.kind is NOISE}
SEEDS = ("noise_seed", "init_noise_seed")
SHOWN_BESIDE = ("sim_id", "sim_num", "conn_id", "sim_dur", "N_stell", "N_intrnrn")
MOST_NAMED = 3  # values of a text that are all named

Values = Mapping[str, Any]


def columns(values: Values) -> dict[str, Any]:
    """Parameters or provenance as {column: number or text}, see above."""
    found = dict(_flat(values))
    if any(handle in values for handle in RECORD_HANDLES):
        found["recorded"] = " ".join(recorded(values))
    return found


def _flat(values: Values, path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        name = f"{path}_{key}" if path else str(key)
        if name in RECORD_HANDLES:
            continue
        if isinstance(value, list):
            value = dict(zip(_items(name, value), value, strict=True))
        if isinstance(value, Mapping):
            yield from _flat(value, name)
        else:
            yield name, value


def _items(name: str, value: Sequence[Any]) -> Sequence[Any]:
    return NOISE_ITEMS if name in NOISES and len(value) == len(NOISE_ITEMS) else range(len(value))


def recorded(params: Values) -> list[str]:
    """The data_ids that a simulation records."""
    return [
        data_id
        for handle in RECORD_HANDLES
        for data_id, recorder in params.get(handle, {}).items()
        if isinstance(recorder, Mapping) and recorder.get("state")
    ]


def parameter_of(column: str) -> str:
    """The parameter that a column is taken from; the column itself where it is none."""
    name = column
    while name and name not in PARAMETERS:
        name = name.rpartition("_")[0]
    return name or column


def unit(column: str) -> str:
    """The unit of a parameter's column, "" without one; of a list that of the item."""
    parameter = PARAMETERS.get(parameter_of(column))
    units = parameter.unit if parameter and parameter.unit != "1" else ""
    item = column.removeprefix(f"{parameter_of(column)}_")
    if not units.startswith("["):
        return units
    place = NOISE_ITEMS.index(item) if item in NOISE_ITEMS else int(item)
    return units.strip("[]").split(", ")[place].replace("bool", "")


def differences(simulations: Iterable[Values]) -> dict[str, str]:
    """What differs from the defaults in some simulations, {column: its values}.

    Parameters that do not affect the results are left out, and those that every list shows.
    """
    found = [_different(params) for params in simulations]
    names = dict.fromkeys(name for columns in found for name in columns)
    usual = _usual()
    return {
        name: spread([columns.get(name, usual.get(name)) for columns in found]) for name in names
    }


def _different(params: Values) -> dict[str, Any]:
    default, usual = default_params(), _usual()
    changed = {
        name: value
        for name, value in params.items()
        if name not in SHOWN_BESIDE
        and value != default.get(name)
        and (name not in PARAMETERS or PARAMETERS[name].affects_results)
    }
    found = dict(_flat(changed)) | {"recorded": " ".join(recorded(default | dict(params)))}
    return {name: value for name, value in found.items() if value != usual.get(name)}


@cache
def _usual() -> dict[str, Any]:
    return columns(default_params())


def spread(values: Sequence[Any]) -> str:
    """The values of one column in a few words: 0.001, or "0 to 0.002 (5 values)"."""
    different = list(dict.fromkeys(values))
    if len(different) == 1:
        return text(different[0])
    if all(_is_number(value) for value in different):
        ends = f"{text(min(different))} to {text(max(different))}"
        return f"{ends} ({len(different)} values)" if len(different) > 2 else ends
    named = ", ".join(map(text, different[:MOST_NAMED]))
    return f"{named} ..." if len(different) > MOST_NAMED else named


def text(value: Any) -> str:
    """A value as it is shown: numbers with six digits, none as a dash."""
    if value is None or value != value:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
