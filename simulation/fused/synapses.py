"""How spikes reach synapses: the network's table, further NetCons, and NetStims."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from neuron import h

from network_configs.delivery import Delivery
from simulation.fused import layout
from simulation.fused.refusal import refuse

Table = npt.NDArray[Any]


def targets_in_inbox(delivery: Delivery, place_of: Mapping[Any, int]) -> npt.NDArray[np.int32]:
    """The place in the inbox of each entry of the network's table."""
    places = np.array([place_of[synapse] for synapse in delivery.synapses], np.int32)
    return places[delivery.targets] if len(places) else np.zeros(0, np.int32)


def other_inputs(place_of: Mapping[Any, int], delivery: Delivery) -> tuple[Table, Table]:
    """Connections between cells beside the network's table, and the events of NetStims.

    Returns
    -------
    connections : dtype layout.CONNECTION, sorted by source
    events : dtype layout.EVENT, sorted by step
    """
    connections: list[tuple[int, int, int, float]] = []
    events: list[tuple[int, int, float]] = []
    for netcon in h.List("NetCon"):
        target = netcon.syn()
        if target is None or not netcon.active():
            continue  # the source of a cell's spikes
        if target in place_of:
            if 0 <= netcon.srcgid() < len(delivery.starts) - 1:
                connections.append(_connection(netcon, place_of[target]))
            else:
                events += _events(netcon, place_of[target])
        elif target != delivery.fan_out:
            refuse(f"{netcon} onto {target}")
    return (
        np.sort(np.array(connections, layout.CONNECTION), order=["source", "delay"]),
        np.sort(np.array(events, layout.EVENT), order="step"),
    )


def in_steps(time: float) -> int:
    """The step that begins at this time (ms)."""
    return round(time / h.dt)


def _connection(netcon: Any, place: int) -> tuple[int, int, int, float]:
    return int(netcon.srcgid()), in_steps(netcon.delay), place, netcon.weight[0]


def _events(netcon: Any, place: int) -> Iterable[tuple[int, int, float]]:
    """What a NetStim sends: events at equal intervals."""
    source = netcon.pre()
    if source is None or not source.hname().startswith("NetStim[") or source.noise != 0:
        refuse(f"{netcon} from {source or 'no cell'}")
    if source.start < 0:
        return
    for event in range(int(source.number)):
        arrival = source.start + event * source.interval + netcon.delay
        yield in_steps(arrival), place, netcon.weight[0]
