"""A figure of the paper: panels that run, measure and draw, composed on one page."""

import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from matplotlib.figure import Figure, SubFigure

from analysis.style import MM, PAGE, in_style
from paper.row import Row
from paper.runs import NotRun, Runs


class Panel(NamedTuple):
    """A panel: it runs what it needs, draws itself, and returns its rows of the table."""

    draw: Callable[[SubFigure, Runs], list[Row]]
    width: float = 1.0  # relative to the others beside it


class PaperFigure(NamedTuple):
    """A figure of the paper.

    Attributes
    ----------
    name : as on the command line: fig1
    title : what it is about
    text : what the panels show, and what is shorter than published
    rows : the panels, row by row from the top
    heights : of the rows (mm)
    """

    name: str
    title: str
    text: str
    rows: Sequence[Sequence[Panel]]
    heights: Sequence[float]


@in_style
def compose(paper_figure: PaperFigure, runs: Runs) -> tuple[Figure, list[Row]]:
    """Run, measure and draw all panels; the figure, two columns wide, and its rows."""
    heights = paper_figure.heights
    figure = Figure(figsize=(PAGE, sum(heights) * MM), layout="constrained")
    found: list[Row] = []
    letter = ord("A")
    lines = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    for line, panels in zip(lines, paper_figure.rows, strict=True):
        widths = [panel.width for panel in panels]
        places = line.subfigures(1, len(panels), width_ratios=widths, squeeze=False)[0]
        for place, panel in zip(places, panels, strict=True):
            place.suptitle(chr(letter), x=0.0, ha="left", fontsize=9, fontweight="bold")
            print(f"{paper_figure.name}{chr(letter)}: {panel.draw.__doc__}", file=sys.stderr)
            letter += 1
            try:
                found += panel.draw(place, runs)
            except NotRun:
                continue
    return figure, found
