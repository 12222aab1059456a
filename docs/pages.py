"""Write docs/analysis.md and docs/experiments.md from docstrings: `python docs/pages.py`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
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
    for name in MODULES:
        module = ast.parse(
            (ROOT / "analysis" / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")
        )
        sections += [f"## analysis.{name}", ast.get_docstring(module) or "", *_functions(module)]
    return "\n\n".join(sections) + "\n"


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
        "Written by `python docs/pages.py` from specs/paper/.",
        (ROOT / "specs" / "paper" / "README.md").read_text(encoding="utf-8").strip(),
    ]
    for path in sorted((ROOT / "specs" / "paper").glob("*.py")):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        sections += [f"## {path.stem}", docstring]
        if (DOCS / "figures" / f"{path.stem}.png").exists():
            sections.append(f"![{path.stem}](figures/{path.stem}.png)")
    return "\n\n".join(sections) + "\n"


PAGES = {"analysis.md": analysis_page, "experiments.md": experiments_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
