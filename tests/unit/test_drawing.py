import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from analysis.drawing.axes import N_STRETCHES, broken, limits, pi_text, shade
from analysis.drawing.network import Projection, draw_network
from analysis.drawing.positions import draw_difference, draw_phase
from analysis.drawing.sheets import draw_autocorrelogram, draw_scale_bar
from analysis.drawing.spectra import draw_spectrum
from analysis.drawing.spikes import draw_raster, draw_rates
from analysis.drawing.sweeps import draw_dots, draw_line, draw_map, draw_marks
from analysis.drawing.traces import draw_trace, quantity
from analysis.sheets import autocorrelation, neighbour_peaks
from analysis.spectra import peak_frequency, power_spectrum
from parameters.layers import Layer, numbered
from parameters.table import RECORDED
from tests.synthetic import hexagonal_map, padded

SPIKES = padded([[100.0, 250.0], [], [400.0]])
PHASE = np.linspace(0, 20, 500)


@pytest.fixture
def axes():
    return Figure().subplots()


def test_the_raster_shows_every_spike_at_its_cell(axes):
    draw_raster(axes, SPIKES, "Right", "red")
    x, y = axes.lines[0].get_data()
    shown = {(t, cell) for t, cell in zip(x, y, strict=True) if not np.isnan(t)}
    assert shown == {(0.1, 0), (0.25, 0), (0.4, 2)}
    assert axes.lines[0].get_color() == "red"


def test_a_single_cell_has_one_tick(axes):
    draw_raster(axes, SPIKES[:1], "Stellate", "red")
    assert [tick for tick in axes.get_yticks() if -0.5 <= tick <= 0.5] == [0]


def test_silent_cells_are_said_to_be_silent(axes):
    draw_raster(axes, np.full((3, 0), np.nan), "Left", "red")
    assert axes.get_ylabel() == "Left, silent\n(cell)"


def test_cells_that_fire_in_the_noise_only_are_silent(axes):
    draw_raster(axes, SPIKES, "Left", "red", noise_until=500)
    assert axes.get_ylabel() == "Left, silent\n(cell)"


def test_a_silent_rate_is_on_the_axis_and_named(axes):
    colours = {"Right": "red", "Left": "blue"}
    draw_rates(axes, {"Right": np.full(9, 5.0), "Left": np.zeros(9)}, 1.0, colours)
    right, left = axes.lines
    assert (right.get_label(), left.get_label()) == ("Right", "Left (silent)")
    assert axes.get_ylim()[0] < 0


def test_the_axis_of_rates_fits_what_comes_after_the_noise(axes):
    rate = np.zeros(100)
    rate[[3, 60]] = 1000.0, 20.0
    draw_rates(axes, {"Right": rate}, 1.0, {"Right": "red"}, fit_from=10)
    assert axes.get_ylim() == pytest.approx((-0.63, 21))


def test_a_position_is_not_drawn_across_the_end_of_the_track(axes):
    draw_phase(axes, PHASE, 1.0, "red", period=6.28)
    drawn = axes.lines[0].get_ydata()
    assert np.isnan(drawn).sum() == 3  # 20 rad pass the end three times
    assert np.nanmax(np.abs(np.diff(drawn))) < 0.1


def test_a_gap_of_the_phase_is_not_drawn(axes):
    draw_phase(axes, np.where(np.arange(500) < 300, PHASE, np.nan), 1.0, "red")
    assert np.isnan(axes.lines[0].get_ydata()[300:]).all()


def test_the_error_has_its_band(axes):
    draw_difference(axes, np.full(9, 0.1), 1.0, 2 * np.pi, "Error (rad)", band=0.4)
    assert (axes.patches[0].get_y(), axes.patches[0].get_height()) == (-0.4, 0.8)


def test_traces_start_where_they_are_said_to(axes):
    draw_trace(axes, np.zeros(100), 0.5, "v (mV)", "k", t_start=2000)
    assert axes.lines[0].get_xdata()[[0, -1]] == pytest.approx([2.0, 2.0495])


def test_a_long_trace_keeps_its_extremes_and_its_ends(axes):
    samples = np.zeros(100_999)
    samples[[31_415, 92_653, -1]] = 3.0, -2.0, 1.0
    draw_trace(axes, samples, 0.5, "v (mV)", "k")
    time, drawn = axes.lines[0].get_data()
    assert len(drawn) <= 2 * N_STRETCHES
    assert (np.diff(time) >= 0).all()
    assert dict(zip(time[drawn != 0], drawn[drawn != 0], strict=True)) == pytest.approx(
        {31_415 * 5e-4: 3.0, 92_653 * 5e-4: -2.0, 100_998 * 5e-4: 1.0}
    )


