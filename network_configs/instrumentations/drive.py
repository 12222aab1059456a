"""Currents into the cells, none of which costs memory per cell and time step.

A current is constant, or of steps, or a waveform: samples that all its cells share.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from cells.cell import Cell
from cells.lazy_neuron import h
from network_configs.network import Network
from parameters.config_files import layers
from parameters.table import Parameters

FOREVER = 1e12  # ms


@dataclass(frozen=True)
class Drive:
    """A current of steps: amps[k] (nA) from starts[k] (ms) on; starts[0] is 0.

    As in the published model it goes from one to the next within the time step before the start.
    """

    amps: tuple[float, ...]
    starts: tuple[float, ...] = (0.0,)


@dataclass(frozen=True)
class Waveform:
    """A current of samples (nA) every sample_dt (ms) from 0 on, linear between; the last one stays.

    Of a sine of frequency f (kHz), the error of linear interpolation is at most
    (2 pi f sample_dt)**2 / 8 of its amplitude: 0.05 % at 10 Hz and 1 ms.
    """

    samples: npt.NDArray[np.float64]
    sample_dt: float


class Steps(NamedTuple):
    """A current that NEURON plays into clamps: linear between amps (nA) at times (ms)."""

    clamps: list[Any]
    amps: Any  # h.Vector
    times: Any  # h.Vector


def constant(amp: float) -> Drive:
    """The same current (nA) all the time."""
    return Drive((amp,))


def sample_times(params: Parameters, sample_dt: float) -> npt.NDArray[np.float64]:
    """The times (ms) of a waveform's samples: every sample_dt, the last not before sim_dur."""
    n_samples = math.ceil(params["sim_dur"] / sample_dt) + 1
    return sample_dt * np.arange(n_samples, dtype=np.float64)


def attach_drive(
    network: Network, cells: Iterable[Cell], drive: Drive | Waveform, clamp: str = "ext_dc"
) -> None:
    """Inject the drive into the soma of each cell, through its clamp of that name."""
    cells = list(cells)
    clamps = [getattr(cell, clamp) for cell in cells]
    if isinstance(drive, Waveform):
        table = _attach_waveform(clamps, drive)
        for cell in cells:
            cell.keep_alive.append(table)
    else:
        network.keep_alive.append(_attach_steps(clamps, drive, network.params["dt"]))


def layer_cells(network: Network, layer: int) -> list[Cell]:
    """The stellate cells of this process that belong to ring or sheet number `layer`."""
    stellate = [layer for layer in layers(network.params) if layer.population == "stell"]
    gids = stellate[layer].gids
    return [cell for gid, cell in network.stellate.items() if gid in gids]


def dc_per_layer(params: Parameters) -> list[float]:
    """stell_const_dc where it has been checked to be a list: a current (nA) per stellate layer."""
    return cast(list[float], params["stell_const_dc"])


def _attach_waveform(clamps: list[Any], waveform: Waveform) -> Any:
    """Give all clamps the address of one table; returns the table, which must live on."""
    table = np.ascontiguousarray(waveform.samples, np.float64)
    for clamp in clamps:
        clamp.table, clamp.n_samples = table.ctypes.data, len(table)
        clamp.sample_dt = waveform.sample_dt
    return table


def _attach_steps(clamps: list[Any], drive: Drive, dt: float) -> Steps:
    """Set the first amplitude and play the others; what is returned must live on."""
    amps, times = _knots(drive, dt)
    is_constant = len(drive.amps) == 1
    for clamp in clamps:
        clamp.amp = drive.amps[0]
        if not is_constant:
            amps.play(clamp._ref_amp, times, True)
    return Steps([] if is_constant else clamps, amps, times)


def _knots(drive: Drive, dt: float) -> tuple[Any, Any]:
    """Amplitudes (nA) and times (ms) between which the current is linear; the last is far away."""
    amps = [amp for amp in drive.amps for _ in range(2)]
    times = [time for start in drive.starts[1:] for time in (start - dt, start)]
    return h.Vector(amps), h.Vector([0, *times, FOREVER])
