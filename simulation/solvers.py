"""What advances a network in time, by the parameter `simulator`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from neuron import coreneuron, h

from network_configs.network import Network
from results import writer
from simulation.fused.solver import FusedSolver


class Recorder(writer.Recorded, Protocol):
    """What is recorded, and how to have it."""

    def take(self) -> writer.Batch:
        """This process's part of what was recorded since the last call."""


class Solver(Protocol):
    """Advances a network; every process makes one for its part.

    Attributes
    ----------
    recorders : those of the network, or what takes their place
    """

    @property
    def recorders(self) -> Sequence[Recorder]:
        """What is recorded on this process."""

    def initialize(self, v_init: float) -> None:
        """Set the state at 0 ms, all voltages v_init (mV)."""

    def advance(self, end: float) -> None:
        """Run to a time (ms); the NEURON objects then have their values of that time."""


class NeuronSolver:
    """NEURON itself."""

    with_coreneuron = False

    def __init__(self, network: Network) -> None:
        self.recorders = network.recorders
        self._pc = network.pc
        coreneuron.enable = self.with_coreneuron

    def initialize(self, v_init: float) -> None:
        """Set the state at 0 ms, all voltages v_init (mV)."""
        h.finitialize(v_init)
        for recorder in self.recorders:
            recorder.start()

    def advance(self, end: float) -> None:
        """Run to the step that is nearest to a time (ms).

        psolve takes as many whole steps as fit in: t drifts by rounding, and one would be missing.
        """
        self._pc.psolve(end + h.dt / 4)


class CoreNeuronSolver(NeuronSolver):
    """CoreNEURON, which psolve then runs: quietly, and to the very end that it is given."""

    with_coreneuron = True

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        coreneuron.verbose = 0
        h.CVode().cache_efficient(1)
        coreneuron.nrncore_arg = _exact_arguments


def _exact_arguments(tstop: float) -> str:
    """CoreNEURON's arguments with all digits of tstop (ms): its own way keeps six."""
    arguments = type(coreneuron).nrncore_arg(coreneuron, tstop)
    return arguments.replace(f"--tstop {tstop:g} ", f"--tstop {tstop!r} ")


SOLVERS: Mapping[str, Callable[[Network], Solver]] = {
    "coreneuron": CoreNeuronSolver,
    "neuron": NeuronSolver,
    "fused": FusedSolver,
}
