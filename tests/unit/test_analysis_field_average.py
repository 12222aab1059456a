import numpy as np
import pytest

from analysis.field_average import field_average, without_spikes


def test_fields_of_any_length_are_brought_to_the_same_place():
    """A ramp that reaches 1 at the last spike of a short and of a long field."""
    time = np.arange(1000.0)
    ramps = [(time - 300) / 100, (time - 400) / 200]
    average = field_average(
        [[np.array([300.0, 400.0])], [np.array([400.0, 500.0, 600.0])]], ramps, 1.0
    )
    assert average.n_fields == 2
    np.testing.assert_allclose(average.mean, average.place)
    np.testing.assert_allclose(average.stdev, 0, atol=1e-12)


def test_a_field_whose_surroundings_are_not_recorded_is_left_out():
    average = field_average(
        [[np.array([10.0, 60.0]), np.array([950.0, 990.0])]], [np.ones(1000)], 1
    )
    assert average.n_fields == 0
    assert np.isnan(average.mean).all()


def test_spikes_do_not_count_in_the_membrane_potential():
    voltage = np.full(10_000, -60.0)
    voltage[100::400] = 40.0
    voltage[101::400] = 0.0
    smooth, sample_dt = without_spikes(voltage, 0.1)
    assert sample_dt == 10
    assert len(smooth) == 100
    assert (smooth == -60).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: field_average([[]], [], 1.0), "traces must hold the 1 cells of fields, got 0"),
        (lambda: field_average([], [], 0), "sample_dt must be > 0 ms, got 0"),
        (lambda: without_spikes(np.zeros((2, 2)), 1.0), "voltage must have the shape samples"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
