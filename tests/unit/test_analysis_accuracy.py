import numpy as np
import pytest

from analysis.accuracy import direction_of_travel, position_error, predictive_bias
from analysis.decoding import decoded_position
from analysis.ring_phase import gaussian_phase, lowpass_phase
from tests.synthetic import poisson, ring_bumps

LAMBDA0 = 6.2831


def test_the_bias_is_the_lead_in_either_direction():
    true = np.concatenate([np.linspace(0, 9, 300), np.linspace(9, 0, 300)])
    direction = np.repeat([1.0, -1.0], 300)
    stell = np.mod(true + 0.3 * direction, LAMBDA0)
    bias = predictive_bias(stell, np.mod(true, LAMBDA0), direction, LAMBDA0)
    assert bias == pytest.approx(0.3)
    lag = predictive_bias(stell, np.mod(true, LAMBDA0), -direction, LAMBDA0)
    assert lag == pytest.approx(-0.3)


def test_the_bias_is_the_mean_of_arcs_not_of_angles():
    stell, intrnrn = np.array([0.0, 0.0, 3.0]), np.zeros(3)
    assert predictive_bias(stell, intrnrn, 1.0, LAMBDA0) == pytest.approx(1.0)


def test_samples_without_a_position_do_not_count_for_the_bias():
    stell, intrnrn = np.array([1.2, np.nan, 2.2]), np.array([1.0, 1.0, 2.0])
    assert predictive_bias(stell, intrnrn, 1.0, LAMBDA0) == pytest.approx(0.2)
    assert np.isnan(predictive_bias(stell, np.full(3, np.nan), 1.0, LAMBDA0))


def test_nothing_counts_after_the_start_and_the_turn():
    direction = direction_of_travel(10, 1.0, dir_change_t=5, settling=2)
    np.testing.assert_array_equal(direction, [np.nan, np.nan, 1, 1, 1, np.nan, np.nan, -1, -1, -1])


@pytest.mark.parametrize("speed", [-3.0, 3.0])
def test_the_lag_of_the_filter_is_part_of_the_published_bias(speed):
    rates = ring_bumps(192, 64, speed * np.arange(20_000) / 1000)
    stell, intrnrn = poisson(rates, 1), poisson(rates, 2)
    leader = decoded_position(gaussian_phase(stell, 192, 64, 20_000), LAMBDA0)
    follower = decoded_position(lowpass_phase(intrnrn, 192, 64, 20_000), LAMBDA0)
    bias = predictive_bias(leader[500:-500], follower[500:-500], np.sign(speed), LAMBDA0)
    assert bias == pytest.approx(3.0 * 0.0176, abs=0.01)


def test_the_error_is_the_mean_shorter_arc():
    animal = np.array([0.1, 3.0, 6.0])
    decoded = np.mod(animal + np.array([0.3, -0.3, 0.6]), LAMBDA0)
    assert position_error(decoded, animal, LAMBDA0) == pytest.approx(0.4)


def test_of_trials_the_circular_mean_is_taken_first():
    animal = np.zeros(3)
    trials = np.array([[0.4, 0.2, np.nan], [-0.4, 0.4, 1.0]])
    assert position_error(trials, animal, LAMBDA0) == pytest.approx((0 + 0.3 + 1.0) / 3)


def test_chance_is_a_quarter_of_the_track():
    decoded = np.random.default_rng(0).uniform(0, LAMBDA0, 20_000)
    assert position_error(decoded, np.zeros(20_000), LAMBDA0) == pytest.approx(1.57, abs=0.02)
    assert np.isnan(position_error(np.array([np.nan]), np.zeros(1), LAMBDA0))
