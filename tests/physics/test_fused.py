"""The fused solver against CoreNEURON, in double precision and at every step."""

from typing import Any

import numpy as np
import pytest
from neuron import h

from simulation import engine
from simulation.solvers import SOLVERS
from tests.tiny import PAIR, RING, build, recording, simulate
from workspace.errors import RunError, UserError

DURATION = 1000.0  # ms
QUIET = {f"{kind}_init_noise": [0, 0, 0] for kind in ("stell", "intrnrn")}
ALONE = PAIR | QUIET | {"is_peak": 0, "si_peak": 0, "sim_dur": DURATION, "Amp_i_theta": 0}
RESTING = {"stell_const_dc": [-2.75e-3, -1]}
INPUTS: dict[str, dict[str, Any]] = {
    "direct current": {"stell_const_dc": [1e-3, -1]},
    "sag": {
        "input_id": "sag",
        "stell_const_dc": [-2.65e-3, -1],
        "extra_params": {"amp1": -2.7e-3, "dur1": 250, "amp2": -5.5e-3, "dur2": 900},
    },
    "rebound": RESTING | {"input_id": "pir", "extra_params": {"start": 300.51, "weight": 0.65}},
    "resonance": RESTING
    | {"input_id": "resonance", "sim_dur": 3000, "extra_params": {"f0": 1, "f1": 14}},
    "noise": {"stell_init_noise": [100, 0, 0.01], "stell_noise": [DURATION, 0, 1e-3]},
    "theta": {"stell_theta_Amp": 1e-4, "stell_theta_omega": 0.008, "phi_i_theta": 3},
    "other channels": {"g_h_bar": 0.001, "gnap_bar": 4e-4, "hf_tau": 2, "hs_tau": 20},
}


def voltages(simulator: str, kind: str, input_params: dict[str, Any]) -> np.ndarray:
    """v (mV) of the first stellate cell or interneuron at the end of every step."""
    network = build(input_params | {"simulator": simulator})
    engine.configure(network.params)
    soma = next(iter(getattr(network, kind).values())).soma(0.5)
    recorded = h.Vector().record(soma._ref_v)
    solver = SOLVERS[simulator](network)
    solver.initialize(engine.V_INIT)
    duration, dt = network.params["sim_dur"], network.params["dt"]
    if simulator != "fused":
        solver.advance(duration)
        return np.array(recorded)
    v = [soma.v]
    for step in range(1, round(duration / dt) + 1):
        solver.advance(step * dt)
        v.append(soma.v)
    return np.array(v)


@pytest.mark.parametrize("name", INPUTS)
def test_a_stellate_cell_is_as_on_coreneuron(name: str) -> None:
    ours, theirs = (
        voltages(simulator, "stellate", ALONE | INPUTS[name])
        for simulator in ("fused", "coreneuron")
    )
    assert np.ptp(theirs) > 1  # mV: the input does something
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)


# With theta on 1.5e-3 nA NEURON and CoreNEURON part by 45 mV themselves: each upstroke amplifies
# differences in the last bit, and some of the spikes are hardly reached.
@pytest.mark.parametrize(("dc", "theta"), [(2e-4, 1e-4), (1e-3, 1e-4), (1.5e-3, 0)])
def test_an_interneuron_is_as_on_coreneuron(dc: float, theta: float) -> None:
    inputs = {"intrnrn_dc_amp": dc, "Amp_i_theta": theta}
    ours, theirs = (
        voltages(simulator, "interneurons", ALONE | inputs) for simulator in ("fused", "coreneuron")
    )
    assert theirs.max() > 10  # mV: it fires
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=0.01)


NOISY = {
    "sim_dur": 200,
    "recorder_dt": 0.025,
    "stell_noise": [150, 1e-3, 2e-3],
    "intrnrn_noise": [180, 0, 1e-3],
    "intrnrn_init_noise": [30, 0.01, 0.05],
    "noise_seed": 3,
}


def test_noise_is_that_of_the_clamps() -> None:
    """Also where the initial noise ends within a batch of samples, and where all noise ends."""
    data_ids = {
        "stell_ext_dc_i": {"state": True, "loc": "ext_dc:_ref_noise"},
    }
    interneurons = {"intrnrn_ext_dc_i": {"state": True, "loc": "ext_dc:_ref_noise"}}
    settings = (
        RING
        | NOISY
        | {
            "record_handle_stell": data_ids,
            "record_handle_intrnrn": interneurons,
        }
    )
    ours, theirs = (
        simulate(settings | {"simulator": simulator}) for simulator in ("fused", "coreneuron")
    )
    for name in ("stell_ext_dc_i", "intrnrn_ext_dc_i"):
        assert np.ptp(theirs[name]) > 1e-3  # nA
        np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-6, atol=1e-12)  # float32


