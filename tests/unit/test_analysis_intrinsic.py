import numpy as np
import pytest

from analysis.intrinsic import f_i_curve, rebound_latency, sag, steady_rate

DT = 0.1  # ms


def step_response(peak, steady):
    """-58 mV, then from 250 ms a fast fall towards the peak and a slow return to steady."""
    time = np.arange(10000) * DT - 250
    fall, back = 1 - np.exp(-time / 0.5), 1 - np.exp(-np.maximum(time - 20, 0) / 30)
    return np.where(time < 0, -58, -58 + (peak + 58) * fall + (steady - peak) * back)


def test_the_sag_of_a_known_response():
    response = sag(step_response(peak=-70, steady=-63), DT, 250, 1000)
    assert response.baseline == -58
    assert response.peak == pytest.approx(-70, abs=0.01)
    assert response.steady == pytest.approx(-63, abs=0.01)
    assert response.ratio == pytest.approx(5 / 12, abs=1e-3)


def test_a_passive_cell_has_the_ratio_one():
    assert sag(step_response(peak=-70, steady=-70), DT, 250, 1000).ratio == pytest.approx(1)


def test_spikes_before_the_step_do_not_matter():
    voltage = step_response(-70, -63)
    voltage[:10], voltage[10:20] = 40.0, -85.0
    assert sag(voltage, DT, 250, 1000).ratio == pytest.approx(5 / 12, abs=1e-3)


@pytest.mark.parametrize(
    ("onset", "offset", "message"),
    [
        (
            250,
            1100,
            r"the step must last >= 50\.0 ms within 0 \.\.\. 1000\.0 ms, got 250 \.\.\. 11",
        ),
        (250, 260, r"the step must last >= 50\.0 ms"),
        (0, 500, r"the step must last >= 50\.0 ms"),
    ],
)
def test_the_step_must_be_in_the_record(onset, offset, message):
    with pytest.raises(ValueError, match=message):
        sag(step_response(-70, -63), DT, onset, offset)


def test_a_depolarising_step_is_refused():
    with pytest.raises(ValueError, match=r"must hyperpolarise, but .* at or above -58\.0 mV"):
        sag(step_response(-50, -52), DT, 250, 1000)


def test_latency_to_the_first_spike_after_the_event():
    times = np.array([100.0, 1499.0, 1594.6, 1700.0, np.nan])
    assert rebound_latency(times, 1500) == pytest.approx(94.6)
    assert np.isnan(rebound_latency(times, 1700))


def test_the_rate_comes_from_the_intervals():
    times = np.append(3 + 12.5 * np.arange(100), np.nan)
    assert steady_rate(times, 200, 1000) == pytest.approx(80)
    assert steady_rate(times, 2000, 3000) == 0


def test_the_curve_is_in_order_of_the_current():
    trains = [np.arange(0, 1000, interval) for interval in (10.0, 40.0, 20.0)]
    currents, rates = f_i_curve([2e-3, 5e-4, 1e-3], trains, 0, 1000)
    assert currents.tolist() == [5e-4, 1e-3, 2e-3]
    np.testing.assert_allclose(rates, [25, 50, 100])


def test_each_current_needs_a_train():
    with pytest.raises(ValueError, match="one train per current, 2, got 1"):
        f_i_curve([1.0, 2.0], [np.zeros(1)], 0, 1)
