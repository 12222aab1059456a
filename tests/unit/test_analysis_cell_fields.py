import numpy as np
import pytest

from analysis.cell_fields import (
    edges_of_fields,
    fields_of_cell,
    fields_of_cells,
    mean_arc,
    mean_duration,
    mean_time_between,
    spikes_per_field_over_position,
    values_at,
)
from tests.synthetic import padded, poisson, ring_bumps

TRAIN = np.array([10, 20, 30, 110, 120, 131, 140, 215, 300, 310, 321, np.nan])


def test_a_train_is_cut_where_an_interval_exceeds_the_largest_jump():
    # intervals 9, 10, 10, 10, 10, 10, 11, 75, 80, 85: the largest jump of the sorted ones is 64
    first, second, third = fields_of_cell(TRAIN)
    assert first.tolist() == [10, 20, 30]
    assert second.tolist() == [110, 120, 131, 140]
    assert third.tolist() == [300, 310, 321]  # the stray at 215 is below the jump of the counts


def test_without_intervals_there_are_no_fields():
    assert fields_of_cell(np.array([np.nan])) == []
    assert fields_of_cell(np.array([5.0, 9.0])) == []


def test_durations_and_times_between_fields():
    fields = fields_of_cells(padded([TRAIN[:-1], []]))
    assert [len(cell) for cell in fields] == [3, 0]
    assert mean_duration(fields) == pytest.approx((20 + 30 + 21) / 3)
    middles = [20, 501 / 4, 931 / 3]
    assert mean_time_between(fields) == pytest.approx(np.diff(middles).mean())
    assert np.isnan(mean_duration([[], []]))
    assert np.isnan(mean_time_between([[TRAIN[:3]]]))


def test_size_and_scale_in_time_of_bumps_that_pass():
    speed, period = 4.0, 2 * np.pi / 4.0 * 1000  # rad/s, ms
    rates = ring_bumps(64, 64, speed * np.arange(12_000) / 1000, concentration=8.0, peak=300.0)
    fields = fields_of_cells(poisson(np.where(rates > 150, rates, 0)))
    assert mean_time_between(fields) == pytest.approx(period, rel=0.01)
    half = np.arccos(1 - np.log(2) / 8)  # rad, where the rate has fallen to a half
    # at 150 Hz the first spike comes 1 / 150 s after the edge, the last as long before the other
    expected = (2 * half / speed - 2 / 150) * 1000
    assert mean_duration(fields) == pytest.approx(expected, rel=0.01)


def test_the_arc_goes_the_shorter_way_across_the_end_of_the_track():
    position = np.mod(0.01 * np.arange(1000), 4.0)  # 0.01 per ms
    fields = [[np.array([380.0, 400.0, 440.0])], [], [np.array([100.0, 150.0, 180.0])]]
    assert mean_arc(fields, position, 1.0, 4.0) == pytest.approx(0.7)
    assert mean_arc(fields, position[::-1], 1.0, 4.0) == pytest.approx(0.7)
    assert np.isnan(mean_arc([[]], position, 1.0, 4.0))


def test_a_field_over_position_counts_spikes_per_field():
    position = np.mod(0.01 * np.arange(1000), 4.0)
    fields = [[np.array([10.0, 20.0, 110.0]), np.array([415.0, 600.0])]]
    curve = spikes_per_field_over_position(fields, position, 1.0, 4.0, n_bins=4)
    assert curve.tolist() == [1.5, 0.5, 0.5, 0.0]
    assert np.isnan(spikes_per_field_over_position([[]], position, 1.0, 4.0, 2)).all()


def test_values_are_those_of_the_sample_before():
    edges = edges_of_fields([np.array([1.9, 3.0, 7.2])], np.arange(20.0), 0.5)
    assert edges[0].tolist() == [3.0, 14.0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fields_of_cell(np.zeros((2, 2))), "spike_times must have the shape spikes"),
        (lambda: fields_of_cells(np.zeros(2)), "spikes must have the shape cells x count"),
        (lambda: values_at(np.array([7.0]), np.zeros(10), 0.5), r"earlier than 5 ms.* one at 7 ms"),
        (lambda: values_at(np.array([7.0]), np.zeros(10), 0), "sample_dt must be > 0 ms, got 0"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
