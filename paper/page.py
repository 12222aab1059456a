"""What the figures gave: the table of published and measured values, and the page with it."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from analysis.style import in_style
from paper.figure import PaperFigure
from paper.row import Row
from paper.runs import Runs
from simulation.provenance import now, provenance
from workspace.files import write_json, write_text
from workspace.paths import ROOT

DOCS = ROOT / "docs"
DIFFERENCES = Path(__file__).parent / "differences.md"
DPI = 150
HEADING = """# Reproducing the paper

`make paper` reproduces the figures of Shaikh & Assisi 2025 (eLife RP108142). It runs the
simulations, measures them by the authors' definitions, draws the figures and writes this page. The
simulations take about {minutes:.0f} minutes on one core. The sweeps are smaller than the published
ones; the text under each figure says by how much. `python -m paper fig5` makes a single figure.
`python -m paper --full` uses the published sizes: 16,000 simulations and 50 GB of data. By the
program's own estimate, this takes two days on two cores, or less on the workers of a Dask
scheduler. `--dry_run` prints what would run and how long it would take. Finished simulations are
kept in data/paper/ and are not run again.

The networks are chaotic, and the random numbers of the noise differ from those of the authors'
code. So the numbers can agree in their statistics, but not spike by spike. Rows without a
published value have no verdict.

"""
TABLE = "| quantity | published | here | tolerance | verdict |\n| --- | --- | --- | --- | --- |\n"
VERDICT = {True: "met", False: "**not met**", None: ""}


@dataclass(frozen=True)
class Page:
    """The page and its figures in one folder.

    Attributes
    ----------
    folder : where they are
    """

    folder: Path

    @classmethod
    def of(cls, runs: Runs) -> "Page":
        """The page of figures of this size."""
        return cls(ROOT / runs.data_root / runs.size("figures", "figures_published"))

    @property
    def _results(self) -> dict[str, Any]:
        path = self.folder / "results.json"
        return json.loads(path.read_text()) if path.exists() else {}

    @in_style
    def add(self, name: str, figure: Figure, rows: Sequence[Row], core_seconds: float) -> None:
        """Keep a figure and its rows."""
        self.folder.mkdir(parents=True, exist_ok=True)
        figure.savefig(self.folder / f"{name}.png", dpi=DPI)
        result = {
            "rows": [row._asdict() for row in rows],
            "core_seconds": round(core_seconds),
            "made": now(),
        }
        write_json(self.folder / "results.json", self._results | {name: result | _origin()})

    def write(self, figures: Mapping[str, PaperFigure], to_docs: bool) -> list[Path]:
        """Write the page; return it and the figures, or what was written into docs/."""
        results = self._results
        chosen = [figure for name, figure in figures.items() if name in results]
        images = [self.folder / f"{figure.name}.png" for figure in chosen]
        path, place = self.folder / "reproducing.md", ""
        if to_docs:
            path, place = DOCS / "reproducing.md", "figures/paper/"
            (DOCS / place).mkdir(parents=True, exist_ok=True)
            copies = [DOCS / place / image.name for image in images]
            for image, copy in zip(images, copies, strict=True):
                copy.write_bytes(image.read_bytes())
            images = copies
        write_text(path, page_text(chosen, results, place))
        return [path, *images]


def page_text(figures: Sequence[PaperFigure], results: Mapping[str, Any], place: str = "") -> str:
    """The page in Markdown.

    Parameters
    ----------
    figures : those that are shown, in order
    results : {name: rows and origin}
    place : of the images, relative to the page
    """
    minutes = sum(result["core_seconds"] for result in results.values()) / 60
    sections = [_section(figure, results[figure.name], place) for figure in figures]
    differences = DIFFERENCES.read_text(encoding="utf-8")
    return "\n".join([HEADING.format(minutes=minutes), *sections, differences])


def table_line(row: Mapping[str, Any]) -> str:
    """A row of the table."""
    cells = (row["quantity"], row["published"], row["measured"], row["tolerance"])
    return f"| {' | '.join(cells)} | {VERDICT[row['met']]} |"


def _section(figure: PaperFigure, result: Mapping[str, Any], place: str) -> str:
    label = figure.name.replace("fig", "Figure ").replace("motif", "Motif")
    title = label if label == "Motif" else f"{label}: {figure.title}"
    lines = "\n".join(table_line(row) for row in result["rows"])
    origin = (
        f"Made on {result['made'][:10]} on {result['machine']}; the simulations took "
        f"{result['core_seconds']} s on one core."
    )
    image = f"![{title}]({place}{figure.name}.png)"
    return f"## {title}\n\n{image}\n\n{figure.text}\n\n{TABLE}{lines}\n\n{origin}\n"


def _origin() -> dict[str, Any]:
    facts = provenance()
    neuron = facts["versions"]["neuron"]
    machine = f"{os.cpu_count()} cores, {facts['machine']}, NEURON {neuron}"
    return {"commit": facts["commit"], "machine": machine}
