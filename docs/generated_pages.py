"""What the documentation takes from the code when it is built: the API reference and tables."""

import ast
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.figures import RUN_FIGURES, SWEEP_FIGURES
from analysis.figures.registry import Kind
from docs.shown import EXPERIMENTS, FILES, KINDS, LONGER
from parameters.config_files import available, load_instrumentation
from parameters.table import PARAMETERS, RECORD_HANDLES, RECORDED, default_params, recorded_unit

ROOT = Path(__file__).resolve().parent.parent
API = ("gridcells", "analysis", "results", "network_configs", "cells", "input_data", "calibration")
CODE = (*API, "simulation", "sweeps", "parameters", "workspace")  # what a tutorial may depend on
NOT_SHOWN = "Mapping, BaseException"  # classes of Python: what is inherited from them
MARKER = re.compile(r"^\{\{ (\w+)(?:: ([^}]*))? \}\}$", re.MULTILINE)


def version() -> str:
    """The version in pyproject.toml."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return text.partition('\nversion = "')[2].partition('"')[0]


def notebook_cache() -> Path:
    """Folder of the executed tutorials; another one once the code has changed."""
    digest = hashlib.sha256()
    for package in CODE:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in (".py", ".mod", ".c"):
                digest.update(path.read_bytes())
    return ROOT / "cache" / "tutorials" / digest.hexdigest()[:12]


# --- the API reference: a page for each module, from its docstrings


def modules(package: str) -> list[str]:
    """The modules of a package that have a page: those that can be imported and are not private.

    A package with `__all__` has one page, of what it names.
    """
    if hasattr(import_module(package), "__all__"):
        return []
    folder = ROOT / package
    paths = sorted(folder.rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [
        name
        for name in names
        if all(re.fullmatch(r"[a-z]\w*", part) for part in name.split("."))
        and not name.endswith(("_config", "_instr"))
    ]


def write_api_pages(docs: Path) -> None:
    """Write docs/api/{module}.md for each module of the API; unchanged files stay as they are."""
    folder = docs / "api"
    folder.mkdir(exist_ok=True)
    pages = {f"{package}.md": _package_page(package) for package in API}
    for package in API:
        pages |= {f"{name}.md": _module_page(name) for name in modules(package)}
    for path in folder.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _module_page(name: str) -> str:
    inherited = f"   :inherited-members: {NOT_SHOWN}\n" if name == "gridcells" else ""
    return f"# {name}\n\n```{{eval-rst}}\n.. automodule:: {name}\n   :members:\n{inherited}```\n"


def _package_page(package: str) -> str:
    names = "\n".join(modules(package))
    return f"{_module_page(package)}\n```{{toctree}}\n:maxdepth: 1\n\n{names}\n```\n"


# --- markers in the pages: a line `{{ name: arguments }}`


def fill_in(app: Any, page: str, source: list[str]) -> None:
    """Replace the markers of a page by what they stand for (Sphinx: source-read)."""
    source[0] = MARKER.sub(lambda found: TEXTS[found[1]](*(found[2] or "").split()), source[0])


def parameter_table(*names: str) -> str:
    """The parameters of these names: what they mean, default, unit and what is accepted."""
    defaults = default_params()
    rows = []
    for name in names:
        p = PARAMETERS[name]
        value = "see below" if name in RECORD_HANDLES else f"`{json.dumps(defaults[name])}`"
        usual = f"; usual {p.typical[0]:g} to {p.typical[1]:g}" if p.typical else ""
        rows.append(
            (_anchor(name), p.meaning, f"{value} {_unit(p.unit)}", f"{p.kind.expected}{usual}")
        )
    return _table(("parameter", "meaning", "default", "accepts"), rows)


def recorder_table(handle: str) -> str:
    """The recorders of record_handle_stell or record_handle_intrnrn."""
    rows = []
    for data_id, recorder in default_params()[handle].items():
        meaning = RECORDED[data_id.partition("_")[2]][1]
        rows.append((_anchor(data_id), meaning, recorded_unit(data_id), f"`{recorder['loc']}`"))
    return _table(("data_id", "meaning", "unit", "loc"), rows)


def extra_table() -> str:
    """What the inputs of each instrumentation read from extra_params."""
    rows = [
        (f"`{name}`", p.meaning, f"`{instr_id}`, `{input_name}`", f"{p.kind.expected} ({p.unit})")
        for instr_id in available("instr_id")
        for input_name, extra in load_instrumentation(instr_id).EXTRA_PARAMS.items()
        for name, p in extra.items()
    ]
    return _table(("key", "meaning", "instr_id, and vel_type or input_id", "accepts"), rows)


def _anchor(name: str) -> str:
    return f"`{name}`{{#{name}}}"


def _unit(unit: str) -> str:
    return "" if unit in ("", "1") else unit


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    cells = [" | ".join(cell.replace("|", "\\|") for cell in line) for line in lines]
    return "{.parameters}\n" + "\n".join(f"| {line} |" for line in cells)


def experiments() -> str:
    """The specs files of specs/paper: what each one simulates, with its figure."""
    return "\n\n".join(_experiments(ROOT / "specs" / "paper"))


def _experiments(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.py")):
        yield f"## {path.stem}"
        yield ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if (ROOT / "docs" / "figures" / f"{path.stem}.png").exists():
            yield _how_drawn(path.stem)
            yield f"![{path.stem}](figures/{path.stem}.png)"


def _how_drawn(experiment: str) -> str:
    """How the figure of an experiment is drawn, and how the run differs from its specs file."""
    shown, longer = EXPERIMENTS[experiment], LONGER.get(experiment, {})
    changes = " ".join(f"--set {name}={value}" for name, value in longer.items())
    longer_run = f"; run with `{changes}`" if changes else ""
    measures = f"; only {' and '.join(shown.measures)} shown" if shown.measures else ""
    return f"Drawn by `{shown.command}`{measures}{longer_run}:"


def figures() -> str:
    """Every figure of the registry: what it shows, what it needs, an example."""
    return "\n\n".join([*_gallery(RUN_FIGURES), *_gallery(SWEEP_FIGURES)])


def _gallery(registry: Mapping[str, Kind[Any]]) -> Iterator[str]:
    for kind in registry.values():
        if kind.name in KINDS:
            yield f"### {kind.name}"
            drawn_by = FILES[KINDS[kind.name]].command
            yield f"{kind.shows} Needs {kind.needs}. Example: `{drawn_by}`."
            yield f"![{kind.name}](figures/{KINDS[kind.name]}.png)"


TEXTS: dict[str, Callable[..., str]] = {
    "parameters": parameter_table,
    "recorders": recorder_table,
    "extra_params": extra_table,
    "experiments": experiments,
    "figures": figures,
}
