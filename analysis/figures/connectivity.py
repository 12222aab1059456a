"""The network and its weights."""

from collections.abc import Sequence
from itertools import cycle
from math import isqrt

from matplotlib.figure import Figure

from analysis.checks import Array
from analysis.connectivity import centred_on_ring
from analysis.drawing.network import Projection, draw_network
from analysis.drawing.sheets import draw_scale_bar, draw_sheet
from analysis.drawing.weights import draw_matrix, draw_profile
from analysis.figures.registry import Undefined, figure_of_run
from analysis.figures.run import Run
from analysis.load import layers_like
from analysis.style import COLUMN, INTERNEURON, MM, PAGE, SKY, STELLATE, new_figure
from network_configs.connections.matrix_summary import MatrixSummary
from parameters.layers import Layer

NO_MATRIX = "the matrix of this run is not known, see the line on stderr"

GMAX = {  # the conductance (µS) that the weights of a projection are multiplied by
    ("stell", "intrnrn"): "si_syn_gmax",
    ("intrnrn", "stell"): "is_syn_gmax",
    ("intrnrn", "intrnrn"): "ii_syn_gmax",
    ("stell", "stell"): "ss_syn_gmax",
}


@figure_of_run("network", "a network", lambda run: True)
def network(run: Run) -> Figure:
    """A diagram of the layers, with the projections of the middle cell of each layer."""
    n_columns = max(sum(layer.population == "stell" for layer in run.layers), 1)
    projections = _all_projections(run)
    figure = new_figure(PAGE if n_columns > 2 else COLUMN, 70 + 4 * len(projections) ** 0.5)
    draw_network(figure.subplots(), run.layers, projections, run.colours)
    return figure


def _all_projections(run: Run) -> list[Projection]:
    """The projections between layers, with the largest conductance of a synapse (µS)."""
    matrix, found = _matrix(run), []
    for source in run.layers:
        for target in run.layers:
            gmax = float(run.values[GMAX[source.population, target.population]])
            largest = float(_weights(matrix, source, target).max(initial=0)) * gmax
            if largest > 0:
                excites = source.population == "stell"
                found.append(Projection(source.name, target.name, largest, excites))
    return found


@figure_of_run("connectivity", "a network", lambda run: True)
def connectivity(run: Run) -> Figure:
    """The connectivity matrix of the run."""
    figure = new_figure(COLUMN, 72, "compressed")
    sizes = {layer.name: layer.n_cells for layer in run.layers}
    shown = draw_matrix(figure.subplots(), _matrix(run).image, sizes)
    figure.colorbar(shown, label="Weight (white: no synapse)")
    return figure


@figure_of_run("weights", "layers that are rings or sheets", lambda run: _has_places(run))
def weights(run: Run) -> Figure:
    """The weights of one cell per projection, against distance or as a map of the sheet."""
    matrix = _matrix(run)
    if sheets := _projections(matrix, layers_like(run.params, None, "sheet")):
        return _weight_maps(sheets)
    rings = _projections(matrix, layers_like(run.params, None, "ring"))
    if not rings:
        raise Undefined("no projection joins two rings or two sheets")
    middle = len(next(iter(rings.values()))) // 2
    profiles = {label: centred_on_ring(row, middle) for label, row in rings.items()}
    distance = next(iter(profiles.values()))[0]
    figure = new_figure(COLUMN, 50)
    lines = {label: row for label, (_, row) in profiles.items()}
    excitation, inhibition = cycle(STELLATE), cycle((INTERNEURON, SKY))
    colours = [next(inhibition if label[:3] == "I →" else excitation) for label in lines]
    draw_profile(figure.subplots(), distance, lines, colours)
    return figure


def _weight_maps(projections: dict[str, Array]) -> Figure:
    side = (PAGE - 20 * MM) / len(projections)
    figure = new_figure(PAGE, side / MM + 14, "compressed")
    row = figure.subplots(1, len(projections), squeeze=False)[0]
    largest = max(weights.max() for weights in projections.values())
    for axes, (label, weights) in zip(row, projections.items(), strict=True):
        n = isqrt(len(weights))
        shown = draw_sheet(axes, weights.reshape(n, n), largest, "Blues")
        axes.set_title(label)
    figure.colorbar(shown, ax=row, label="Weight (white: none)")
    draw_scale_bar(row[0], isqrt(len(next(iter(projections.values())))))
    return figure


def _has_places(run: Run) -> bool:
    return any(layer.geometry for layer in run.layers)


def _matrix(run: Run) -> MatrixSummary:
    if run.matrix is None:
        raise Undefined(NO_MATRIX)
    return run.matrix


def _projections(matrix: MatrixSummary, places: Sequence[Layer]) -> dict[str, Array]:
    """Weights from the middle cell of a layer to a layer, by projection; the layers are alike.

    Stellate layers to which the interneurons project as to the first one are left out.
    """
    stellate = [layer for layer in places if layer.population == "stell"]
    interneurons = [layer for layer in places if layer.population == "intrnrn"]
    pairs = [(source, target) for source in stellate for target in interneurons]
    pairs += [(source, target) for source in interneurons for target in places]
    found: dict[str, Array] = {}
    drawn: dict[tuple[str, str], list[Array]] = {}
    for source, target in pairs:
        weights = _weights(matrix, source, target)
        alike = drawn.setdefault((source.name, target.population), [])
        if not any((weights == other).all() for other in alike):
            alike.append(weights)
            found[f"{_short(source)} → {_short(target)}"] = weights
    return found


def _short(layer: Layer) -> str:
    return "I" if layer.name == "Interneurons" else layer.name


def _weights(matrix: MatrixSummary, source: Layer, target: Layer) -> Array:
    return matrix.rows[source.middle][target.gids.start : target.gids.stop]
