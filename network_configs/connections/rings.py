"""What the ring networks have in common: two stellate rings and one of interneurons."""

from collections.abc import Iterator, Mapping
from math import pi
from typing import cast

from network_configs.connections.conn_utils import misfits
from parameters.config_files import Size
from parameters.layers import Layer
from parameters.rules import conflict
from parameters.table import Parameters, default_params


def ring_layers(params: Parameters) -> list[Layer]:
    """The right and the left stellate ring, and that of the interneurons."""
    n = params["N_per_sheet"]
    return [
        Layer("Right", "stell", n, "ring"),
        Layer("Left", "stell", n, "ring"),
        Layer("Interneurons", "intrnrn", n, "ring"),
    ]


def ring_sizes(given: Mapping[str, int]) -> list[Size]:
    """All numbers of cells from N_per_sheet, or from one of the others where it is not given."""
    default: int = default_params()["N_per_sheet"]
    n = given.get("N_intrnrn", given.get("N_stell", 2 * default) // 2)
    n = given.get("N_per_sheet", n)
    return [
        Size("N_per_sheet", n),
        Size("N_stell", 2 * n, "2 * N_per_sheet"),
        Size("N_intrnrn", n, "N_per_sheet"),
    ]


def ring_checks(params: Parameters) -> Iterator[str]:
    """One offset for both rings, which are mirror images."""
    if isinstance(params["si_mean"], list):
        yield conflict(params, "si_mean", "conn_id", expected="one number as si_mean (cells)")


def ring_cautions(params: Parameters) -> Iterator[str]:
    """Widths and distances that do not fit the ring."""
    n = params["N_per_sheet"]
    yield from misfits(params, n, n / (2 * pi), "rad")


def si_mean_of_rings(params: Parameters) -> float:
    """The offset of the S→I weights (cells), which `ring_checks` has seen to be a number."""
    return cast(float, params["si_mean"])
