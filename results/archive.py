"""The archive of finished simulations: {sim_id}.json and {sim_id}_provenance.json.

{sim_id}.json holds the full parameters as users of GridCellsCond read them: flat for a single run,
{sim_num: parameters} for a sweep. Everything else that is known of the run is in a file beside it:
a reserved key among the parameters would be taken for a simulation by `for sim_num in params`.

A single run is a sweep of one. Only this module knows how the two differ on disk.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from parameters.kinds import quoted
from workspace.errors import UserError
from workspace.files import write_text

LARGEST_WHOLE = 2**53  # beyond it a float is no longer exact
SIMULATIONS = "simulations"  # of the provenance: what differs between the simulations

Params = dict[str, Any]
Facts = dict[str, Any]


@dataclass(frozen=True)
class Archive:
    """The parameters of simulations, and what ran them.

    Attributes
    ----------
    params : {sim_num: full parameters}
    is_sweep : whether it was run as a sweep
    shared : provenance of all simulations: versions, commit, mechanisms, host
    facts : {sim_num: provenance}, what differs: when, where and how fast each one ran, the
        content of its input files; only of those that have data
    is_ours : False for an archive without provenance, like those of GridCellsCond
    """

    params: Mapping[str, Mapping[str, Any]]
    is_sweep: bool
    shared: Facts = field(default_factory=dict)
    facts: Mapping[str, Facts] = field(default_factory=dict)
    is_ours: bool = True

    def provenance(self, sim_num: str) -> Facts:
        """All that is known of how one simulation was run."""
        return self.shared | self.facts.get(sim_num, {})

    @cached_property
    def only(self) -> str:
        """The sim_num of a single run."""
        (sim_num,) = self.params
        return sim_num


def archive_file(folder: Path, sim_id: str) -> Path:
    """The parameters of the simulations in `folder`."""
    return folder / f"{sim_id}.json"


def provenance_file(path: Path) -> Path:
    """The provenance that belongs to the parameters in `path`."""
    return path.with_name(f"{path.stem}_provenance.json")


def write_archive(path: Path, archive: Archive) -> None:
    """Write both files, a simulation a line; floats without a fraction are written as integers."""
    if archive.is_sweep:
        text = entries(archive.params)
    else:
        text = json.dumps(whole(archive.params[archive.only]), indent=1, allow_nan=False)
    write_text(path, text + "\n")
    head = json.dumps(archive.shared, indent=1, allow_nan=False)[:-1].rstrip()
    comma = "," if archive.shared else ""
    write_text(
        provenance_file(path), f'{head}{comma}\n"{SIMULATIONS}": {entries(archive.facts)}\n}}\n'
    )


def entries(content: Mapping[str, Any]) -> str:
    """A JSON object with an entry a line."""
    lines = (
        f"{json.dumps(key)}: {json.dumps(whole(value), allow_nan=False)}"
        for key, value in content.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}"


def whole(value: Any) -> Any:
    """The value with each float that has no fraction as an integer: 3000.0 as 3000."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_WHOLE:
        return int(value)
    if isinstance(value, Mapping):
        return {key: whole(item) for key, item in value.items()}
    return [whole(item) for item in value] if isinstance(value, list) else value


def read_archive(path: Path, source: bytes | None = None) -> Archive:
    """Read an archive of ours, of an older version of ours, or of GridCellsCond.

    Whole numbers are integers, as `write_archive` writes them.

    Parameters
    ----------
    path : {sim_id}.json; its provenance is looked for beside it
    source : its content, where that has been read already

    Raises
    ------
    UserError : it is no archive; the line says what is wrong where
    """
    content = _read_object(path, path.read_bytes() if source is None else source)
    params, is_sweep = _parameters(whole(content), path)
    provenance = _provenance(content, path)
    if provenance is None:
        return Archive(params, is_sweep, is_ours=False)
    facts = _known_facts(provenance.pop(SIMULATIONS, {}), params, path)
    if not is_sweep:
        facts = {sim_num: {} for sim_num in params} | facts
    return Archive(params, is_sweep, provenance, facts)


def _read_object(path: Path, source: bytes) -> dict[str, Any]:
    try:
        content = json.loads(source)
    except json.JSONDecodeError as error:
        raise UserError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: not JSON: not a text file") from None
    except RecursionError:
        raise UserError(f"{path}: nested too deeply for parameters") from None
    if not isinstance(content, dict):
        raise UserError(f"{path}: got {quoted(content)}, expected a JSON object")
    return content


def _parameters(content: Mapping[str, Any], path: Path) -> tuple[dict[str, Params], bool]:
    """The parameters {sim_num: ...} of any of the forms, and whether they are of a sweep."""
    if _is_older_single(content):
        content = content["params"]
    elif _is_older_sweep(content):
        return dict(_of_sweep(content["sweep"], path)), True
    if "sim_id" in content and not isinstance(content["sim_id"], dict):
        return {str(content.get("sim_num", 0)): dict(content)}, False
    return dict(_of_sweep(content, path)), True


def _is_older_single(content: Mapping[str, Any]) -> bool:
    """Whether it is {"params": ..., "provenance": ...}, and not a simulation of that name."""
    params = content.get("params")
    return isinstance(params, dict) and "sim_id" in params and params.get("sim_num") != "params"


def _is_older_sweep(content: Mapping[str, Any]) -> bool:
    """Whether it is {"sweep": ..., "provenance": ...}, and not a simulation of that name."""
    sweep = content.get("sweep")
    return isinstance(sweep, dict) and "sim_id" not in sweep


def _of_sweep(content: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Params]]:
    expected = "expected the parameters of a run, or {sim_num: parameters} of a sweep"
    if not content:
        raise UserError(f"{path}: got {{}}, {expected}")
    for sim_num, params in content.items():
        if not isinstance(params, dict) or not isinstance(params.get("sim_id"), (str, int)):
            raise UserError(f"{path}: {sim_num!r}: got {quoted(params)}, {expected}")
        if str(params.get("sim_num", sim_num)) != sim_num:
            got = quoted(params["sim_num"])
            raise UserError(f"{path}: sim_num: got {got}, expected its key, {sim_num!r}")
        yield sim_num, params


def _provenance(content: Mapping[str, Any], path: Path) -> Facts | None:
    """What is beside the parameters or, in an older archive, in the same file; None if nothing."""
    if _is_older_single(content) or _is_older_sweep(content):
        found = content.get("provenance", {})
    elif (beside := provenance_file(path)).exists():
        found = _read_object(beside, beside.read_bytes())
    else:
        return None
    if not isinstance(found, dict):
        raise UserError(f"{path}: provenance: got {quoted(found)}, expected a JSON object")
    return dict(found)


def _known_facts(facts: Any, params: Mapping[str, Any], path: Path) -> dict[str, Facts]:
    if not isinstance(facts, dict) or not all(isinstance(f, dict) for f in facts.values()):
        expected = "expected {sim_num: provenance}"
        raise UserError(f"{path}: {SIMULATIONS}: got {quoted(facts)}, {expected}")
    unknown = [sim_num for sim_num in facts if sim_num not in params]
    if unknown:
        raise UserError(f"{path}: no parameters of simulation {unknown[0]!r}, which has provenance")
    return facts