def test_synapses_are_to_rounding() -> None:
    """A ring until its spikes part: conductances of all synapses, from all sources."""
    names = ["stell_syn_inhib_g", "intrnrn_syn_exc_g", "intrnrn_syn_inhib_g"]
    settings = RING | recording(names) | {"sim_dur": 40, "recorder_dt": 0.025}
    ours, theirs = (
        simulate(settings | {"simulator": simulator}) for simulator in ("fused", "coreneuron")
    )
    for name in names:
        assert theirs[name].max() > 1e-6  # uS
        np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-6, atol=1e-15)  # float32
    for name in ("stell_spks", "intrnrn_spks"):
        np.testing.assert_array_equal(ours[name], theirs[name])


def test_netcons_of_ones_own_deliver() -> None:
    """A NetStim and a gid onto synapses beside the network's table, with delays of their own."""
    found = {}
    for simulator in ("fused", "coreneuron"):
        network = build(ALONE | {"sim_dur": 60, "simulator": simulator, "intrnrn_dc_amp": 1e-3})
        stimulus = h.NetStim()
        stimulus.start, stimulus.interval, stimulus.number = 10.02, 7, 3
        stellate, interneuron = network.cells[0], network.cells[1]
        netcons = [
            h.NetCon(stimulus, stellate.exc_syn, 0, 2, 2**-14),
            network.pc.gid_connect(interneuron.gid, stellate.inhb_syn),
        ]
        netcons[1].delay, netcons[1].weight[0] = 3.5, 2**-13
        engine.configure(network.params)
        solver = SOLVERS[simulator](network)
        solver.initialize(engine.V_INIT)
        solver.advance(60)
        found[simulator] = [
            getattr(synapse, state)
            for synapse in (stellate.exc_syn, stellate.inhb_syn)
            for state in "AB"
        ]
    assert min(found["coreneuron"][1::2]) > 1e-7  # uS, still decaying
    np.testing.assert_allclose(found["fused"], found["coreneuron"], rtol=1e-9, atol=1e-20)


def _own_mechanism(network: Any) -> Any:
    network.stellate[0].soma.insert("pas")


def _own_point_process(network: Any) -> Any:
    return h.IClamp(network.stellate[0].soma(0.5))


def _own_section(network: Any) -> Any:
    return h.Section(name="dendrite")


def _own_compartments(network: Any) -> Any:
    network.stellate[0].soma.nseg = 3


def _own_target(network: Any) -> Any:
    stimulus, target = h.NetStim(), h.IntFire1()
    return stimulus, target, h.NetCon(stimulus, target)


def _random_events(network: Any) -> Any:
    stimulus = h.NetStim()
    stimulus.noise = 1
    return stimulus, h.NetCon(stimulus, network.stellate[0].exc_syn)


def _noise_in_the_pulse(network: Any) -> Any:
    network.stellate[0].switch_pulse.std = 1


@pytest.mark.parametrize(
    ("add", "named"),
    [
        (_own_mechanism, "pas in Stellate"),
        (_own_point_process, "IClamp"),
        (_own_section, "dendrite"),
        (_own_compartments, "more than one compartment"),
        (_own_target, "IntFire1"),
        (_random_events, "NetStim"),
        (_noise_in_the_pulse, "noise in switch_pulse"),
    ],
)
def test_what_it_cannot_run_is_named_before_the_run(add: Any, named: str) -> None:
    network = build(ALONE | {"simulator": "fused"})
    added = add(network)
    with pytest.raises(UserError, match=rf"^simulator: .*{named}.*\"simulator\": \"coreneuron\""):
        engine.run(network)
    del added


@pytest.mark.parametrize(
    "changes",
    [
        {"dt": 0.2},
        {"netcon_delay": 1.01},
        recording(["stell_v"])
        | {"record_handle_stell": {"stell_v": {"state": True, "loc": "soma(0.5):_ref_cm"}}},
    ],
)
def test_parameters_that_it_cannot_run(changes: dict[str, Any]) -> None:
    with pytest.raises(UserError, match=r"^simulator: got 'fused'"):
        simulate(ALONE | {"simulator": "fused"} | changes)


def test_a_voltage_that_blows_up_is_named() -> None:
    with pytest.raises(RunError, match="the voltage of cell 0"):
        simulate(ALONE | {"simulator": "fused", "sim_dur": 200, "stell_const_dc": [1e12, 0]})
