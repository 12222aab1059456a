"""Gaussian current noise, drawn inside the clamp from one stream per cell and seed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cells.cell import Cell
from network_configs.network import Network
from parameters.table import Noise, Parameters

N_BATCH = 32  # samples that a clamp draws at once: N_BATCH of noisy_clamp.mod


def attach_noise(network: Network) -> None:
    """Give each cell its initial noise and its noise.

    `*_init_noise` is [duration, mean, std], from t = 0; `*_noise` is [end, mean, std], from the
    end of the initial noise on (ms, nA, nA). The streams depend on (seed, gid) alone.
    """
    p = network.params
    for cell in network.stellate.values():
        _set_noise(cell, p, p["stell_init_noise"], p["stell_noise"])
    for cell in network.interneurons.values():
        _set_noise(cell, p, p["intrnrn_init_noise"], p["intrnrn_noise"])
    samples = hold_batches([cell.ext_dc for cell in network.cells.values()])
    for cell in network.cells.values():
        cell.keep_alive.append(samples)


def hold_batches(clamps: Sequence[Any]) -> npt.NDArray[np.float64]:
    """Give each clamp a column for its samples of N_BATCH steps; the array must live on.

    By steps, so that the clamps of a process read one row from its start to its end.
    """
    samples = np.zeros((N_BATCH, len(clamps)))
    for column, clamp in enumerate(clamps):
        clamp.batch = samples[:, column:].ctypes.data
        clamp.n_clamps = len(clamps)
    return samples


def _set_noise(cell: Cell, params: Parameters, initial: Noise, noise: Noise) -> None:
    clamp = cell.ext_dc
    clamp.init_end, clamp.init_mean, clamp.init_std = initial
    clamp.noise_end, clamp.mean, clamp.std = noise
    clamp.gid = cell.gid
    clamp.init_seed, clamp.seed = params["init_noise_seed"], params["noise_seed"]
