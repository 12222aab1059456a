"""Sheets that follow an animal in an arena: cells over the arena, and the decoded path."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.arena import positions_at
from analysis.arena_measures import BIN, followed, follows_animal, map_of, sample
from analysis.autocorrelogram import autocorrelogram, grid_score, nearest_peaks
from analysis.checks import Array
from analysis.figures.registry import Undefined, figure_of_run
from analysis.figures.run import Run
from analysis.load import layers_like
from analysis.spikes import MS_PER_S
from analysis.style import BLUE, GREY, PAGE, VERMILLION, new_figure
from input_data.arena_run import ArenaRun, load_path

N_TRIED = 40  # cells, of which the best and those at the quartiles are drawn
RANKS = (1.0, 0.75, 0.5, 0.25)  # quantiles of the grid score


@figure_of_run(
    "arena_maps",
    "spikes of stellate sheets that follow an animal in an arena",
    lambda run: follows_animal(run.params) and bool(_stellate(run)),
)
def arena_maps(run: Run) -> Figure:
    """Path with spikes, rate map and autocorrelogram of the cells with the best grid scores."""
    path = load_path(run.params)
    cells = _ranked(_stellate(run), path)
    if not cells:
        raise Undefined("no cell has six peaks round the centre of its autocorrelogram")
    figure = new_figure(PAGE, 125, "compressed")
    grid = figure.subplots(3, len(cells), squeeze=False)
    for column, (score, train) in zip(grid.T, cells, strict=True):
        draw_spikes_on_path(column[0], path, train)
        column[0].set_title(f"{len(train)} spikes")
        found = map_of(train, path)
        extent = (*found.x_edges[[0, -1]], *found.y_edges[[0, -1]])
        column[1].imshow(found.rate, origin="lower", extent=extent, cmap="viridis", vmin=0)
        column[1].set_title(f"peak {np.nanmax(found.rate):.1f} Hz")
        correlation = autocorrelogram(found.rate)
        half = np.array(correlation.shape) * BIN / 2
        extent = (-half[1], half[1], -half[0], half[0])
        column[2].imshow(correlation, origin="lower", extent=extent, cmap="RdBu_r", vmin=-1, vmax=1)
        column[2].plot(*(nearest_peaks(correlation) * BIN).T, "o", mfc="none", mec="k", ms=4)
        column[2].set_title(f"grid score {score:.2f}")
    for row, label in zip(grid, ("y (cm)", "y (cm)", "Shift along y (cm)"), strict=True):
        row[0].set_ylabel(label)
    for axes in grid[-1]:
        axes.set_xlabel("Shift along x (cm)")
    return figure


@figure_of_run(
    "arena_path",
    "spikes of the interneurons of sheets that follow an animal in an arena",
    lambda run: follows_animal(run.params) and _interneurons(run) is not None,
)
def arena_path(run: Run) -> Figure:
    """Decoded and true path along x and y, and the distance between them over time."""
    interneurons = _interneurons(run)
    if interneurons is None or not np.isfinite(interneurons).any():
        raise Undefined("the interneurons are silent")
    found = followed(run.params, interneurons)
    if not np.isfinite(found.error).all():
        raise Undefined("the interneurons have no hexagonal pattern")
    figure = new_figure(PAGE, 95)
    rows = figure.subplots(3, sharex=True)
    time = found.time / MS_PER_S
    for k, (axes, name) in enumerate(zip(rows, "xy", strict=False)):
        axes.plot(time, found.true[:, k], color=GREY, lw=1.5, label="animal")
        axes.plot(time, found.decoded[:, k], color=VERMILLION, lw=0.8, label="decoded")
        axes.set_ylabel(f"{name} (cm)")
    rows[0].legend(loc="upper right", ncols=2)
    rows[2].plot(time, found.error, color=BLUE, lw=0.8)
    rows[2].axhline(float(run.values["cm_per_period"]) / 2, color=GREY, lw=0.6, ls="--")
    rows[2].annotate(
        "half a period", (time[-1], float(run.values["cm_per_period"]) / 2), ha="right"
    )
    rows[2].set(xlabel="Time (s)", ylabel="Error (cm)")
    return figure


def draw_spikes_on_path(axes: Axes, path: ArenaRun, train: Array) -> None:
    """The path of the animal, and where it was when the cell fired (times in ms)."""
    at = positions_at(train, path.position, path.sample_dt)
    axes.plot(*path.position.T, color=GREY, lw=0.3)
    axes.plot(*at.T, ".", color=VERMILLION, ms=1.2)
    axes.set_aspect("equal")


def _stellate(run: Run) -> list[Array]:
    names = [layer.name for layer in layers_like(run.params, "stell", "sheet")]
    return [run.sheets[name] for name in names if name in run.sheets]


def _interneurons(run: Run) -> Array | None:
    names = [layer.name for layer in layers_like(run.params, "intrnrn", "sheet")]
    return next((run.sheets[name] for name in names if name in run.sheets), None)


def _ranked(stellate: list[Array], path: ArenaRun) -> list[tuple[float, Array]]:
    """Some cells at the RANKS of the grid score: (score, spike times)."""
    scored = [
        (grid_score(autocorrelogram(map_of(train, path).rate)), train)
        for train in sample(stellate, N_TRIED)
    ]
    known = sorted((item for item in scored if np.isfinite(item[0])), key=lambda item: item[0])
    places = dict.fromkeys(round(rank * (len(known) - 1)) for rank in RANKS)  # each cell once
    return [known[place] for place in places] if known else []
