"""The table as a figure: what a cell's step takes, against the floor, and the memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from analysis.style import BLUE, MM, ORANGE, PAGE, in_style, save_figure

BARS = (  # key of the row, label of its axis, colour, format of the numbers
    ("times_floor", "Time of a cell's step (x floor)", BLUE, "%.1f"),
    ("memory_mb", "Memory of all processes (MB)", ORANGE, "%.0f"),
)


@in_style
def plot(rows: Sequence[dict[str, Any]], stem: Path) -> list[Path]:
    """Draw the rows of the table into `stem`.svg and .png; returns the two files."""
    figure = Figure(figsize=(PAGE, (6 * len(rows) + 15) * MM), layout="constrained")
    names = [f"{row['name']}, {row['simulator']} ({row['n_cpus']})" for row in rows]
    for axes, (key, label, colour, form) in zip(
        figure.subplots(1, len(BARS), sharey=True), BARS, strict=True
    ):
        bars = axes.barh(names, [row[key] for row in rows], color=colour, height=0.6)
        axes.bar_label(bars, fmt=form, padding=2)
        axes.set_xlabel(label)
        axes.margins(x=0.15)
    axes.invert_yaxis()  # the first case on top, on both: they share it
    return save_figure(figure, stem)
