"""The network and its weights."""

from collections.abc import Sequence
from math import isqrt

from matplotlib.figure import Figure

from analysis.checks import Array
from analysis.connectivity import centred_on_ring
from analysis.drawing.sheets import draw_sheet
from analysis.drawing.weights import draw_matrix, draw_profile
from analysis.figures.registry import Undefined, figure_of_run
from analysis.figures.run import Run
from analysis.load import layers_like
from analysis.style import COLUMN, MM, PAGE, new_figure
from network_configs.connections.matrix_summary import MatrixSummary
from parameters.layers import Layer

NO_MATRIX = "the matrix that ran is not known, see the line on stderr"


@figure_of_run("connectivity", "a network", lambda run: True)
def connectivity(run: Run) -> Figure:
    """The matrix that ran."""
    figure = new_figure(COLUMN, 72, "compressed")
    sizes = {layer.name: layer.n_cells for layer in run.layers}
    shown = draw_matrix(figure.subplots(), _matrix(run).image, sizes)
    figure.colorbar(shown, label="Weight")
    return figure


@figure_of_run("weights", "layers that are rings or sheets", lambda run: _has_places(run))
def weights(run: Run) -> Figure:
    """The weights of one cell per projection, over the distance or the sheet."""
    matrix = _matrix(run)
    if sheets := _projections(matrix, layers_like(run.params, None, "sheet")):
        return _weight_maps(sheets)
    rings = _projections(matrix, layers_like(run.params, None, "ring"))
    middle = len(next(iter(rings.values()))) // 2
    profiles = {label: centred_on_ring(row, middle) for label, row in rings.items()}
    distance = next(iter(profiles.values()))[0]
    figure = new_figure(COLUMN, 50)
    draw_profile(figure.subplots(), distance, {label: row for label, (_, row) in profiles.items()})
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
    figure.colorbar(shown, ax=row, label="Weight")
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
            found[f"{_short(source)} to {_short(target)}"] = weights
    return found


def _short(layer: Layer) -> str:
    return "I" if layer.name == "Interneurons" else layer.name


def _weights(matrix: MatrixSummary, source: Layer, target: Layer) -> Array:
    return matrix.rows[source.middle][target.gids.start : target.gids.stop]
