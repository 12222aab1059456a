"""Inputs and recorders of the pair: a direct current, and what shows the cell's own properties."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from neuron import h

from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import (
    Drive,
    Waveform,
    attach_drive,
    constant,
    sample_times,
)
from network_configs.network import Network, on_weight_grid

PIR_UNIT = 1e-4  # uS, of the weight of the rebound's event
CHIRP_START = 2000.0  # ms
CHIRP_AMP = 1e-6  # nA
CHIRP_SAMPLES = 200  # per period of the highest frequency


def setup_instrumentation(network: Network) -> Network:
    """Drive the stellate cell by stell_const_dc[0] and by its input_id."""
    params = network.params
    drive = DRIVES.get(params["input_id"], resting)(params)
    attach_drive(network, network.stellate.values(), drive)
    attach_drive(network, network.interneurons.values(), constant(params["intrnrn_dc_amp"]))
    if params["input_id"] == "pir":
        attach_inhibition(network)
    return attach_common(network)


def resting(params: Mapping[str, Any]) -> Drive:
    """The direct current alone."""
    return constant(params["stell_const_dc"][0])


def sag(params: Mapping[str, Any]) -> Drive:
    """Two steps on the direct current: amp1 until dur1, amp2 until dur2."""
    dc, p = params["stell_const_dc"][0], params["extra_params"]
    return Drive((dc + p["amp1"], dc + p["amp2"], dc), (0.0, p["dur1"], p["dur2"]))


def resonance(params: Mapping[str, Any]) -> Waveform:
    """A chirp on the direct current, from f0 to f1 (Hz) between 2000 ms and the end of the run."""
    f0, f1 = (params["extra_params"][name] / 1000 for name in ("f0", "f1"))  # kHz
    sample_dt = min(1 / max(f0, f1) / CHIRP_SAMPLES, 1.0)
    elapsed = np.maximum(sample_times(params, sample_dt) - CHIRP_START, 0)
    slope = (f1 - f0) / max(params["sim_dur"] - CHIRP_START, sample_dt)
    chirp = np.sin(2 * np.pi * (f0 + slope / 2 * elapsed) * elapsed)
    return Waveform(params["stell_const_dc"][0] + CHIRP_AMP * chirp, sample_dt)


DRIVES: dict[str, Callable[[Mapping[str, Any]], Drive | Waveform]] = {
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
