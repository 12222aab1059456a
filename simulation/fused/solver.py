"""The solver that the engine runs: NEURON's network, advanced by the kernel."""

import ctypes
import weakref
from typing import Any

import numpy as np
from neuron import h

from network_configs.instrumentations.drive import Steps
from network_configs.instrumentations.recorders import SpikeRecorder
from network_configs.network import Network
from simulation.fused import kernel, layout, refusal, synapses
from simulation.fused.layout import address
from simulation.fused.population import INTERNEURON, STELLATE, Population
from simulation.fused.recorders import FusedSpikes, FusedTrace


class FusedSolver:
    """Advances the cells that NEURON has been given, in its place.

    Parameters
    ----------
    network : with its instrumentation; NEURON's time step is set

    Attributes
    ----------
    recorders : what takes the place of the network's recorders

    Raises UserError for what it cannot run.
    """

    recorders: list[FusedSpikes | FusedTrace]

    def __init__(self, network: Network) -> None:
        self._network, self._kernel = network, kernel.load()
        self._kept: list[Any] = []  # what the kernel reads
        self._steps_done = 0
        refusal.check_time_steps(h.dt, network.params["netcon_delay"])
        refusal.check_cells(network.cells)

    def initialize(self, v_init: float) -> None:
        """Let NEURON set the initial state, and take everything from its objects."""
        h.finitialize(v_init)
        for recorder in self._network.recorders:
            recorder.start()
        cells = self._network.cells
        played = [thing for thing in self._network.keep_alive if isinstance(thing, Steps)]
        self._populations = [
            Population(kind, own, played)
            for kind in (STELLATE, INTERNEURON)
            if (own := {gid: cell for gid, cell in cells.items() if kind.is_of(cell)})
        ]
        self.recorders = self._take_recorders()
        structure = self._describe()
        self._run = self._kernel.fused_start(ctypes.byref(self._keep(structure)))
        weakref.finalize(self, self._kernel.fused_end, self._run)

    def advance(self, end: float) -> None:
        """Run to a time (ms); voltages, states and t of the NEURON objects are those of then."""
        before, self._steps_done = self._steps_done, round(end / h.dt)
        n_samples = self._steps_done // self._stride - before // self._stride
        traces = [recorder for recorder in self.recorders if isinstance(recorder, FusedTrace)]
        for trace in traces:
            trace.make_room(n_samples)
        for population in self._populations:
            population.extreme[:] = 0
        self._kernel.fused_advance(self._run, self._steps_done - before)
        for trace in traces:
            trace.put()
        self._take_spikes()
        for population in self._populations:
            population.store.write_back()
        h.t = end

    @property
    def _stride(self) -> int:
        """Steps from one sample to the next."""
        params = self._network.params
        return round(params["recorder_dt"] / params["dt"])

    def _keep(self, thing: Any) -> Any:
        self._kept.append(thing)
        return thing

    def _take_recorders(self) -> list[FusedSpikes | FusedTrace]:
        place_of = {
            gid: (population, row)
            for population in self._populations
            for row, gid in enumerate(population.gids.tolist())
        }
        return [
            FusedSpikes(recorder)
            if isinstance(recorder, SpikeRecorder)
            else FusedTrace(recorder, self._network.cells, place_of)
            for recorder in self._network.recorders
        ]

    def _take_spikes(self) -> None:
        n = self._kernel.fused_n_spikes(self._run)
        gids, times = np.empty(n, np.int64), np.empty(n)
        self._kernel.fused_take_spikes(self._run, gids.ctypes.data, times.ctypes.data)
        for recorder in self.recorders:
            if isinstance(recorder, FusedSpikes):
                recorder.put(gids, times)

    def _describe(self) -> layout.Network:
        """All that the kernel is told."""
        populations = [population.structure for population in self._populations]
        traces = [t for r in self.recorders if isinstance(r, FusedTrace) for t in r.traces]
        return layout.Network(
            n_populations=len(populations),
            populations=self._keep(layout.pointers(layout.Population, populations)),
            n_traces=len(traces),
            traces=self._keep(layout.pointers(layout.Trace, traces)),
            stride=self._stride,
            dt=h.dt,
            delay=synapses.in_steps(self._network.params["netcon_delay"]),
            **self._describe_synapses(),
            **self._describe_processes(),
            **self._describe_turns(),
        )

    def _describe_synapses(self) -> dict[str, Any]:
        places, inbox = self._make_inbox()
        delivery = self._network.delivery
        targets = synapses.targets_in_inbox(delivery, places)
        connections, events = synapses.other_inputs(places, delivery)
        for array in (inbox, targets, connections, events):
            self._keep(array)
        return {
            "starts": address(delivery.starts),
            "targets": address(targets),
            "weights": address(delivery.weights),
            "inbox": address(inbox),
            "n_connections": len(connections),
            "connections": address(connections),
            "n_events": len(events),
            "events": address(events),
        }

    def _make_inbox(self) -> tuple[dict[Any, int], layout.Array]:
        """Where in the inbox of this process each synapse has its place; the inbox."""
        places: dict[Any, int] = {}
        n_padded = [p.store.n_padded * len(p.synapses) for p in self._populations]
        inbox = layout.zeros(sum(n_padded))
        first = 0
        for population in self._populations:
            population.set_inbox(inbox[first:])
            for column in population.synapses:
                for row, synapse in zip(column.rows, column.processes, strict=True):
                    places[synapse] = first + row
                first += population.store.n_padded
        return places, inbox

    def _describe_processes(self) -> dict[str, Any]:
        """NEURON's own calls to MPI, which it has bound to the library of this machine."""
        n_processes = int(self._network.pc.nhost())
        if n_processes == 1:
            return {"n_processes": 1}
        neuron = ctypes.CDLL(None)
        try:
            calls = neuron.nrnmpi_int_allgather, neuron.nrnmpi_int_allgatherv
        except AttributeError:
            refusal.refuse("on several processes with this build of NEURON, which hides its MPI")
        all_gather, all_gather_v = (ctypes.cast(call, ctypes.c_void_p).value for call in calls)
        return {
            "n_processes": n_processes,
            "all_gather": all_gather,
            "all_gather_v": all_gather_v,
        }

    def _describe_turns(self) -> dict[str, Any]:
        """The progress tick, with which Python gets its turns."""
        for tick in h.List("ProgressTick"):
            if tick.callback:
                return {"tick": int(tick.callback), "tick_interval": tick.interval}
        return {}
