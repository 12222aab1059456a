"""What to tell a user before a run, though nothing is wrong: hints without effect, odd values."""

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from parameters.config_files import load_config, load_instrumentation
from parameters.kinds import quoted
from parameters.own import known_parameters
from parameters.table import Parameter, Parameters, SweepParameters


def tell_notes(sweep: SweepParameters) -> None:
    """Print the notes on stderr, a line each; of a sweep, one line for all that share a subject."""
    found: dict[str, list[str]] = {}
    for params in sweep.values():
        for subject, line in notes(params):
            found.setdefault(subject, []).append(line)
    for lines in found.values():
        more = f" (and in {len(lines) - 1} other simulations)" if len(lines) > 1 else ""
        print(f"note: {lines[0]}{more}", file=sys.stderr)


def notes(params: Parameters) -> Iterator[tuple[str, str]]:
    """What to say of these parameters: (subject, line)."""
    yield from _without_effect(params)
    values: Mapping[str, Any] = params
    known = known_parameters(params["conn_id"], params["instr_id"])
    for name, parameter in known.items():
        if parameter.typical and not all(map(_within(parameter), _numbers(name, values[name]))):
            yield name, _unusual(name, values[name], parameter)
    config, instr = load_config(params["conn_id"]), load_instrumentation(params["instr_id"])
    for line in (*config.cautions(params), *instr.cautions(params)):
        yield line.partition(":")[0], line


def _without_effect(params: Parameters) -> Iterator[tuple[str, str]]:
    if params["n_nodes"] > 1 and "MPIEXEC" not in os.environ:
        yield (
            "n_nodes",
            f"n_nodes: {params['n_nodes']} has no effect, the run uses only this machine; to use "
            "several, set MPIEXEC to their launcher, such as srun (docs/cluster.md)",
        )
    if params["python"] is not None:
        yield (
            "python",
            f"python: {quoted(params['python'])} has no effect: the run uses this Python",
        )
    if params["split_built_conn_matrix"]:
        yield (
            "split_built_conn_matrix",
            "split_built_conn_matrix: true has no effect: the matrix is stored sparse, in one file",
        )


def _within(parameter: Parameter) -> Any:
    low, high = parameter.typical or (0, 0)
    return lambda number: low <= number <= high


def _numbers(name: str, value: Any) -> list[float]:
    """The numbers that have the unit of `typical`: of a noise, not its duration."""
    if name.endswith("_noise"):
        return list(value[1:])
    return list(value) if isinstance(value, list) else [value]


def _unusual(name: str, value: Any, parameter: Parameter) -> str:
    low, high = parameter.typical or (0, 0)
    unit = "nA" if name.endswith("_noise") else parameter.unit
    return (
        f"{name}: {quoted(value)} is far from what is usual for this model, {low:g} to {high:g} "
        f"{unit}; is the unit right?"
    )
