"""A diagram of a network: its layers, and the projections between them."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from analysis.style import EXCITATION, INHIBITION
from parameters.layers import Layer

RADIUS = 0.3  # of a layer; layers are 1 apart
FEW = 8  # cells that are drawn one by one
ARROW, BAR = "-|>,head_width=1.8,head_length=3", "-[,widthB=0.3,lengthB=0"  # ends of both signs


class Projection(NamedTuple):
    """Synapses from one layer to another: their largest conductance (µS) and their sign."""

    source: str
    target: str
    conductance: float
    excites: bool


def draw_network(
    axes: Axes,
    layers: Sequence[Layer],
    projections: Sequence[Projection],
    colours: Mapping[str, str],
) -> None:
    """The layers of a network, stellate cells above interneurons, and what projects to what.

    Parameters
    ----------
    axes : Axes
        To draw on; a legend below it names the projections with their conductances.
    layers : sequence of Layer
        In order of gid.
    projections : sequence of Projection
        Between layers of these names.
    colours : mapping of str to str
        For each layer.
    """
    places = _places(layers)
    for layer in layers:
        _draw_layer(axes, layer, places[layer.name], colours[layer.name])
    for projection in projections:
        _draw_projection(axes, projection, places)
    width = max(x for x, _ in places.values())
    axes.set(xlim=(-0.6, width + 0.6), ylim=(-0.85, 1.75), aspect="equal")
    axes.axis("off")
    handles = [
        Line2D([], [], color=EXCITATION if excites else INHIBITION, label=label)
        for label, excites in _named(layers, projections).items()
    ]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=1)


def conductance_text(conductance: float) -> str:
    """A conductance (µS) in nS or pS."""
    value, unit = (conductance * 1e3, "nS") if conductance >= 1e-4 else (conductance * 1e6, "pS")
    return f"{value:.3g} {unit}"


def _places(layers: Sequence[Layer]) -> dict[str, tuple[float, float]]:
    """The middle of each layer: stellate layers side by side at 1, interneurons at 0."""
    rows = {"stell": 1.0, "intrnrn": 0.0}
    n_columns = max(sum(layer.population == row for layer in layers) for row in rows)
    places: dict[str, tuple[float, float]] = {}
    for population, y in rows.items():
        of_row = [layer for layer in layers if layer.population == population]
        first = (n_columns - len(of_row)) / 2
        places |= {layer.name: (first + k, y) for k, layer in enumerate(of_row)}
    return places


def _draw_layer(axes: Axes, layer: Layer, place: tuple[float, float], colour: str) -> None:
    x, y = place
    above = layer.population == "stell"
    text_y = y + (RADIUS + 0.06 if above else -RADIUS - 0.06)
    n_cells = f"{layer.side} × {layer.side}" if layer.geometry == "sheet" else f"{layer.n_cells}"
    cells = "cell" if layer.n_cells == 1 else "cells"
    axes.text(
        *(x, text_y, f"{layer.name}\n{n_cells} {cells}"),
        ha="center",
        va="bottom" if above else "top",
        color=colour,
    )
    if layer.geometry == "sheet":
        side = np.linspace(-0.8, 0.8, 5) * RADIUS
        corner = (x - RADIUS, y - RADIUS)
        axes.add_patch(Rectangle(corner, 2 * RADIUS, 2 * RADIUS, fill=False, ec=colour, lw=1))
        axes.plot(*(np.meshgrid(x + side, y + side)), ".", color=colour, ms=2)
        return
    n_dots = layer.n_cells if layer.n_cells <= FEW else 24
    angle = 2 * np.pi * np.arange(n_dots) / n_dots
    spread = 0.0 if layer.n_cells == 1 else RADIUS if layer.geometry == "ring" else 0.55 * RADIUS
    axes.plot(x + spread * np.cos(angle), y + spread * np.sin(angle), ".", color=colour, ms=4)
    if layer.geometry is None:
        axes.add_patch(Circle(place, RADIUS, fill=False, ec=colour, lw=1))


def _draw_projection(
    axes: Axes, projection: Projection, places: Mapping[str, tuple[float, float]]
) -> None:
    (x0, y0), (x1, y1) = places[projection.source], places[projection.target]
    bend = "arc3,rad=0"
    if projection.source == projection.target:
        ends = [(x0 + 0.9 * RADIUS, y0 + 0.7 * RADIUS), (x0 + 1.05 * RADIUS, y0 - 0.35 * RADIUS)]
        bend = "arc3,rad=-1.3"
    else:
        length = math.hypot(x1 - x0, y1 - y0)
        way_x, way_y = (x1 - x0) / length, (y1 - y0) / length
        gap, aside = RADIUS + 0.05, 0.07
        ends = [
            (x0 + gap * way_x - aside * way_y, y0 + gap * way_y + aside * way_x),
            (x1 - gap * way_x - aside * way_y, y1 - gap * way_y + aside * way_x),
        ]
    axes.add_patch(
        FancyArrowPatch(
            *ends,
            connectionstyle=bend,
            arrowstyle=ARROW if projection.excites else BAR,
            mutation_scale=1.0 if projection.excites else 8.0,
            color=EXCITATION if projection.excites else INHIBITION,
            lw=1,
            shrinkA=0,
            shrinkB=0,
        )
    )


def _named(layers: Sequence[Layer], projections: Sequence[Projection]) -> dict[str, bool]:
    """A line of the legend for each kind of projection and conductance, and whether it excites."""
    found: dict[tuple[str, str, str, bool], list[str]] = {}
    population = {layer.name: layer.population for layer in layers}
    for source, target, conductance, excites in projections:
        key = (population[source], population[target], conductance_text(conductance), excites)
        found.setdefault(key, []).append(f"{source} → {target}")
    several = {"stell": "stellate cells", "intrnrn": "interneurons"}
    named = {}
    for (source, target, text, excites), pairs in found.items():
        is_alone = sum(key[:2] == (source, target) for key in found) == 1
        which = f"{several[source]} → {several[target]}" if is_alone else ", ".join(pairs)
        named[f"{which}: up to {text} a synapse"] = excites
    return named
