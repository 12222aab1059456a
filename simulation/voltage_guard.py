"""Stop a run whose voltages have blown up: every cell is watched at every step."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from neuron import h

from network_configs.network import Network
from workspace.errors import RunError

# The furthest that a cell may be from 0 mV and go on. With the published initial noise (0.5 nA) the
# furthest of 16,000 interneurons was 13 V, of 8,000 stellate cells 0.3 V (cells/mod/v_extreme.mod).
V_LIMIT = 50_000.0  # mV


class Extreme(NamedTuple):
    """How far a cell's voltage went: the cell, the voltage (mV), and when that was (ms)."""

    gid: int
    voltage: float
    time: float


def take_extremes(network: Network) -> Iterator[Extreme]:
    """Yield the extreme voltage of each cell of this process since the last call.

    It is the voltage furthest from 0 mV among those from which the cell went on still further
    from 0 in the next step, or the present one if that is not finite. A solver of its own sets
    `extreme` of v_extreme; without `when`, the time is that of this call.
    """
    for gid, cell in network.cells.items():
        place = cell.soma(0.5)
        watch = place.v_extreme
        if math.isfinite(place.v):
            yield Extreme(gid, watch.extreme, watch.when or float(h.t))
        else:
            yield Extreme(gid, place.v, float(h.t))
        watch.extreme = 0


def check_voltages(network: Network) -> None:
    """Raise RunError if since the last call a voltage went beyond the limit or was not finite.

    A single step beyond it does not count: the initial noise may throw an interneuron to any
    voltage for a step, and it comes back (cells/mod/v_extreme.mod).
    """
    beyond = [e for e in take_extremes(network) if not abs(e.voltage) < V_LIMIT]  # nor is NaN
    if beyond:
        first = min(beyond, key=lambda extreme: extreme.time)
        raise RunError(
            f"the voltage of cell {first.gid} went to {first.voltage:g} mV at about "
            f"{first.time:g} ms, expected within +-{V_LIMIT:,.0f} mV: look at the currents into it "
            "(nA), its noise, its synaptic weights (uS) and dt"
        )
