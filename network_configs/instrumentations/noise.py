"""Gaussian current noise, drawn inside the clamp from one stream per cell and seed."""

from collections.abc import Mapping
from typing import Any

from cells.cell import Cell
from network_configs.network import Network

INIT_STREAM, STREAM = 1, 2  # third key of the random streams, after (seed, gid)


def attach_noise(network: Network) -> None:
    """Give each cell its initial noise and its noise.

    `*_init_noise` is [duration, mean, std], from t = 0; `*_noise` is [end, mean, std], from the
    end of the initial noise on (ms, nA, nA). The streams depend on (seed, gid) alone.
    """
    for kind, cells in (("stell", network.stellate), ("intrnrn", network.interneurons)):
        for cell in cells.values():
            _set_noise(cell, network.params, kind)


def _set_noise(cell: Cell, params: Mapping[str, Any], kind: str) -> None:
    clamp = cell.ext_dc
    clamp.init_end, clamp.init_mean, clamp.init_std = params[f"{kind}_init_noise"]
    clamp.noise_end, clamp.mean, clamp.std = params[f"{kind}_noise"]
    clamp.init_random.set_ids(params["init_noise_seed"], cell.gid, INIT_STREAM)
    clamp.random.set_ids(params["noise_seed"], cell.gid, STREAM)
