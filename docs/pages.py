"""Write docs/analysis.md and docs/experiments.md from docstrings: `python docs/pages.py`."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))

from analysis.figures import RUN_FIGURES, SWEEP_FIGURES  # noqa: E402
from docs.shown import EXPERIMENTS, FILES, KINDS, LONGER  # noqa: E402

MODULES = (  # of analysis/, those with functions for users, in the order of the page
    *("spikes", "decoding", "ring_phase", "accuracy", "ring", "fields", "cell_fields"),
    *("field_average", "inhibition", "sheets", "spectra", "intrinsic", "connectivity"),
    *("load", "measured", "measures", "windows", "ring_measures", "sheet_measures"),
    *("drawing.axes", "drawing.spikes", "drawing.positions", "drawing.traces"),
    *("drawing.weights", "drawing.network", "drawing.sheets", "drawing.spectra"),
    *("drawing.fields", "drawing.sweeps", "style"),
    *("figures.registry", "figures.run", "figures.sweep_of_runs", "draw"),
    *("varied", "summary", "nwb", "sonata"),
)
SECTION = re.compile(r"^(\w+)\n-{3,}$", re.MULTILINE)


def analysis_page() -> str:
    """The reference of analysis/: every public function with its signature and docstring."""
    sections = [
        "# Analysis",
        "Written by `python docs/pages.py` from the docstrings of analysis/.",
        "`python -m analysis SIM_ID` draws what fits a finished simulation into "
        "`data/SIM_ID/figures`, `SIM_ID_3` or `--sim_num 3` one simulation of a sweep, `--all` "
        "each of them, `--cells 0,5` the traces of these cells; `--html` writes a "
        "[page](reports.md); `--summary` prints its parameters and measures; `--nwb` and "
        "`--sonata` export it "
        "into `data/SIM_ID/export`. The functions below are what it uses. Rates and spikes are "
        "arrays, times are in ms; spikes are cells × largest count, padded with NaN. Which "
        "definition a measure follows is said under [analysis.measures](#analysismeasures).",
    ]
    sections += list(_gallery())
    for name in MODULES:
        module = ast.parse(
            (ROOT / "analysis" / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")
        )
        sections += [f"## analysis.{name}", ast.get_docstring(module) or "", *_functions(module)]
    return "\n\n".join(sections) + "\n"


def _gallery() -> Iterator[str]:
    """Every figure of the registry: what it shows, what it needs, an example."""
    yield "## Figures"
    yield (
        "`python -m analysis --list` lists them, `--list SIM_ID` marks those that apply to a run, "
        "and `--only NAME` draws one. What is undefined is not drawn; a line says why. "
        "[The registry](#analysisfiguresregistry) says how to add one of your own."
    )
    for registry, of in ((RUN_FIGURES, "run"), (SWEEP_FIGURES, "sweep")):
        for kind in registry.values():
            if kind.name in KINDS:
                shown = FILES[KINDS[kind.name]]
                yield f"### {kind.name}"
                yield f"{kind.shows} Of a {of} with: {kind.needs}. Here `{shown.command}`."
                yield f"![{kind.name}](figures/{KINDS[kind.name]}.png)"


def _functions(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield f"### {node.name}"
            if isinstance(node, ast.FunctionDef):
                yield _signature(node)
            yield _rendered(ast.get_docstring(node) or "")


def _signature(node: ast.FunctionDef) -> str:
    arguments = [ast.unparse(argument) for argument in node.args.args]
    n_required = len(arguments) - len(node.args.defaults)
    for k, default in enumerate(node.args.defaults):
        arguments[n_required + k] += f" = {ast.unparse(default)}"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"```python\n{node.name}({', '.join(arguments)}){returns}\n```"


def _rendered(docstring: str) -> str:
    """A docstring as Markdown: its sections in bold, `name : meaning` as lists."""
    opening, *parts = SECTION.split(docstring)
    rendered = [opening.strip()]
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        body, _, after = text.strip().partition("\n\n")
        rendered += [f"**{title}**", _as_list(body), after]
    return "\n\n".join(part for part in rendered if part)


def _as_list(body: str) -> str:
    """A numpydoc section as a list: `name : type`, or a type alone, above an indented meaning.

    `name : meaning` on one line is taken too; a text that is neither stays as it is.
    """
    items = [item.split("\n", 1) for item in re.split(r"\n(?! )", body)]
    if not all(" : " in head or meaning for head, *meaning in items):
        return body
    return "\n".join(_item(head, *meaning) for head, *meaning in items)


def _item(head: str, meaning: str = "") -> str:
    name, _, kind = head.partition(" : ")
    meaning = " ".join(meaning.split())
    if not meaning:
        return f"- `{name}`: {kind}" if kind else f"- `{name}`"
    return f"- `{name}`{f' ({kind})' if kind else ''}: {meaning}"


def experiments_page() -> str:
    """The published experiments, from specs/paper, each with its figure where there is one."""
    sections = [
        "# Experiments",
        "Written by `python docs/pages.py` from specs/paper/. `python docs/figure_files.py` "
        "runs all of them at a size for a laptop, on the fused solver and one process, and draws "
        "the figures here.",
        (ROOT / "specs" / "paper" / "README.md").read_text(encoding="utf-8").strip(),
    ]
    for path in sorted((ROOT / "specs" / "paper").glob("*.py")):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        sections += [f"## {path.stem}", docstring]
        if (DOCS / "figures" / f"{path.stem}.png").exists():
            sections += [_shown(path.stem), f"![{path.stem}](figures/{path.stem}.png)"]
    return "\n\n".join(sections) + "\n"


def _shown(experiment: str) -> str:
    """How the figure of an experiment is drawn, and how the run differs from its specs file."""
    shown, longer = EXPERIMENTS[experiment], LONGER.get(experiment, {})
    changes = " ".join(f"--set {name}={value}" for name, value in longer.items())
    longer_run = f", run with `{changes}`" if changes else ""
    measures = f", only {' and '.join(shown.measures)}" if shown.measures else ""
    return f"Drawn by `{shown.command}`{measures}{longer_run}:"


PAGES = {"analysis.md": analysis_page, "experiments.md": experiments_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
