"""What all cells share: a compartment, a spike source; synapses and a clamp where wanted."""

from functools import cached_property
from typing import Any, ClassVar, NamedTuple, cast

from cells import mechanisms
from cells.lazy_neuron import h
from parameters.table import Parameters, default_params

CELSIUS = 37.0  # degC: the interneuron's rates are given at 27
V_INIT = -65.0  # mV, of every cell at 0 ms
PI = 3.14  # the model's own pi, in its geometry (model.md, Cells)


class SynapseKinetics(NamedTuple):
    """Double-exponential conductance: rise and decay (ms), reversal potential (mV)."""

    tau1: float
    tau2: float
    e: float


class Cell:
    """A one-compartment cell of about 100 um2; subclasses say which channels it has.

    The synapses and the clamp come into being when they are first asked for: what nothing
    reaches and nobody records costs nothing. Their names are those of the recorders' `loc`.

    Parameters
    ----------
    gid : number of the cell in the network
    params : the full parameters (param.Param); by default those of the model
    """

    LENGTH = 10 / PI  # um
    DIAM = 10.0  # um
    RA = 100.0  # Ohm cm
    CM: ClassVar[float]  # uF/cm2
    SPIKE_THRESHOLD = 10.0  # mV

    EXCITATORY = SynapseKinetics(tau1=0.78, tau2=5.3, e=0.0)
    INHIBITORY = SynapseKinetics(tau1=0.083, tau2=10.0, e=-75.0)

    def __init__(self, gid: int = 0, params: Parameters | None = None) -> None:
        mechanisms.load()
        h.celsius = CELSIUS
        self.gid = gid
        self.soma = h.Section(name="soma", cell=self)
        self.soma.L, self.soma.diam, self.soma.Ra = self.LENGTH, self.DIAM, self.RA
        self.soma.cm = self.CM
        self.insert_channels(params or cast(Parameters, default_params()))
        self.keep_alive: list[Any] = []  # arrays whose addresses the mechanisms hold

    def __repr__(self) -> str:
        return f"{type(self).__name__}[{self.gid}]"

    def insert_channels(self, params: Parameters) -> None:
        """Insert the cell's channels and set their parameters."""
        raise NotImplementedError

    def insert_theta(self, amplitude: float, omega: float, phi: float) -> None:
        """Add the theta current: amplitude (mA/cm2), frequency omega (kHz), phase phi (ms)."""
        self.soma.insert("i_theta")
        theta = self.soma(0.5).i_theta
        theta.Amp, theta.omega, theta.phi = amplitude, omega, phi

    def watch_voltage(self) -> None:
        """Let v_extreme remember how far the voltage goes (simulation/voltage_guard.py)."""
        self.soma.insert("v_extreme")

    def spike_source(self) -> Any:
        """The NetCon that turns upward crossings of the threshold into spikes."""
        source = h.NetCon(self.soma(0.5)._ref_v, None, sec=self.soma)
        source.threshold = self.SPIKE_THRESHOLD
        return source

    @cached_property
    def exc_syn(self) -> Any:
        """The excitatory synapse (OrderFreeSyn)."""
        return self._synapse(self.EXCITATORY)

    @cached_property
    def inhb_syn(self) -> Any:
        """The inhibitory synapse (OrderFreeSyn)."""
        return self._synapse(self.INHIBITORY)

    @cached_property
    def ext_dc(self) -> Any:
        """The clamp of the cell's direct current and noise (NoisyClamp)."""
        return h.NoisyClamp(self.soma(0.5))

    @cached_property
    def switch_pulse(self) -> Any:
        """The clamp of pulses that switch the network (NoisyClamp, without noise)."""
        return h.NoisyClamp(self.soma(0.5))

    def _synapse(self, kinetics: SynapseKinetics) -> Any:
        synapse = h.OrderFreeSyn(self.soma(0.5))
        synapse.tau1, synapse.tau2, synapse.e = kinetics
        return synapse
