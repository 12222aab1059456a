"""The measures, applied to spikes and voltages of the authors' implementation, give its numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.intrinsic import sag
from analysis.ring import ring_statistics

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def found():
    with np.load(REFERENCE / "ring_1d_spikes.npz") as spikes:
        stell, intrnrn = (spikes[name].astype(np.float64) for name in ("stell", "intrnrn"))
    return ring_statistics(stell, intrnrn, 6000.0, n_phases=64)


@pytest.fixture(scope="module")
def expected():
    cases = json.loads((REFERENCE / "cases.json").read_text())
    return cases["ring_1d"]["statistics"]


def test_mean_rates(found, expected):
    rates = found.right_hz, found.left_hz, found.intrnrn_hz
    names = "ringA_hz", "ringB_hz", "intrnrn_hz"
    np.testing.assert_allclose(rates, [expected[name] for name in names], atol=5e-4)


def test_speed(found, expected):
    assert found.speed_rad_s == pytest.approx(expected["speed_rad_s"], abs=1e-4)


def test_coherence(found, expected):
    assert found.coherence == pytest.approx(expected["coherence"], abs=1e-4)


def test_period(found, expected):
    assert found.period_cells == expected["period_cells"]


@pytest.mark.parametrize(
    ("simulation", "peak", "ratio"), [(1, -63.5, 0.39), (2, -66.8, 0.41), (4, -72.6, 0.41)]
)
def test_sag(simulation, peak, ratio):
    with np.load(REFERENCE / "traces.npz") as traces:
        voltage = traces[f"RSAG__{simulation}__stell_v"][0].astype(np.float64)
    response = sag(voltage, 0.1, onset=250, offset=1000)
    assert response.peak == pytest.approx(peak, abs=0.05)
    assert response.ratio == pytest.approx(ratio, abs=0.005)
