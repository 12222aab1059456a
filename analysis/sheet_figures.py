"""Figures of activity on sheets: frames side by side, and an animation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.animation import PillowWriter
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from analysis.checks import Array, require_dimensions
from analysis.style import MM, PAGE, in_style

BRIGHTEST = 99.5  # percentile of the rates that has the last colour, so that no burst blinds
GIF_DPI = 150


@in_style
def sheet_frames(
    frames: Array, names: Sequence[str], times: Sequence[float], brightest: float
) -> Figure:
    """Rates on sheets: a row per sheet, a column per frame.

    Parameters
    ----------
    frames : ndarray, shape (n_frames, n_sheets, n, n)
        Rates (Hz), indexed [y, x].
    names : sequence of str
        Names of the sheets.
    times : sequence of float
        Times of the frames (ms).
    brightest : float
        Rate that has the last colour (Hz), see `brightest_rate`.

    Raises
    ------
    ValueError
        Frames that do not match the names and times.
    """
    _check(frames, names, times)
    n_frames, n_sheets = frames.shape[:2]
    side = (PAGE - 30 * MM) / max(n_frames, n_sheets)
    size = (side * n_frames + 30 * MM, side * n_sheets + 8 * MM)
    figure = Figure(figsize=size, layout="compressed")
    grid = figure.subplots(n_sheets, n_frames, squeeze=False)
    for row, name, sheet in zip(grid, names, frames.swapaxes(0, 1), strict=True):
        for axes, frame in zip(row, sheet, strict=True):
            shown = _show(axes, frame, brightest)
        row[0].set_ylabel(name)
    for axes, time in zip(grid[0], times, strict=True):
        axes.set_title(f"{time:g} ms")
    figure.colorbar(shown, ax=grid, label="Rate (Hz)", aspect=30, extend="max")
    return figure


@in_style
def weight_maps(maps: Mapping[str, Array]) -> Figure:
    """Weights from the middle cell of a sheet to the cells of another, a map per projection.

    Parameters
    ----------
    maps : mapping of str to ndarray
        For each label, weights, n x n, [y, x].
    """
    side = (PAGE - 20 * MM) / len(maps)
    figure = Figure(figsize=(PAGE, side + 14 * MM), layout="compressed")
    row = figure.subplots(1, len(maps), squeeze=False)[0]
    largest = max(weights.max() for weights in maps.values())
    for axes, (label, weights) in zip(row, maps.items(), strict=True):
        shown = _show(axes, weights, largest, cmap="Blues")
        axes.set_title(label)
    figure.colorbar(shown, ax=row, label="Weight")
    return figure


@in_style
def save_animation(
    path: Path,
    frames: Array,
    names: Sequence[str],
    times: Sequence[float],
    brightest: float,
    fps: int = 10,
) -> None:
    """Write the rates on sheets, side by side, as an animated GIF.

    Parameters
    ----------
    path : Path
        The GIF file.
    frames : ndarray, shape (n_frames, n_sheets, n, n)
        Rates (Hz), indexed [y, x].
    names : sequence of str
        Names of the sheets.
    times : sequence of float
        Times of the frames (ms).
    brightest : float
        Rate that has the last colour (Hz), see `brightest_rate`.
    fps : int
        Frames per second of the animation.

    Raises
    ------
    ValueError
        Frames that do not match the names and times.
    """
    _check(frames, names, times)
    side = (PAGE - 20 * MM) / len(names)
    figure = Figure(figsize=(PAGE, side + 14 * MM), layout="compressed")
    row = figure.subplots(1, len(names), squeeze=False)[0]
    images = [_show(axes, sheet, brightest) for axes, sheet in zip(row, frames[0], strict=True)]
    for axes, name in zip(row, names, strict=True):
        axes.set_title(name)
    figure.colorbar(images[0], ax=row, label="Rate (Hz)", extend="max")
    clock = figure.supxlabel("", fontsize=7)
    writer = PillowWriter(fps=fps)
    with writer.saving(figure, str(path), GIF_DPI):
        for frame, time in zip(frames, times, strict=True):
            clock.set_text(f"{time:g} ms")
            for image, sheet in zip(images, frame, strict=True):
                image.set_data(sheet)
            writer.grab_frame()


def brightest_rate(frames: Array) -> float:
    """The rate (Hz) that all but the highest half percent stay below; 1 where nothing fires."""
    return float(np.percentile(frames, BRIGHTEST)) or 1.0


def _show(axes: Axes, sheet: Array, brightest: float, cmap: str | None = None) -> AxesImage:
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)
    return axes.imshow(sheet, origin="lower", vmin=0, vmax=brightest, cmap=cmap)


def _check(frames: Array, names: Sequence[str], times: Sequence[float]) -> None:
    require_dimensions("frames", frames, "frames x sheets x n x n")
    if frames.shape[:2] != (len(times), len(names)):
        raise ValueError(
            f"frames must hold {len(times)} times and {len(names)} sheets, got {frames.shape[:2]}"
        )
