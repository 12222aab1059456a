from itertools import combinations

import numpy as np
import pytest
from matplotlib import rcParams
from matplotlib.text import Text
from PIL import Image

from analysis import figures, sheet_figures
from analysis.style import MM, save_figure
from tests.synthetic import hexagonal_map, padded

SPIKES = padded([[100.0, 250.0], [], [400.0]])
PHASE = np.linspace(0, 20, 500)
MAPS = np.stack([[hexagonal_map(16, (2, 1), (0, 2), (shift, 0))] * 2 for shift in range(3)])


RAMP = np.linspace(-1, 1, 500)
DRAWINGS = {
    "raster": lambda: figures.raster({"Right": SPIKES, "Silent": np.empty((2, 0))}, 500, PHASE),
    "rates": lambda: figures.rates_over_time(
        dict.fromkeys(("East", "West", "North", "South", "Interneurons"), RAMP**2), 1.0
    ),
    "traces": lambda: figures.traces(
        {"v (mV)": np.outer([50, 20], RAMP), "syn_inhib_g (µS)": np.outer([1e-3, 2e-3], RAMP)},
        0.1,
        ["Cell 0", "Cell 7"],
    ),
    "matrix": lambda: figures.connectivity_matrix(
        np.eye(20), {"East": 4, "West": 4, "North": 4, "South": 4, "Interneurons": 4}
    ),
    "profile": lambda: figures.weight_profile(
        np.arange(-5, 5), {f"Right to {k}": np.ones(10) for k in range(5)}
    ),
    "weights": lambda: sheet_figures.weight_maps({f"East to {k}": MAPS[0, 0] for k in range(6)}),
    "trajectory": lambda: figures.trajectory(PHASE % 6.28, (PHASE + 0.2) % 6.28, 1.0, 6.28),
    "line": lambda: figures.sweep_line(RAMP * 1e-3, {"": RAMP}, "DC (nA)", "Speed (rad/s)"),
    "small": lambda: figures.sweep_line(
        np.linspace(-11.5e-3, -3.5e-3, 5), {"": np.zeros(5)}, "extra_params[amp2] (nA)", "Sag ratio"
    ),
    "map": lambda: figures.sweep_map(
        np.linspace(-2.7e-3, 1e-2, 20), np.linspace(0, 1.5e-3, 16), np.eye(16, 20), "x", "y", "Bias"
    ),
    "sheets": lambda: sheet_figures.sheet_frames(
        MAPS, ["East", "Interneurons"], [0, 200, 400], 1.0
    ),
}
each_figure = pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS.keys())


@each_figure
def test_a_figure_is_saved_twice_at_paper_size(draw, tmp_path):
    svg, png = save_figure(draw(), tmp_path / "figures" / "1.5_drawing")
    assert svg.name == "1.5_drawing.svg"
    assert "<svg" in svg.read_text()[:500]
    assert Image.open(png).width <= round(180 * MM * 300)


@each_figure
def test_text_is_readable_and_whole(draw):
    figure = draw()
    figure.draw_without_rendering()
    assert {text.get_fontsize() for text in figure.findobj(Text) if text.get_text()} <= {7.0, 8.0}
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert (box.x0 >= 0, box.y0 >= 0, box.x1 <= width, box.y1 <= height) == (True,) * 4
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        assert not any(first.overlaps(second) for first, second in combinations(labels(axis), 2))


def labels(axis):
    """Boxes of the tick labels that are seen and not slanted."""
    low, high = sorted(axis.get_view_interval())
    return [
        tick.label1.get_window_extent()
        for tick in axis.get_major_ticks()
        if low <= tick.get_loc() <= high
        and tick.label1.get_visible()
        and tick.label1.get_rotation() in (0, 90)
    ]


def test_drawing_leaves_the_settings_of_the_user_alone():
    before = dict(rcParams)
    DRAWINGS["line"]()
    assert dict(rcParams) == before


def test_the_same_figure_gives_the_same_file(tmp_path):
    first, second = (
        save_figure(DRAWINGS["line"](), tmp_path / name)[0].read_bytes() for name in ("a", "b")
    )
    assert first == second


def test_the_raster_shows_every_spike_at_its_cell():
    figure = figures.raster({"Right": SPIKES}, 500)
    x, y = figure.axes[0].lines[0].get_data()
    shown = {(t, cell) for t, cell in zip(x, y, strict=True) if not np.isnan(t)}
    assert shown == {(0.1, 0), (0.25, 0), (0.4, 2)}


def test_a_single_cell_has_one_tick():
    axes = figures.raster({"Stellate": SPIKES[:1]}, 500).axes[0]
    assert [tick for tick in axes.get_yticks() if -0.5 <= tick <= 0.5] == [0]


def test_a_position_is_not_drawn_across_the_end_of_the_track():
    figure = figures.trajectory(PHASE % 6.28, PHASE % 6.28, 1.0, 6.28)
    drawn = figure.axes[0].lines[0].get_ydata()
    assert np.isnan(drawn).sum() == 3  # 20 rad pass the end three times
    assert np.nanmax(np.abs(np.diff(drawn))) < 0.1


def test_traces_start_where_they_are_said_to():
    axes = figures.traces({"v (mV)": np.zeros((1, 100))}, 0.5, ["0"], t_start=2000).axes[0]
    assert axes.get_xlim() == (2.0, 2.05)
    assert axes.lines[0].get_xdata()[0] == 2.0


def test_the_axes_fit_what_comes_after_the_noise():
    samples = np.zeros((1, 100))
    samples[0, [3, 60]] = 1000.0, 20.0
    traces = figures.traces({"v (mV)": samples}, 1.0, ["0"], t_start=50, fit_from=60).axes[0]
    rates = figures.rates_over_time({"Right": samples[0]}, 1.0, fit_from=10).axes[0]
    assert traces.get_ylim() == (-1, 21)
    assert rates.get_ylim() == (0, 21)


def test_a_long_trace_keeps_its_extremes_and_its_ends():
    samples = np.zeros((1, 100_999))
    samples[0, [31_415, 92_653, -1]] = 3.0, -2.0, 1.0
    line = figures.traces({"v (mV)": samples}, 0.5, ["0"]).axes[0].lines[0]
    time, drawn = line.get_data()
    assert len(drawn) <= 2 * figures.N_STRETCHES
    assert (np.diff(time) >= 0).all()
    assert dict(zip(time[drawn != 0], drawn[drawn != 0], strict=True)) == pytest.approx(
        {31_415 * 5e-4: 3.0, 92_653 * 5e-4: -2.0, 100_998 * 5e-4: 1.0}
    )


def test_the_animation_has_a_frame_per_time(tmp_path):
    path = tmp_path / "sheets.gif"
    sheet_figures.save_animation(path, MAPS, ["E", "W"], [0, 200, 400], 1.0, fps=5)
    with Image.open(path) as image:
        assert image.n_frames == 3
        assert image.info["duration"] == 200


def test_frames_must_match_their_names():
    with pytest.raises(ValueError, match=r"must hold 3 times and 1 sheets, got \(3, 2\)"):
        sheet_figures.sheet_frames(MAPS, ["E"], [0, 200, 400], 1.0)
