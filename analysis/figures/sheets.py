"""Activity on sheets: frames side by side, and an animation."""

from pathlib import Path

import numpy as np
from matplotlib.animation import PillowWriter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.checks import Array
from analysis.drawing.sheets import draw_scale_bar, draw_sheet
from analysis.figures.registry import figure_of_run
from analysis.figures.run import Run
from analysis.sheet_measures import frame_dt, layer_frames
from analysis.spikes import MS_PER_S
from analysis.style import MM, PAGE, in_style, new_figure

N_FRAMES = 5  # of the sheets side by side
BRIGHTEST = 99.5  # percentile of the rates that has the last colour, so that no burst blinds
GIF_DPI = 150
FRAMES_PER_S = 10


@figure_of_run("sheets", "spikes of layers that are sheets", lambda run: bool(run.sheets))
def sheets(run: Run) -> Figure:
    """The rates on every sheet at a few times, a row per sheet."""
    frames, times = frames_of(run)
    shown = np.linspace(_first_settled(run), len(times) - 1, N_FRAMES).round().astype(int)
    side = (PAGE - 30 * MM) / max(N_FRAMES, len(frames))
    figure = new_figure(side * N_FRAMES + 30 * MM, (side * len(frames)) / MM + 12, "compressed")
    grid = figure.subplots(len(frames), N_FRAMES, squeeze=False)
    for row, (name, maps) in zip(grid, frames.items(), strict=True):
        highest = highest_rate(maps[_first_settled(run) :])
        for axes, frame in zip(row, maps[shown], strict=True):
            image = draw_sheet(axes, frame, highest)
        row[0].set_ylabel(name)
        figure.colorbar(image, ax=row, label="Rate (Hz)", extend="max")
    for axes, time in zip(grid[0], times[shown], strict=True):
        axes.set_title(f"{time / MS_PER_S:g} s")
    draw_scale_bar(grid[-1, 0], maps.shape[-1])
    return figure


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
def save_animation(run: Run, path: Path) -> None:
    """Write the rates on the sheets, side by side, as an animated GIF."""
    frames, times = frames_of(run)
    side = (PAGE - 20 * MM) / len(frames)
    figure = new_figure(PAGE, side / MM + 22, "compressed")
    row = figure.subplots(1, len(frames), squeeze=False)[0]
    images = []
    for axes, (name, maps) in zip(row, frames.items(), strict=True):
        images.append(draw_sheet(axes, maps[0], highest_rate(maps[_first_settled(run) :])))
        axes.set_title(name)
        figure.colorbar(
            images[-1],
            ax=axes,
            location="bottom",
            extend="max",
            pad=0.12,
            label="Rate (Hz)",
            ticks=MaxNLocator(3),
        )
    draw_scale_bar(row[0], maps.shape[-1])
    clock = figure.supxlabel("", fontsize=7)
    writer = PillowWriter(fps=FRAMES_PER_S)
    with writer.saving(figure, str(path), GIF_DPI):
        for k, time in enumerate(times):
            clock.set_text(f"{time / MS_PER_S:.1f} s")
            for image, maps in zip(images, frames.values(), strict=True):
                image.set_data(maps[k])
            writer.grab_frame()
