"""Single cells and the motif under the currents of the reference give its voltages."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.tiny import simulate

REFERENCE = Path(__file__).parents[1] / "reference"
SAMPLE_DT = 0.1  # ms, of the reference's traces
SPIKE = 10  # mV
# The reference ran theta at 0.01 kHz, whatever was asked for.
SETTINGS = {"omega_i_theta": 0.01, "recorder_dt": SAMPLE_DT}

pytestmark = pytest.mark.parametrize("simulator", ["neuron", "coreneuron", "fused"])


def case(name):
    return json.loads((REFERENCE / "cases.json").read_text())["traces"][name]


def reference(name):
    with np.load(REFERENCE / "traces.npz") as traces:
        return traces[name].astype(np.float64)


def period(voltage, t_start):
    """Mean time (ms) between the spikes of one trace from t_start (ms) on."""
    (before,) = np.nonzero((voltage[:-1] < SPIKE) & (voltage[1:] >= SPIKE))
    rise = voltage[before + 1] - voltage[before]
    times = SAMPLE_DT * (before + (SPIKE - voltage[before]) / rise)
    return np.diff(times[times >= t_start]).mean()


@pytest.mark.parametrize("sim_num", range(5))
def test_sag(simulator, sim_num):
    found = simulate(case("RSAG")[str(sim_num)] | SETTINGS | {"simulator": simulator})
    ours, theirs = found["stell_v"], reference(f"RSAG__{sim_num}__stell_v")
    assert ours.shape == theirs.shape
    # the last sample is at dur2, where our current has begun to end and theirs has not
    np.testing.assert_allclose(ours[:, :-1], theirs[:, :-1], atol=1e-3)
    np.testing.assert_allclose(ours[:, -1], theirs[:, -1], atol=0.2)
    interneuron = reference(f"RSAG__{sim_num}__intrnrn_v")[0]
    expected_period = period(interneuron, t_start=100)
    assert period(found["intrnrn_v"][0], t_start=100) == pytest.approx(expected_period, rel=2e-3)


def test_motif_locks_to_theta_as_the_reference_does(simulator):
    """By 2200 ms it alternates, locked to every second theta cycle, with the reference's seed.

    The noise of a seed is not the reference's: of the seeds 500 to 507 three quarters alternate
    here, the others settle into synchrony.
    """
    found = simulate(case("RMOTIF") | SETTINGS | {"simulator": simulator})
    for data_id in ("intrnrn_v", "stell_v"):
        for ours, theirs in zip(found[data_id], reference(f"RMOTIF__0__{data_id}"), strict=True):
            assert period(ours, 2200) == pytest.approx(period(theirs, 2200), rel=2e-3)
