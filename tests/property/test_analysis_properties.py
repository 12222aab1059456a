"""What the measures do not depend on, and how they turn with what they measure."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis import sheets
from analysis.accuracy import predictive_bias
from analysis.decoding import bump_phase, bump_speed, coherence, wrapped_difference
from analysis.fields import field_period, spatial_autocorrelation
from analysis.spikes import bin_spikes, mean_rates
from tests.synthetic import hexagonal_map

angles = st.floats(-100, 100)
rates = arrays(np.float64, (48, 6), elements=st.floats(0, 200))


@given(rates, st.integers(0, 47))
def test_turning_the_ring_turns_the_phase(activity, shift):
    turned = np.roll(activity, shift, axis=0)
    length = coherence(activity, 16)
    if not length > 1e-3:  # a flat ring has no phase
        return
    assert coherence(turned, 16) == pytest.approx(length)
    step = (bump_phase(turned, 16) - bump_phase(activity, 16))[:1]
    weight = coherence(activity[:, :1], 16)
    if weight > 1e-3:
        expected = 2 * np.pi * shift / 16
        assert abs(wrapped_difference(step, np.array([expected]), 2 * np.pi)[0]) < 1e-6


@given(rates, st.integers(0, 47))
def test_turning_the_ring_keeps_the_autocorrelation(activity, shift):
    original = spatial_autocorrelation(activity)
    turned = spatial_autocorrelation(np.roll(activity, shift, axis=0))
    np.testing.assert_allclose(turned, original, atol=1e-6)


@given(st.floats(-8, 8), st.floats(0, 6))
def test_the_mirror_image_moves_the_other_way(speed, start):
    phase = start + speed * np.arange(0, 2, 0.01)
    cells = 2 * np.pi * np.arange(64)[:, None] / 64
    activity = np.exp(np.cos(cells - phase))
    found = bump_speed(bump_phase(activity, 64), 10.0)
    mirrored = bump_speed(bump_phase(activity[::-1], 64), 10.0)
    assert found == pytest.approx(speed, abs=1e-6)
    assert mirrored == pytest.approx(-speed, abs=1e-6)
    assert field_period(activity) == 64


@given(angles, angles, st.floats(0.1, 50))
def test_a_difference_is_short_and_leads_back(a, b, period):
    difference = wrapped_difference(np.array([a]), np.array([b]), period)[0]
    assert abs(difference) <= period / 2 * (1 + 1e-9)
    turns = (a - b - difference) / period
    assert turns == pytest.approx(round(turns), abs=1e-6)


@given(st.floats(-1, 1), angles)
def test_the_bias_does_not_depend_on_where_the_track_begins(lead, origin):
    true = np.linspace(0, 20, 50) + origin
    bias = predictive_bias((true + lead) % 4, true % 4, 1.0, 4.0)
    assert bias == pytest.approx(lead, abs=1e-6)


@given(arrays(np.float64, (5, 20), elements=st.floats(0, 999) | st.just(np.nan)))
def test_every_spike_is_counted_once(spikes):
    counts = bin_spikes(spikes, 1000, 7.0 + 1 / 7)
    np.testing.assert_array_equal(counts.sum(axis=1), np.isfinite(spikes).sum(axis=1))
    np.testing.assert_allclose(mean_rates(spikes, 0, 1000), counts.sum(axis=1))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 70), st.integers(0, 70))
def test_a_lattice_is_the_same_wherever_it_is(dx, dy):
    pattern = hexagonal_map(71, (7, 4), (0, 8))
    moved = np.roll(pattern, (dy, dx), axis=(0, 1))
    np.testing.assert_allclose(
        sheets.autocorrelation(moved), sheets.autocorrelation(pattern), atol=1e-9
    )


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_quarter_turn_turns_the_lattice(turns):
    pattern = hexagonal_map(71, (6, 2), (1, 6))
    peaks, turned = (
        sheets.neighbour_peaks(sheets.autocorrelation(sheet))
        for sheet in (pattern, np.rot90(pattern, -turns))  # [y, x] with y upwards: anticlockwise
    )
    assert sheets.grid_scale(turned) == pytest.approx(sheets.grid_scale(peaks))
    expected = sheets.grid_orientation(peaks) + 90 * turns
    assert sheets.grid_orientation(turned) == pytest.approx(expected % 60, abs=1e-6)
