import numpy as np
import pytest

from analysis.ring import ring_statistics
from tests.synthetic import poisson, ring_bumps


def test_statistics_of_bumps_with_a_known_answer():
    time = np.arange(3000) / 1000
    bumps = ring_bumps(96, 48, 1.5 * time, concentration=2.0, peak=100.0)
    stell = poisson(np.concatenate([bumps, 0.2 * bumps]), seed=1)
    found = ring_statistics(stell, poisson(0.5 * bumps, seed=2), 3000, n_phases=48)
    mean = bumps.mean()
    rates = found.right_hz, found.left_hz, found.intrnrn_hz
    np.testing.assert_allclose(rates, [mean, 0.2 * mean, 0.5 * mean], rtol=0.1)
    assert found.speed_rad_s == pytest.approx(1.5, abs=0.03)
    assert found.period_cells == 48
    assert found.coherence == pytest.approx(0.6978, abs=0.02)  # I1(2) / I0(2)


def test_the_rings_must_be_of_one_size():
    with pytest.raises(ValueError, match="stell must hold two rings of 4 cells, got 9 cells"):
        ring_statistics(np.zeros((9, 1)), np.zeros((4, 1)), 2000, 2)
