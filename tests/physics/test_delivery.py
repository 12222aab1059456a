"""Spikes reach the synapses as they would through a NetCon each."""

from collections.abc import Iterator

import numpy as np
import pytest
from neuron import h

from cells import mechanisms
from cells.interneuron import Interneuron
from network_configs.delivery import Delivery
from network_configs.network import WEIGHT_GRID
from param import Param

DT, DELAY = 0.025, 1.0  # ms
# source, synapse, weight (uS): one source reaches two synapses, one synapse has two sources
ENTRIES = ((0, 0, 3e-5), (0, 1, 1e-4), (2, 1, 2e-4))
FIRST_SPIKE = {0: 1.0, 1: 2.0, 2: 1.0}  # ms, by gid: two spikes arrive in one step


@pytest.fixture
def sources() -> Iterator[list]:
    """Three artificial cells with gids, that fire every 7 ms."""
    mechanisms.load()
    h.celsius, h.dt = 37, DT
    pc = h.ParallelContext()
    stimuli = []
    for gid, start in FIRST_SPIKE.items():
        stimulus = h.NetStim()
        stimulus.start, stimulus.interval, stimulus.number = start, 7, 10
        pc.set_gid2node(gid, pc.id())
        pc.cell(gid, h.NetCon(stimulus, None))
        stimuli.append(stimulus)
    yield stimuli
    pc.gid_clear()


def conductances(synapses: list) -> np.ndarray:
    """g (uS) of the synapses at every step of 40 ms."""
    recorded = [h.Vector().record(synapse._ref_g) for synapse in synapses]
    pc = h.ParallelContext()
    pc.set_maxstep(DELAY)
    h.finitialize(-65)
    pc.psolve(40)
    return np.array([np.array(vector) for vector in recorded])


def test_a_spike_does_what_a_netcon_for_each_synapse_does(sources: list) -> None:
    cells = [Interneuron(10 + k, Param().typed) for k in range(4)]
    together, apart = ([cell.inhb_syn for cell in pair] for pair in (cells[:2], cells[2:]))
    source, target, weight = (np.array(column) for column in zip(*ENTRIES, strict=True))
    weight = np.rint(weight / WEIGHT_GRID) * WEIGHT_GRID
    delivery = Delivery(3, together, source.astype(np.int32), target.astype(np.int32), weight)
    delivery.connect(DELAY)
    connections = [  # they last as long as the name
        h.NetCon(sources[s], apart[t], 0, DELAY, w)
        for s, t, w in zip(source.tolist(), target.tolist(), weight.tolist(), strict=True)
    ]
    found = conductances([*together, *apart])
    assert len(connections) == 3
    first = found[:2, : round(8 / DT)]  # before the second spikes arrive
    assert first.max(axis=1) == pytest.approx([3e-5, 3e-4], rel=1e-3)
    np.testing.assert_array_equal(found[:2], found[2:])
    again = conductances([*together, *apart])  # nothing waits from before
    np.testing.assert_array_equal(again, found)
