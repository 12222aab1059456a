"""Activity on sheets: frames side by side, and an animation."""

from pathlib import Path
from textwrap import fill

import numpy as np
from matplotlib.animation import PillowWriter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.checks import Array
from analysis.drawing.sheets import draw_autocorrelogram, draw_scale_bar, draw_sheet
from analysis.figures.registry import Undefined, figure_of_run
from analysis.figures.run import Run
from analysis.sheet_measures import LATTICE, frame_dt, layer_frames
from analysis.sheets import autocorrelation, neighbour_peaks
from analysis.spikes import MS_PER_S
from analysis.style import COLUMN, MM, PAGE, in_style, new_figure
from analysis.windows import why_not_settled
from parameters.layers import Layer

NEARLY_SILENT = 0.1  # of the mean rate of the busiest sheet
N_FRAMES = 5  # of the sheets side by side
BRIGHTEST = 99.5  # percentile of the rates that has the last colour, so that no burst blinds
GIF_DPI = 150
FRAMES_PER_S = 10


@figure_of_run(
    "autocorrelogram",
    "spikes of stellate sheets",
    lambda run: any(layer.name in run.sheets for layer in run.layers if _is_stellate(layer)),
)
def autocorrelogram(run: Run) -> Figure:
    """The autocorrelogram of the most active stellate sheet, with the six peaks at its centre."""
    score = run.measures["Grid score"]
    stellate = [layer.name for layer in run.layers if _is_stellate(layer)]
    spikes = {name: times for name, times in run.sheets.items() if name in stellate}
    busiest = max(spikes, key=lambda name: np.isfinite(spikes[name]).sum())
    if (spikes[busiest] >= run.settled_from).sum() == 0 or why_not_settled(run.params):
        raise Undefined(score.reason)
    correlation = autocorrelation(layer_frames(spikes[busiest], run.params)[_first_settled(run) :])
    figure = new_figure(COLUMN, 72, "compressed")
    axes = figure.subplots()
    shown = draw_autocorrelogram(axes, correlation, neighbour_peaks(correlation))
    axes.set_title(fill(f"{busiest}: {_lattice(run)}", 52), loc="left", pad=3)
    figure.colorbar(shown, label="Correlation")
    return figure


def _is_stellate(layer: Layer) -> bool:
    return layer.population == "stell"


def _lattice(run: Run) -> str:
    """Grid score, scale and orientation, or why there are none."""
    score, scale, angle = (run.measures[name] for name in LATTICE)
    if score.reason:
        return f"no grid score: {score.reason}"
    return f"grid score {score:.2f}, scale {scale:.1f} cells, {angle:.0f}°"


@figure_of_run("sheets", "spikes of layers that are sheets", lambda run: bool(run.sheets))
def sheets(run: Run) -> Figure:
    """Maps of the rates on the active sheets at a few times, one row per sheet."""
    frames, times = frames_of(run)
    active = _active(run, frames)
    if not active:
        raise Undefined(f"all sheets are silent from {run.settled_from / MS_PER_S:g} s on")
    shown = np.linspace(_first_settled(run), len(times) - 1, N_FRAMES).round().astype(int)
    side = (PAGE - 30 * MM) / N_FRAMES
    figure = new_figure(PAGE, side * len(active) / MM + 16, "compressed")
    grid = figure.subplots(len(active), N_FRAMES, squeeze=False)
    highest = _highest(run, active)
    for row, (name, maps) in zip(grid, active.items(), strict=True):
        for axes, frame in zip(row, maps[shown], strict=True):
            image = draw_sheet(axes, frame, highest[name])
        row[0].set_ylabel(name)
        figure.colorbar(image, ax=row, label="Rate (Hz)", extend="max", ticks=MaxNLocator(4))
    for axes, time in zip(grid[0], times[shown], strict=True):
        axes.set_title(f"{time / MS_PER_S:g} s")
    draw_scale_bar(grid[-1, 0], maps.shape[-1])
    if silent := [name for name in frames if name not in active]:
        rates = [f"{name} {_mean_rate(run, frames[name]):.2g} Hz" for name in silent]
        said = f"Not drawn, silent or nearly so: {', '.join(rates)}"
        figure.supxlabel(said, x=1, ha="right", fontsize=7)
    return figure


def _active(run: Run, frames: dict[str, Array]) -> dict[str, Array]:
    """The sheets that fire after the network has settled, not just now and then."""
    rates = {name: _mean_rate(run, maps) for name, maps in frames.items()}
    busiest = max(rates.values())
    return {name: frames[name] for name, rate in rates.items() if rate > NEARLY_SILENT * busiest}


def _mean_rate(run: Run, maps: Array) -> float:
    """Mean rate (Hz) of the cells of a sheet, settled."""
    return float(maps[_first_settled(run) :].mean())


def _highest(run: Run, frames: dict[str, Array]) -> dict[str, float]:
    """For each sheet the rate (Hz) that has the last colour, the same within a population."""
    population = {layer.name: layer.population for layer in run.layers}
    of: dict[str, float] = {}
    for name, maps in frames.items():
        rate = highest_rate(maps[_first_settled(run) :])
        of[population[name]] = max(rate, of.get(population[name], 0.0))
    return {name: of[population[name]] for name in frames}


def frames_of(run: Run) -> tuple[dict[str, Array], Array]:
    """Rates (Hz) of each sheet, frames x side x side, and the middle of each frame (ms)."""
    frames = {name: layer_frames(spikes, run.params)[:, 0] for name, spikes in run.sheets.items()}
    n_frames = len(next(iter(frames.values())))
    return frames, (np.arange(n_frames, dtype=np.float64) + 0.5) * frame_dt(run.params)


def highest_rate(maps: Array) -> float:
    """The rate (Hz) that all but the highest half percent stay below; 1 where nothing fires."""
    return float(np.percentile(maps, BRIGHTEST)) or 1.0


def _first_settled(run: Run) -> int:
    return int(run.settled_from / frame_dt(run.params))


@in_style
def save_animation(run: Run, path: Path, dpi: float | None = None) -> None:
    """Write the rates on the sheets that fire, side by side, as an animated GIF.

    Parameters
    ----------
    run : Run
        Of a network with sheets.
    path : Path
        The GIF file.
    dpi : float or None
        Dots per inch; None for GIF_DPI.
    """
    every, times = frames_of(run)
    frames = _active(run, every) or every
    side = (PAGE - 20 * MM) / max(len(frames), 3)
    figure = new_figure((side + 6 * MM) * len(frames), side / MM + 26, "compressed")
    row = figure.subplots(1, len(frames), squeeze=False)[0]
    images, highest = [], _highest(run, frames)
    for axes, (name, maps) in zip(row, frames.items(), strict=True):
        images.append(draw_sheet(axes, maps[0], highest[name]))
        axes.set_title(name)
        figure.colorbar(
            images[-1],
            ax=axes,
            location="bottom",
            extend="max",
            pad=0.14,
            label="Rate (Hz)",
            ticks=MaxNLocator(3),
        )
    draw_scale_bar(row[0], maps.shape[-1])
    clock = figure.supxlabel("", fontsize=7)
    writer = PillowWriter(fps=FRAMES_PER_S)
    with writer.saving(figure, str(path), dpi or GIF_DPI):
        for k, time in enumerate(times):
            clock.set_text(f"{time / MS_PER_S:.1f} s")
            for image, maps in zip(images, frames.values(), strict=True):
                image.set_data(maps[k])
            writer.grab_frame()
