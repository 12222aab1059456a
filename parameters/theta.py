"""The theta rhythms that a network is driven by: where, how strong, at which phase."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import copysign

import numpy as np
import numpy.typing as npt

from parameters.layers import Population
from parameters.table import Parameters

NA_PER_DENSITY = 1.0  # nA per mA/cm2: the cells have 100 um2
MODEL_PI = 3.14  # that of cells/mod/i_theta.mod
QUARTER = 0.25  # of a period after a sine's start is its peak

Times = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ThetaInput:
    """A sinusoidal current into the cells of a population.

    Attributes
    ----------
    population : "stell" or "intrnrn"
    amplitude : largest current (nA, > 0)
    frequency : kHz
    peak : a time (ms) when it depolarises most
    """

    population: Population
    amplitude: float
    frequency: float
    peak: float

    def phase(self, times: Times) -> Times:
        """The phase (rad, in [0, 2 pi)) at these times (ms); 0 where it depolarises most."""
        return np.mod(2 * np.pi * self.frequency * (times - self.peak), 2 * np.pi)


def theta_inputs(params: Parameters) -> Iterator[ThetaInput]:
    """The theta currents that the parameters Amp_i_theta and stell_theta_Amp switch on.

    phi_i_theta (ms) shifts that of the interneurons only.
    """
    currents: tuple[tuple[Population, float, float, float], ...] = (
        ("stell", params["stell_theta_Amp"], params["stell_theta_omega"], 0.0),
        ("intrnrn", params["Amp_i_theta"], params["omega_i_theta"], params["phi_i_theta"]),
    )
    for population, outward, omega, shift in currents:
        yield from sine(population, -outward * NA_PER_DENSITY, omega * MODEL_PI / np.pi, shift)


def sine(
    population: Population, amplitude: float, frequency: float, shift: float = 0.0
) -> Iterator[ThetaInput]:
    """The input amplitude x sin(2 pi frequency (t + shift)): nA, kHz, ms; positive depolarises.

    Yields nothing where the amplitude or the frequency is 0.
    """
    if amplitude and frequency:
        peak = copysign(QUARTER, amplitude) / frequency - shift
        yield ThetaInput(population, abs(amplitude), float(frequency), float(peak))
