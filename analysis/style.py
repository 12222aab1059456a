"""How the figures look, and the one way they are saved.

Figures are `matplotlib.figure.Figure` objects: no pyplot, no state that outlives a call.
"""

from collections.abc import Iterable
from itertools import cycle
from pathlib import Path
from typing import Any, Literal

from cycler import cycler
from matplotlib import rc_context
from matplotlib.figure import Figure

from parameters.layers import Layer

MM = 1 / 25.4  # inch
COLUMN, PAGE = 85 * MM, 180 * MM  # widths of one and of two columns of a paper
DPI = 300

Layout = Literal["constrained", "compressed"]

# Okabe & Ito 2008, distinct for all common kinds of colour blindness
BLUE, VERMILLION, GREEN, ORANGE, SKY, PURPLE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#E69F00",
    "#56B4E9",
    "#CC79A7",
)
GREY, PALE = "#666666", "#DDDDDD"
COLOURS = [BLUE, VERMILLION, GREEN, ORANGE, SKY, PURPLE]
# Excitatory cells and excitation are warm, inhibitory ones blue, in all figures
STELLATE = [VERMILLION, ORANGE, PURPLE, GREEN]  # layer by layer
INTERNEURON = BLUE
EXCITATION, INHIBITION, HCN, VOLTAGE = VERMILLION, BLUE, GREEN, "black"
STELLATE_POSITION, ANIMAL = VERMILLION, GREY

STYLE: dict[Any, Any] = {
    "font.size": 7,
    "axes.titlesize": 7,
    "axes.labelsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "legend.handlelength": 1.2,
    "legend.handletextpad": 0.5,
    "legend.columnspacing": 1.0,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "lines.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=COLOURS),
    "axes.formatter.limits": (-3, 4),
    "image.cmap": "viridis",
    "image.interpolation": "nearest",
    "svg.hashsalt": "figure",  # the same figure gives the same file
}
in_style = rc_context(STYLE)  # decorates what draws; the settings are put back afterwards


def new_figure(width: float, height: float, layout: Layout = "constrained") -> Figure:
    """A figure of this width (inch, see COLUMN and PAGE) and height (mm)."""
    return Figure(figsize=(width, height * MM), layout=layout)


def layer_colours(layers: Iterable[Layer]) -> dict[str, str]:
    """A colour for each layer, by its name: stellate layers warm, interneurons blue."""
    stellate, interneurons = cycle(STELLATE), cycle((INTERNEURON, SKY))
    return {
        layer.name: next(stellate if layer.population == "stell" else interneurons)
        for layer in layers
    }


@in_style
def save_figure(figure: Figure, stem: Path) -> list[Path]:
    """Save a figure as SVG and as PNG.

    Parameters
    ----------
    figure : Figure
        The figure.
    stem : Path
        Path without a suffix; its folder is made.

    Returns
    -------
    list of Path
        The two files written.
    """
    stem.parent.mkdir(parents=True, exist_ok=True)
    svg, png = (stem.with_name(f"{stem.name}.{suffix}") for suffix in ("svg", "png"))
    figure.savefig(svg, dpi=DPI, metadata={"Date": None})
    figure.set_layout_engine(
        "none"
    )  # the layout stands; to solve it again takes as long as to draw
    figure.savefig(png, dpi=DPI)
    return [svg, png]
