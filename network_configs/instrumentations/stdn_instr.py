"""Inputs and recorders of the pair: a direct current, and what shows the cell's own properties."""

from collections.abc import Callable, Iterator

import numpy as np

from cells.lazy_neuron import h
from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import (
    Drive,
    Waveform,
    attach_drive,
    constant,
    dc_per_layer,
    sample_times,
)
from network_configs.network import Network, on_weight_grid
from parameters.kinds import NOT_NEGATIVE, NUMBER, POSITIVE
from parameters.rules import at_most, conflict
from parameters.table import Parameter, Parameters

PIR_UNIT = 1e-4  # uS, of the weight of the rebound's event
CHIRP_START = 2000.0  # ms
CHIRP_AMP = 1e-6  # nA
CHIRP_SAMPLES = 200  # per period of the highest frequency

VEL_TYPES = {"const": dc_per_layer}
INPUT_IDS = ("sag", "pir", "resonance")
EXTRA_PARAMS = {
    "sag": {
        "amp1": Parameter(NUMBER, "nA", "extra current from 0 to dur1"),
        "dur1": Parameter(NOT_NEGATIVE, "ms", "end of amp1"),
        "amp2": Parameter(NUMBER, "nA", "extra current from dur1 to dur2"),
        "dur2": Parameter(NOT_NEGATIVE, "ms", "end of amp2"),
    },
    "pir": {
        "start": Parameter(NOT_NEGATIVE, "ms", "when the inhibitory event arrives"),
        "weight": Parameter(NOT_NEGATIVE, "1e-4 µS", "weight of the inhibitory event"),
    },
    "resonance": {
        "f0": Parameter(NOT_NEGATIVE, "Hz", "frequency at which the chirp starts, at 2000 ms"),
        "f1": Parameter(POSITIVE, "Hz", "frequency at which the chirp ends"),
    },
}


def checks(params: Parameters) -> Iterator[str]:
    """The direct current is a list, whose first is the stellate cell's; dur1 is before dur2."""
    if not isinstance(params["stell_const_dc"], list):
        expected = "stell_const_dc as a list (nA)"
        yield conflict(params, "stell_const_dc", "instr_id", expected=expected)
    if params["input_id"] == "sag":
        yield from at_most(params["extra_params"], "dur1", "dur2")


def setup_instrumentation(network: Network) -> Network:
    """Drive the stellate cell by stell_const_dc[0] and by its input_id."""
    params = network.params
    drive = DRIVES.get(str(params["input_id"]), resting)(params)
    attach_drive(network, network.stellate.values(), drive)
    attach_drive(network, network.interneurons.values(), constant(params["intrnrn_dc_amp"]))
    if params["input_id"] == "pir":
        attach_inhibition(network)
    return attach_common(network)


def resting(params: Parameters) -> Drive:
    """The direct current alone."""
    return constant(dc_per_layer(params)[0])


def sag(params: Parameters) -> Drive:
    """Two steps on the direct current: amp1 until dur1, amp2 until dur2."""
    dc, p = dc_per_layer(params)[0], params["extra_params"]
    return Drive((dc + p["amp1"], dc + p["amp2"], dc), (0.0, p["dur1"], p["dur2"]))


def resonance(params: Parameters) -> Waveform:
    """A chirp on the direct current, from f0 to f1 (Hz) between 2000 ms and the end of the run."""
    f0, f1 = (params["extra_params"][name] / 1000 for name in ("f0", "f1"))  # kHz
    sample_dt = min(1 / max(f0, f1) / CHIRP_SAMPLES, 1.0)
    elapsed = np.maximum(sample_times(params, sample_dt) - CHIRP_START, 0)
    slope = (f1 - f0) / max(params["sim_dur"] - CHIRP_START, sample_dt)
    chirp = np.sin(2 * np.pi * (f0 + slope / 2 * elapsed) * elapsed)
    return Waveform(dc_per_layer(params)[0] + CHIRP_AMP * chirp, sample_dt)


DRIVES: dict[str, Callable[[Parameters], Drive | Waveform]] = {
    "sag": sag,
    "resonance": resonance,
}


def attach_inhibition(network: Network) -> None:
    """Send one inhibitory event to the stellate cell, at `start`, of `weight` x 1e-4 uS."""
    p = network.params["extra_params"]
    for cell in network.stellate.values():
        source = h.NetStim()
        source.start, source.number = p["start"], 1
        event = h.NetCon(source, cell.inhb_syn)
        event.delay = network.params["netcon_delay"]
        event.weight[0] = on_weight_grid(p["weight"] * PIR_UNIT)
        network.keep_alive.append((source, event))
