"""Activity on sheets and its autocorrelogram."""

from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from analysis.checks import Array
from analysis.style import GREY

SCALE_BAR = 10  # cells


def draw_sheet(axes: Axes, sheet: Array, highest: float, cmap: str = "viridis") -> AxesImage:
    """A value per cell of a sheet as an image without axes.

    Parameters
    ----------
    axes : Axes
        To draw on.
    sheet : ndarray, shape (n, n)
        Indexed [y, x].
    highest : float
        Value that has the last colour; the first is that of 0.
    cmap : str
        Name of the colour map.
    """
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(True)
    return axes.imshow(sheet, origin="lower", vmin=0, vmax=highest, cmap=cmap)


def draw_scale_bar(axes: Axes, n_cells: int, length: int = SCALE_BAR) -> None:
    """A bar below a sheet of n_cells a side that is so many cells long, a fifth on small sheets."""
    length = min(length, max(round(n_cells / 5), 1))
    y = -0.5 - 0.06 * n_cells
    axes.plot([-0.5, length - 0.5], [y, y], color="k", lw=1.5, clip_on=False, solid_capstyle="butt")
    axes.annotate(
        f"{length} cell{'s' if length > 1 else ''}",
        (length - 0.5, y),
        (2, 0),
        textcoords="offset points",
        va="center",
        annotation_clip=False,
    )
    axes.set(xlim=(-0.5, n_cells - 0.5), ylim=(-0.5, n_cells - 0.5))


def draw_autocorrelogram(axes: Axes, correlation: Array, peaks: Array) -> AxesImage:
    """An autocorrelogram with the six peaks nearest to its middle.

    Parameters
    ----------
    axes : Axes
        To draw on.
    correlation : ndarray, shape (n, n)
        As `sheets.autocorrelation` returns it.
    peaks : ndarray, shape (6, 2)
        [dx, dy] (cells) as `sheets.neighbour_peaks` returns it; NaN where there are fewer.
    """
    half = correlation.shape[0] // 2
    extent = (-half - 0.5, len(correlation) - half - 0.5) * 2
    shown = axes.imshow(correlation, origin="lower", vmin=-1, vmax=1, cmap="RdBu_r", extent=extent)
    axes.plot(0, 0, "+", color=GREY, ms=4)
    axes.plot(*peaks.T, "o", mfc="none", mec="k", ms=5)
    axes.spines[:].set_visible(True)
    axes.set(xlabel="Shift along x (cells)", ylabel="Shift along y (cells)")
    return shown
