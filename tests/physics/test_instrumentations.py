"""The current that each input injects, on all simulators."""

import numpy as np
import pytest

from tests.tiny import MOTIF, N_RING, PAIR, RING, SHEET, recording, simulate

pytestmark = pytest.mark.parametrize("simulator", ["neuron", "coreneuron", "fused"])

QUIET = {"stell_init_noise": [0, 0, 0], "intrnrn_init_noise": [0, 0, 0]}
TURN = {"dir_change_t": 20, "stell_dc": 1e-3}
PULSES = {"pulse_width": 2, "amp": 1e-2, "start": 10, "ipi": 20, "first_cell_input": 1}


def currents(simulator, data_id, network, **input_params):
    """Samples (nA) each ms of one of the clamps of all cells."""
    return simulate(network | recording([data_id]) | input_params | {"simulator": simulator})[
        data_id
    ]


def test_direct_currents_of_the_sheets(simulator):
    dc = [1e-3, -1e-3, 2e-3, 0]
    found = currents(simulator, "stell_ext_dc_amp", SHEET, stell_const_dc=dc, sim_dur=1)
    np.testing.assert_allclose(found[:, 0], np.repeat(dc, SHEET["N_per_sheet"]), rtol=1e-6)


def test_a_turn_swaps_the_rings(simulator):
    found = currents(
        simulator, "stell_ext_dc_i", RING, vel_type="PRED-IHD", extra_params=TURN, sim_dur=30
    )
    before, after = found[:, 19], found[:, 21]
    np.testing.assert_allclose(before, np.repeat([1e-3, -3e-2], N_RING), rtol=1e-6)
    np.testing.assert_allclose(after, np.repeat([-3e-2, 1e-3], N_RING), rtol=1e-6)


def test_pulses_come_in_turn(simulator):
    found = currents(
        simulator, "intrnrn_switch_pulse", MOTIF, input_id="pulse", extra_params=PULSES, sim_dur=60
    )
    switches = [np.flatnonzero(np.diff(cell > 1e-3)).tolist() for cell in found]
    # the last samples before and within a pulse; a sample is the current of the step it ends
    assert switches == [[19, 22, 39, 42], [9, 12, 29, 32, 49, 52]]
    assert found.max() == pytest.approx(1e-2)


def test_the_event_of_the_rebound_has_its_weight(simulator):
    conductance = currents(
        simulator,
        "stell_syn_inhib_g",
        PAIR | QUIET,
        is_peak=0,
        input_id="pir",
        extra_params={"start": 10, "weight": 0.5},
        sim_dur=30,
        recorder_dt=0.025,
    )[0]
    assert conductance.max() == pytest.approx(0.5e-4, rel=1e-3)
    assert np.flatnonzero(conductance)[0] * 0.025 == pytest.approx(11, abs=0.1)  # delay 1 ms


def test_the_chirp_starts_late_and_sweeps(simulator):
    found = currents(
        simulator,
        "stell_ext_dc_amp",
        PAIR | QUIET,
        input_id="resonance",
        extra_params={"f0": 10, "f1": 50},
        stell_const_dc=[0, 0],
        sim_dur=2400,
    )[0]
    time = np.maximum(np.arange(2401) - 2000, 0) / 1000  # s
    chirp = 1e-6 * np.sin(2 * np.pi * (10 + (50 - 10) / 0.4 / 2 * time) * time)
    np.testing.assert_allclose(found, chirp, atol=1e-8)  # half a step is 4e-9


def test_phi_shifts_the_theta_of_the_interneurons_only(simulator):
    theta = {"stell_theta_Amp": 1e-4, "sim_dur": 20}
    for data_id, is_shifted in (("stell_theta_i", False), ("intrnrn_theta_i", True)):
        without = currents(simulator, data_id, PAIR | QUIET, **theta)
        shifted = currents(simulator, data_id, PAIR | QUIET, phi_i_theta=30, **theta)
        assert np.abs(without).max() > 5e-5
        assert np.array_equal(without, shifted) is not is_shifted
