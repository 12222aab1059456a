import numpy as np
import pytest

from analysis.spikes import bin_spikes, instantaneous_rates, mean_rates, population_rate
from tests.synthetic import padded


def test_bins_include_their_start_and_exclude_their_end():
    spikes = padded([[0.0, 0.999, 1.0, 2.999], [3.0], []])
    assert bin_spikes(spikes, 3.0).tolist() == [[2, 1, 1], [0, 0, 0], [0, 0, 0]]


def test_the_last_whole_bin_is_not_lost_to_rounding():
    assert bin_spikes(padded([[0.25]]), 0.3, 0.1).tolist() == [[0, 0, 1]]


def test_a_part_of_a_bin_is_left_out():
    assert bin_spikes(padded([[1.0, 10.5]]), 11.0, 5.0).tolist() == [[1, 0]]


def test_silent_cells_keep_their_rows():
    assert bin_spikes(np.empty((4, 0)), 3.0).shape == (4, 3)


@pytest.mark.parametrize(
    ("spikes", "sim_dur", "bin_width", "message"),
    [
        (np.zeros(3), 10, 1, r"spikes must have the shape cells x count, got \(3,\)"),
        (np.zeros((1, 1)), 0, 1, "sim_dur must be > 0 ms, got 0"),
        (np.zeros((1, 1)), 10, np.nan, "bin_width must be > 0 ms, got nan"),
        (np.zeros((1, 1)), 10, 20, "bin_width must be <= sim_dur, 10 ms, got 20"),
    ],
)
def test_wrong_arguments_are_named(spikes, sim_dur, bin_width, message):
    with pytest.raises(ValueError, match=message):
        bin_spikes(spikes, sim_dur, bin_width)


def test_a_regular_train_has_its_rate_up_to_the_ends():
    rates = instantaneous_rates(padded([np.arange(5, 2000, 10)]), 2000, stdev=50)
    assert rates.shape == (1, 2000)
    np.testing.assert_allclose(rates, 100, rtol=0.01)


def test_one_spike_is_a_gaussian_of_unit_area():
    rates = instantaneous_rates(padded([[1000.5]]), 2001, stdev=20)[0]
    assert np.sum(rates) / 1000 == pytest.approx(1, rel=1e-6)
    assert rates[1000] == pytest.approx(1000 / (20 * np.sqrt(2 * np.pi)), rel=1e-3)
    assert rates[1020] / rates[1000] == pytest.approx(np.exp(-0.5), rel=1e-3)


def test_the_bin_width_does_not_change_the_rate():
    spikes = padded([np.arange(0.5, 2000, 7)])
    fine, coarse = (instantaneous_rates(spikes, 2000, 100, width)[0, -1] for width in (1, 5))
    assert coarse == pytest.approx(fine, rel=0.02)


def test_the_population_rate_is_the_mean_over_cells():
    spikes = padded([np.arange(0, 500, 10), [], np.arange(0, 500, 30)])
    expected = instantaneous_rates(spikes, 500, 20).mean(axis=0)
    np.testing.assert_allclose(population_rate(spikes, 500, 20), expected)


def test_mean_rates_count_in_the_window_only():
    spikes = padded([[999.9, 1000.0, 1250.0, 1500.0], [1499.9]])
    assert mean_rates(spikes, 1000, 1500).tolist() == [4.0, 2.0]


def test_an_empty_window_is_refused():
    with pytest.raises(ValueError, match="t_start must be < t_stop"):
        mean_rates(padded([[1.0]]), 5, 5)
