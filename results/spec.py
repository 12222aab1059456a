"""What a user asks to run: a specs file (.py), or the archive of a run (.json) to run it again."""

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any

from parameters.changes import changed
from parameters.grid import GridValues, grid
from parameters.kinds import plain
from parameters.specs_file import SINGLE, SWEEP, other_script, run_specs
from parameters.table import PARAMETERS
from results.archive import Archive, read_archive
from workspace.errors import UserError


@dataclass(frozen=True)
class Spec:
    """What a user asks to run.

    Attributes
    ----------
    input_params : parameters that override the defaults; for a sweep {sim_num: parameters}
    source : the specs file as it was when it was read, to be archived; None where there is none
    path : the file that was read; None where the parameters were given as a dict
    archive : the archive that is run again, None if it is none
    changes : what differs from the file: "set" {key: value}, "grid" {key: values}
    """

    input_params: dict[Any, Any]
    source: bytes | None = None
    path: Path | None = None
    archive: Archive | None = None
    changes: dict[str, Any] = field(default_factory=dict)

    def with_changes(self, values: Mapping[str, Any], is_sweep: bool) -> "Spec":
        """The same with other values of some parameters, in each simulation of a sweep.

        Raises UserError for an unknown key, or a value that is not of its parameter's kind.
        """
        if not values:
            return self
        spec = self._with("set", values)
        with spec.located():
            if is_sweep:
                params = {num: changed(given, values) for num, given in self.input_params.items()}
            else:
                params = changed(self.input_params, values)
        return replace(spec, input_params=params)

    def as_grid(self, values: GridValues) -> "Spec":
        """The sweep over all combinations of some values, from the parameters of one simulation.

        Raises UserError for an unknown key, or a value that is not of its parameter's kind.
        """
        lists = {key: of if isinstance(of, str) else list(of) for key, of in values.items()}
        by_name = {key if isinstance(key, str) else ", ".join(key): of for key, of in lists.items()}
        spec = self._with("grid", by_name)
        with spec.located():
            return replace(spec, input_params=grid(self.input_params, lists))

    def _with(self, name: str, values: Mapping[str, Any]) -> "Spec":
        changes = self.changes | {name: self.changes.get(name, {}) | plain(values)}
        return replace(self, changes=changes)

    @contextmanager
    def located(self) -> Iterator[None]:
        """Let the lines of a UserError begin with where the value was given, as far as known."""
        try:
            yield
        except UserError as error:
            lines = map(self._located, str(error).splitlines())
            raise UserError("\n".join(lines)) from None

    def _located(self, line: str) -> str:
        """The line with the file and, if one of its keys is there once, the line number."""
        what = re.sub(r"^simulation .*?: ", "", line)
        names = re.findall(r"\w+", what.partition(":")[0])[::-1]  # the innermost key first
        for option in ("set", "grid"):
            keys = self.changes.get(option, {})
            if any(name in re.findall(r"\w+", key) for key in keys for name in names):
                return f"--{option}: {line}"
        if self.path is None:
            return line
        is_python = self.path.suffix == ".py" and self.source is not None
        places = [lines_of(name, self.source or b"") for name in names] if is_python else []
        number = next((f":{found[0]}" for found in places if len(found) == 1), "")
        return f"{self.path}{number}: {line}"

    @property
    def provenance(self) -> dict[str, Any]:
        """What the archive says of the changes, if there are any."""
        return {"changes": self.changes} if self.changes else {}


def lines_of(key: str, source: bytes) -> list[int]:
    """The lines of a specs file in which a key stands literally, as text or as a keyword."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Constant) and node.value == key)
        or (isinstance(node, ast.keyword) and node.arg == key)
    ]


def load_spec(path: str | PathLike[str], function: str = SINGLE) -> Spec:
    """Load a specs file or an archived parameter file, which may be anywhere on disk.

    Parameters
    ----------
    path : a .py file that defines `function`, or a .json file that a run has archived
    function : generate_input_params for one simulation, generate_mult_input_params for a sweep

    Raises
    ------
    UserError : the file cannot be read or run, or does not hold what `function` should give
    """
    path = Path(path)
    if path.suffix not in (".py", ".json"):
        raise UserError(f"specs file {path}: expected a .py or an archived .json file")
    try:
        source = path.read_bytes()
    except OSError as error:
        raise UserError(f"specs file {path}: {error.strerror}") from None
    if path.suffix == ".py":
        return Spec(run_specs(source, path, function), source, path)
    archive = read_archive(path, source)
    beside = path.with_suffix(".py")
    specs = beside.read_bytes() if beside.exists() else None
    changes = archive.shared.get("changes", {})
    return Spec(_again(archive, path, function), specs, path, archive, changes)


def _again(archive: Archive, path: Path, function: str) -> dict[Any, Any]:
    """The parameters with which an archive is run again."""
    if archive.is_sweep != (function == SWEEP):
        kind = "a sweep" if archive.is_sweep else "a single run"
        script = other_script([SWEEP if archive.is_sweep else SINGLE])
        raise UserError(f"{path}: is the archive of {kind}{script}")
    for sim_num, params in archive.params.items():
        if unknown := [key for key in params if key not in PARAMETERS]:
            where = f"simulation {sim_num!r}: " if archive.is_sweep else ""
            names = ", ".join(map(repr, unknown))
            raise UserError(f"{path}: {where}unknown parameters {names}; remove or declare them")
    return dict(archive.params if archive.is_sweep else archive.params[archive.only])
