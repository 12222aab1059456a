# PYTHON_ARGCOMPLETE_OK
"""The parameters of a simulation, and of a sweep: the defaults and what a specs file overrides.

`python param.py NAME` explains one, `python param.py --search noise` finds some; without arguments
it lists all.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from parameters.config_files import load_config, load_instrumentation
from parameters.explain import explain, search
from parameters.kinds import LABEL, nearest, plain, quoted
from parameters.own import checked_defaults, known_parameters
from parameters.rules import check_rules, derived_sizes
from parameters.table import (
    HANDLE_KINDS,
    PARAMETERS,
    RECORD_HANDLES,
    Parameter,
    Parameters,
    default_params,
)
from workspace.completion import completed, completing
from workspace.errors import Mistakes, UserError, in_one_line, reader_may_leave

CONFIG_KEYS = ("conn_id", "instr_id")
MOST_LINES = 10  # mistakes of a sweep that are named
SHARED_BY_A_SWEEP = ("sim_id", "data_root", "n_cpus")


class Param(dict[str, Any]):
    """All parameters of one simulation, in plain Python types; starts as the defaults."""

    def __init__(self) -> None:
        super().__init__(plain(default_params()))  # plain() copies
        self._given: frozenset[str] = frozenset()

    @property
    def typed(self) -> Parameters:
        """The same dict, for a type checker that knows its keys and the types of its values."""
        return cast(Parameters, self)

    def update_params(self, input_params: Mapping[str, Any]) -> None:
        """Override with `input_params`; the recorder handles merge by data_id.

        Numbers of cells that are not given follow from those that are.

        Raises UserError with a line for each mistake, and changes nothing: for an unknown key,
        for a value that is not of its parameter's kind or contradicts another one,
        and without a sim_id.
        """
        given = _items_of("parameters", plain(input_params))
        conn_id, instr_id = (_checked(key, given.get(key, self[key])) for key in CONFIG_KEYS)
        known = known_parameters(conn_id, instr_id)
        mistakes = Mistakes()
        with mistakes.noted():
            _refuse_unknown(given, known)
        if "sim_id" not in self._given | given.keys():
            mistakes.lines.append(
                "sim_id: missing, expected the name under which the data are saved"
            )
        checked = self._before(conn_id, instr_id)
        checked |= {key: _merge_handle(key, self[key], {}) for key in RECORD_HANDLES}
        for name in [name for name in given if name in known]:
            with mistakes.noted():
                value = known[name].kind.check(name, given[name], known[name].unit)
                is_handle = name in RECORD_HANDLES
                checked[name] = _merge_handle(name, self[name], value) if is_handle else value
        mistakes.raise_any()
        all_given = self._given | given.keys()
        config, instr = load_config(conn_id), load_instrumentation(instr_id)
        checked |= derived_sizes(cast(Parameters, checked), all_given, config)
        check_rules(cast(Parameters, checked), config, instr)
        self._given = all_given
        self.clear()
        self.update(checked)

    def _before(self, conn_id: str, instr_id: str) -> dict[str, Any]:
        """The values to start from: those set before, else the defaults; all of their kinds."""
        defaults = checked_defaults(conn_id, instr_id)
        before = self if self._given else {}
        return {name: plain(before.get(name, default)) for name, default in defaults.items()} | (
            {"sim_id": self["sim_id"]} if "sim_id" in self._given else {}
        )


class mParam(dict[str, Param]):
    """The parameters of a sweep: {sim_num: Param}."""

    @property
    def typed(self) -> dict[str, Parameters]:
        """{sim_num: parameters}, for a type checker; see Param.typed."""
        return cast(dict[str, Parameters], self)

    def update_params(self, mult_input_params: Mapping[Any, Mapping[str, Any]]) -> None:
        """Set the simulations of the sweep from {sim_num: input_params}.

        Raises UserError, and changes nothing, for what `Param.update_params` refuses, for a
        sim_num that is not its key, and where sim_id, data_root or n_cpus are not the same in all.
        """
        sweep: dict[str, Param] = {}
        wrong: dict[str, list[Any]] = {}
        for key, input_params in _entries(mult_input_params):
            try:
                sim_num, params = _entry(key, input_params)
                _check_fits(sweep, sim_num, params)
            except UserError as error:
                for line in str(error).splitlines():
                    wrong.setdefault(line, []).append(key)
            else:
                sweep[sim_num] = params
        _refuse_wrong(wrong)
        self.clear()
        self.update(sweep)


def _refuse_wrong(wrong: Mapping[str, Sequence[Any]]) -> None:
    """Raise UserError with {line: simulations}: a line for those that share a mistake."""
    lines = []
    for line, keys in wrong.items():
        others = f" (and {len(keys) - 1} others)" if len(keys) > 1 else ""
        lines.append(f"simulation {quoted(keys[0])}{others}: {line}")
    more = [f"and {len(lines) - MOST_LINES} other mistakes"] if len(lines) > MOST_LINES else []
    if lines:
        raise UserError("\n".join(lines[:MOST_LINES] + more))


def _checked(key: str, value: object) -> str:
    name: str = PARAMETERS[key].kind.check(key, value)
    return name


def _refuse_unknown(given: Mapping[str, Any], known: Mapping[str, Parameter]) -> None:
    unknown = [key for key in given if key not in known]
    lines = [f"{quoted(key)}: unknown parameter{nearest(key, list(known))}" for key in unknown]
    if lines:
        raise UserError("\n".join(lines))


def _merge_handle(handle: str, base: Mapping[str, Any], given: Any) -> dict[str, Any]:
    """Return the recorders of `base` with those of `given` merged key by key."""
    merged = {data_id: dict(recorder) for data_id, recorder in base.items()}
    for data_id, recorder in _items_of(handle, given).items():
        if data_id not in base:
            hint = nearest(data_id, list(base))
            raise UserError(f"{handle}: unknown data_id {quoted(data_id)}{hint}")
        label = f"{handle}[{data_id!r}]"
        for key, value in _items_of(label, recorder).items():
            if key not in HANDLE_KINDS:
                known = ", ".join(HANDLE_KINDS)
                raise UserError(f"{label}: unknown key {quoted(key)}, expected one of {known}")
            if key == "loc" and value == "":  # GridCellsCond leaves some empty
                continue
            merged[data_id][key] = HANDLE_KINDS[key].check(f"{label}[{key!r}]", value)
    return merged


def _items_of(label: str, value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise UserError(f"{label}: got {quoted(value)}, expected a dict")
    return value


def _entries(mult_input_params: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(mult_input_params, Mapping) or not mult_input_params:
        raise UserError(
            f"sweep: got {quoted(mult_input_params)}, expected a dict {{sim_num: input_params}}"
        )
    yield from mult_input_params.items()


def _entry(key: Any, input_params: Any) -> tuple[str, Param]:
    """Return the sim_num as text and the full parameters of one simulation of a sweep."""
    sim_num = LABEL.check("its key", plain(key))
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


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="Explain a parameter, or find one; without arguments, list all."
    )
    name = parser.add_argument(
        "name", nargs="?", help="name of a parameter, recorder or value of extra_params"
    )
    completing(name, lambda prefix, **kwargs: PARAMETERS)
    parser.add_argument(
        "--search", metavar="WORD", help="list those with this word in their name or meaning"
    )
    completed(parser)
    return parser.parse_args(argv)


def run(args: argparse.Namespace) -> int:
    """Print what the arguments ask for; return the exit status."""
    with reader_may_leave():
        if args.search is not None:
            print(search(args.search))
        elif args.name:
            print(explain(args.name))
        else:
            print(search(""))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Explain or find parameters; return the exit status."""
    args = parse_args(argv)
    return in_one_line("param", lambda: run(args), on_interrupt="")


if __name__ == "__main__":
    sys.exit(main())