def test_every_recorded_quantity_has_a_symbol():
    named = [name for name in RECORDED if name != "spks"]
    assert all(quantity(name).symbol.startswith("$") for name in named)
    assert quantity("own_current").symbol == "own_current"


def test_a_sweep_keeps_the_full_range_and_marks_what_is_undefined(axes):
    values, measure = np.linspace(0, 10, 6), np.array([np.nan, np.nan, 1.0, 2.0, 3.0, np.nan])
    draw_line(axes, values, {"": measure})
    draw_marks(axes, values, values == 10, values < 4)
    low, high = axes.get_xlim()
    assert low < 0
    assert high > 10
    undefined, failed = axes.lines[1:]
    assert (failed.get_marker(), failed.get_xdata().tolist()) == ("x", [10])
    assert (undefined.get_marker(), undefined.get_xdata().tolist()) == ("o", [0, 2])


def test_dots_of_undefined_measures_are_marks_on_the_axis(axes):
    draw_dots(axes, np.arange(1.0, 4), np.array([5.0, np.nan, 6.0]), np.zeros(3, bool))
    assert axes.lines[-1].get_xdata().tolist() == [2]


def test_a_map_of_both_signs_has_white_at_zero(axes):
    mesh = draw_map(axes, np.arange(3.0), np.arange(2.0), np.array([[-1, 0, 4], [1, 2, np.nan]]))
    assert mesh.get_clim() == (-4, 4)
    assert axes.patch.get_hatch()  # what is undefined is not white


def test_windows_are_shaded(axes):
    shade(axes, {"initial noise": (0, 100), "none": (0, 0)})
    assert [patch.get_width() for patch in axes.patches] == [0.1]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (np.pi, "π"), (2 * np.pi, "2π"), (-np.pi / 2, "−π/2"), (6.28, "2π"), (1.3, "1.3")],
)
def test_angles_are_written_in_pi(value, text):
    assert pi_text(value) == text


def test_limits_leave_out_what_is_undefined():
    assert limits(np.array([np.nan, 0.0, 10.0])) == (-0.5, 10.5)
    assert limits(np.array([np.nan])) == (-1, 1)


def test_broken_leaves_a_small_step():
    assert broken(np.array([0.1, 0.2]), 6.28).tolist() == [0.1, 0.2]


def test_the_diagram_names_each_projection_with_its_conductance(axes):
    layers = numbered([Layer("Right", "stell", 8, "ring"), Layer("I", "intrnrn", 8, "ring")])
    projections = [
        Projection("Right", "I", 6e-6, True),
        Projection("I", "Right", 2e-4, False),
        Projection("I", "I", 8e-4, False),
    ]
    draw_network(axes, layers, projections, {"Right": "red", "I": "blue"})
    named = [text.get_text() for text in axes.get_legend().get_texts()]
    assert named == [
        "stellate cells → interneurons: up to 6 pS a synapse",
        "interneurons → stellate cells: up to 0.2 nS a synapse",
        "interneurons → interneurons: up to 0.8 nS a synapse",
    ]
    assert sum(isinstance(patch, FancyArrowPatch) for patch in axes.patches) == 3


def test_the_six_peaks_are_on_the_autocorrelogram(axes):
    correlation = autocorrelation(hexagonal_map(16, (2, 1), (0, 2)))
    peaks = neighbour_peaks(correlation)
    draw_autocorrelogram(axes, correlation, peaks)
    np.testing.assert_array_equal(axes.lines[-1].get_xydata(), peaks)


def test_a_small_sheet_has_a_shorter_scale_bar(axes):
    draw_scale_bar(axes, 5)
    assert axes.texts[0].get_text() == "1 cell"


def test_the_peak_of_a_spectrum_is_marked(axes):
    time = np.arange(4000)
    spectrum = power_spectrum(np.sin(2 * np.pi * 8 * time / 1000), 1.0)
    draw_spectrum(axes, spectrum, 30, "k", peak_frequency(spectrum))
    assert axes.texts[0].get_text() == "8.0 Hz"
    assert axes.get_xlim() == (0, 30)


def test_an_error_on_a_short_track_is_not_drawn_across_its_end(axes):
    draw_difference(axes, np.array([0.2, 0.24, -0.24, -0.2]), 1.0, 0.5, "Error (rad)")
    assert np.isnan(axes.lines[-1].get_ydata()).tolist() == [False, False, True, False]
