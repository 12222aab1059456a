"""Synaptic weights: the matrix, profiles over a ring, maps over a sheet."""

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from analysis.checks import Array
from analysis.drawing.axes import legend_above
from analysis.style import GREY
from network_configs.connections.matrix_summary import Integers

FEW_CELLS = 8  # whose weights are written
PROFILE_STYLES = ("-", "-", "-", "--", ":")  # the later ones leave to see what they cover


def draw_matrix(axes: Axes, image: Array, sizes: Mapping[str, int]) -> AxesImage:
    """The matrix of weights, its blocks named and divided by lines; white is no synapse.

    Parameters
    ----------
    axes : Axes
        To draw on.
    image : ndarray
        Weights, [source, target], see `MatrixSummary.image`.
    sizes : mapping of str to int
        For each layer, in order of gid, the number of cells.
    """
    edges = np.cumsum([0, *sizes.values()])
    shown = axes.imshow(image, cmap="Blues", vmin=0, extent=(0, edges[-1], edges[-1], 0))
    for edge in edges[1:-1]:
        axes.axhline(edge, color=GREY, lw=0.5)
        axes.axvline(edge, color=GREY, lw=0.5)
    middles = (edges[:-1] + edges[1:]) / 2
    axes.set_xticks(middles, list(sizes), rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(middles, list(sizes))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(True)
    axes.set(xlabel="Postsynaptic", ylabel="Presynaptic")
    if len(image) == edges[-1] <= FEW_CELLS:
        for (source, target), weight in np.ndenumerate(image):
            if weight:
                colour = "white" if weight > image.max() / 2 else "black"
                at = target + 0.5, source + 0.5
                axes.text(*at, f"{weight:.2g}", ha="center", va="center", color=colour)
    return shown


def draw_profile(
    axes: Axes, distance: Integers, profiles: Mapping[str, Array], colours: Sequence[str]
) -> None:
    """Weights of one cell's synapses against the distance of the targets.

    Parameters
    ----------
    axes : Axes
        To draw on.
    distance : ndarray of int
        Cells, ascending.
    profiles : mapping of str to ndarray
        For each projection, the weights at these distances.
    colours : sequence of str
        For each projection.
    """
    styles = zip(profiles.items(), colours, cycle(PROFILE_STYLES), strict=False)
    for (label, weights), colour, style in styles:
        axes.plot(distance, weights, style, color=colour, label=label)
    axes.set(xlabel="Distance of the target (cells)", ylabel="Weight", ylim=(0, None))
    axes.margins(x=0)
    legend_above(axes)
