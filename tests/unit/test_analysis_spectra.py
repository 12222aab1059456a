import numpy as np
import pytest
from scipy.signal import chirp

from analysis.spectra import Spectrum, peak_frequency, power_spectrum, spectrogram

DT = 0.5  # ms
TIME = np.arange(20000) * DT / 1000  # 10 s


def test_the_power_of_a_sine_is_at_its_frequency():
    spectrum = power_spectrum(3 * np.sin(2 * np.pi * 7.9 * TIME) - 60, DT)
    assert peak_frequency(spectrum) == pytest.approx(7.9)
    resolution = spectrum.frequency[1]
    assert resolution == pytest.approx(0.1)  # 1 / 10 s
    assert spectrum.power.sum() * resolution == pytest.approx(3**2 / 2, rel=1e-3)


def test_a_drift_is_not_a_peak():
    assert peak_frequency(power_spectrum(np.sin(2 * np.pi * 8 * TIME) + 50 * TIME, DT)) == 8


def test_windows_average_the_noise():
    noise = np.random.default_rng(0).normal(size=len(TIME))
    whole, averaged = power_spectrum(noise, DT), power_spectrum(noise, DT, window=500)
    assert np.std(averaged.power[1:-1]) < 0.3 * np.std(whole.power[1:-1])
    assert averaged.frequency[1] == pytest.approx(2.0)  # 1 / 500 ms


def test_the_peak_is_looked_for_in_the_band():
    spectrum = power_spectrum(np.sin(2 * np.pi * 8 * TIME) + 5 * np.sin(2 * np.pi * 50 * TIME), DT)
    assert peak_frequency(spectrum, f_max=20) == 8
    assert peak_frequency(spectrum, f_min=20) == 50
    with pytest.raises(ValueError, match=r"must have a frequency in 2000 \.\.\. inf Hz"):
        peak_frequency(spectrum, f_min=2000)


def test_zero_frequency_never_is_the_peak():
    assert peak_frequency(Spectrum(np.array([0.0, 1.0, 2.0]), np.array([9.0, 1.0, 2.0]))) == 2


def test_a_chirp_climbs_through_the_spectrogram():
    frequency, time, power = spectrogram(chirp(TIME, 5, 10, 55), DT, window=500)
    ridge = frequency[power.argmax(axis=0)]
    np.testing.assert_allclose(ridge, 5 + 5 * time / 1000, atol=2.1)  # resolution 2 Hz
    assert power.shape == (len(frequency), len(time))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: power_spectrum(np.zeros((2, 5)), 1), "samples must have the shape samples"),
        (lambda: power_spectrum(np.zeros(5), 0), "sample_dt must be > 0 ms, got 0"),
        (lambda: power_spectrum(np.zeros(9), 1, 10), r"window must be 2 \.\.\. 9 ms .*, got 10"),
        (lambda: spectrogram(np.zeros(9), 1, -1), "window must be > 0 ms, got -1"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
