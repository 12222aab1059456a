"""Inputs and recorders of the motif: direct currents, and pulses that switch it."""

from collections.abc import Iterator
from typing import cast

import numpy as np

from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import Drive, attach_drive, constant
from network_configs.network import Network
from parameters.kinds import NOT_NEGATIVE, NUMBER, POSITIVE, integer
from parameters.rules import at_most, conflict
from parameters.table import Parameter, Parameters

VEL_TYPES = {"const": constant}
INPUT_IDS = ("pulse",)
EXTRA_PARAMS = {
    "pulse": {
        "pulse_width": Parameter(POSITIVE, "ms", "width of a pulse"),
        "amp": Parameter(NUMBER, "nA", "height of a pulse"),
        "start": Parameter(NOT_NEGATIVE, "ms", "time of the first pulse"),
        "ipi": Parameter(POSITIVE, "ms", "period of the pulses into one cell"),
        "first_cell_input": Parameter(
            integer(0, 1), "1", "interneuron (0 or 1) that is pulsed first"
        ),
    }
}


def checks(params: Parameters) -> Iterator[str]:
    """All stellate cells have one direct current, and a pulse ends before the next begins."""
    if isinstance(params["stell_const_dc"], list):
        expected = "one number as stell_const_dc (nA)"
        yield conflict(params, "stell_const_dc", "instr_id", expected=expected)
    if params["input_id"] == "pulse":
        yield from at_most(params["extra_params"], "pulse_width", "ipi")


def setup_instrumentation(network: Network) -> Network:
    """Drive both types of cell by their direct currents; with input_id pulse, switch them."""
    params = network.params
    attach_drive(
        network, network.stellate.values(), constant(cast(float, params["stell_const_dc"]))
    )
    attach_drive(network, network.interneurons.values(), constant(params["intrnrn_dc_amp"]))
    if params["input_id"] == "pulse":
        attach_pulses(network)
    return attach_common(network)


def attach_pulses(network: Network) -> None:
    """Pulse the two interneurons in turn, half a period (`ipi`) after each other."""
    p = network.params["extra_params"]
    for gid, cell in network.interneurons.items():
        is_first = gid - network.params["N_stell"] == p["first_cell_input"]
        start = p["start"] if is_first else p["start"] + p["ipi"] / 2
        attach_drive(network, [cell], pulses(start, network.params), clamp="switch_pulse")


def pulses(start: float, params: Parameters) -> Drive:
    """Pulses of height `amp` (nA) and width `pulse_width` (ms) every `ipi` (ms) from `start`."""
    p = params["extra_params"]
    onsets = np.arange(start, params["sim_dur"], p["ipi"])
    edges = np.stack([onsets, onsets + p["pulse_width"]], axis=1).ravel().tolist()
    return Drive((0.0, *[p["amp"], 0.0] * len(onsets)), (0.0, *edges))
