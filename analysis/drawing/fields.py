"""What a cell's quantities do while it passes its field."""

from matplotlib.axes import Axes

from analysis.field_average import FieldAverage
from analysis.style import PALE


def draw_field_average(axes: Axes, average: FieldAverage, label: str, colour: str) -> None:
    """The mean over fields with a band of one standard deviation; the field itself is shaded.

    Parameters
    ----------
    axes : Axes
        To draw on.
    average : FieldAverage
        As `field_average` returns it.
    label : str
        Of the y axis, with the unit.
    colour : str
        Of the line.
    """
    low, high = average.mean - average.stdev, average.mean + average.stdev
    axes.axvspan(0, 1, color=PALE, lw=0, zorder=0)
    axes.fill_between(average.place, low, high, color=colour, alpha=0.25, lw=0)
    axes.plot(average.place, average.mean, color=colour)
    axes.set(ylabel=label, xlim=(average.place[0], average.place[-1]))
    axes.locator_params(axis="y", nbins=4)
