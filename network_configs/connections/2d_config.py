"""Stellate sheets and one of interneurons on a torus; bumps drift with the sheet that is driven.

gids: N_per_sheet cells of each stellate sheet (E, W, N, S), then the interneurons; on a sheet
cell k is at x = k mod side, y = k div side. The side is the root of N_per_sheet, which the
published specs give alone; N_per_axis is not read here.
Source: Shaikh & Assisi 2025, eLife RP108142.
"""

import sys
from collections.abc import Iterator, Mapping
from math import isqrt
from pathlib import Path
from typing import cast

import numpy as np

if __name__ == "__main__":  # by hand only this folder is on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from network_configs.connections.build import main
from network_configs.connections.conn_utils import (
    Profile,
    Projection,
    gaussian,
    layered_network,
    misfits,
    torus_offsets,
    unconnected,
)
from network_configs.connections.sparse_matrix import SparseMatrix
from parameters.config_files import Size
from parameters.layers import Layer
from parameters.rules import conflict
from parameters.table import Offset, Parameters, default_params

PARAMETERS = (
    "N_per_sheet",
    "si_peak",
    "si_mean",
    "si_stdev",
    "is_peak",
    "is_mean",
    "is_stdev",
    "ii_peak",
    "ii_mean",
    "ii_stdev",
)


SHEET_NAMES = ("East", "West", "North", "South")


def layers(params: Parameters) -> list[Layer]:
    """The stellate sheets, and that of the interneurons."""
    n, n_sheets = params["N_per_sheet"], params["N_sheets_stell"]
    has_all = n_sheets == len(SHEET_NAMES)
    names = SHEET_NAMES if has_all else [f"Sheet {k}" for k in range(n_sheets)]
    stellate = [Layer(name, "stell", n, "sheet") for name in names]
    return [*stellate, Layer("Interneurons", "intrnrn", n, "sheet")]


def sizes(given: Mapping[str, int]) -> list[Size]:
    """All numbers of cells from those of a sheet and of the stellate sheets.

    The cells of a sheet are N_per_sheet or, where that is not given, N_per_axis**2, N_intrnrn or
    a share of N_stell; the first that is.
    """
    defaults = default_params()
    n_sheets = given.get("N_sheets_stell", defaults["N_sheets_stell"])
    side = given.get("N_per_axis", 0)
    candidates = (
        given.get("N_per_sheet"),
        side**2,
        given.get("N_intrnrn"),
        given.get("N_stell", 0) // n_sheets,
        defaults["N_per_axis"] ** 2,
    )
    n = _odd_square(next(filter(None, candidates)))
    if "N_stell" in given and "N_sheets_stell" not in given:
        n_sheets = max(given["N_stell"] // n, 1)
    return [
        Size("N_per_sheet", n, "the square of an odd number"),
        Size("N_per_axis", isqrt(n), "sqrt(N_per_sheet)"),
        Size("N_sheets_stell", n_sheets),
        Size("N_stell", n_sheets * n, "N_sheets_stell * N_per_sheet"),
        Size("N_intrnrn", n, "N_per_sheet"),
    ]


def _odd_square(n: int) -> int:
    """The square of an odd number that is nearest to n."""
    return (2 * round((n**0.5 - 1) / 2) + 1) ** 2


def checks(params: Parameters) -> Iterator[str]:
    """Each stellate sheet has an offset."""
    offsets, n_sheets = params["si_mean"], params["N_sheets_stell"]
    if not isinstance(offsets, list) or len(offsets) != n_sheets:
        expected = f"si_mean of {n_sheets} offsets [dx, dy], one per sheet (cells)"
        yield conflict(params, "si_mean", "conn_id", expected=expected)
        return
    yield from unconnected(params, profiles(params))


def cautions(params: Parameters) -> Iterator[str]:
    """Widths and distances that do not fit the sheet."""
    yield from misfits(params, params["N_per_axis"], 1.0, "cells")


def build_matrix(params: Parameters) -> SparseMatrix:
    """Weights of the sheets, (len(si_mean) + 1) N_per_sheet cells, from checked parameters.

    Sheet k excites the interneurons around the offset si_mean[k]; interneurons inhibit all
    sheets and each other on a circle of radius is_mean and ii_mean, never themselves.
    """
    found = profiles(params)
    return layered_network(found["si"], found["is"], found["ii"][0])


def profiles(params: Parameters) -> dict[Projection, list[Profile]]:
    """The weights of each projection over the displacement from source to target."""
    dx, dy = torus_offsets(params["N_per_sheet"])
    distance = np.hypot(dx, dy)
    to_interneurons = [
        gaussian(np.hypot(dx - mean_x, dy - mean_y), params["si_peak"], params["si_stdev"])
        for mean_x, mean_y in cast(list[Offset], params["si_mean"])
    ]
    to_stellate = gaussian(distance - params["is_mean"], params["is_peak"], params["is_stdev"])
    among = gaussian(distance - params["ii_mean"], params["ii_peak"], params["ii_stdev"])
    among[0, 0] = 0
    return {"si": to_interneurons, "is": [to_stellate] * len(to_interneurons), "ii": [among]}


if __name__ == "__main__":
    sys.exit(main(__file__))
