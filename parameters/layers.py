"""The layers of a network: rings, sheets and other groups of cells, in the order of their gids."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isqrt
from typing import Literal

Geometry = Literal["ring", "sheet"]
Population = Literal["stell", "intrnrn"]


@dataclass(frozen=True)
class Layer:
    """Cells of one type that belong together.

    Attributes
    ----------
    name : as figures and measures call it
    population : "stell" or "intrnrn", as in the names of the parameters
    n_cells : how many
    geometry : "ring"; "sheet", a square torus where cell k is at x = k mod side, y = k div side;
        None, where the cells have no place
    first_gid : gid of its first cell; `numbered` sets it
    """

    name: str
    population: Population
    n_cells: int
    geometry: Geometry | None = None
    first_gid: int = 0

    @property
    def gids(self) -> range:
        """The gids of its cells."""
        return range(self.first_gid, self.first_gid + self.n_cells)

    @property
    def middle(self) -> int:
        """The gid of its middle cell, whose weights the figures show."""
        return self.first_gid + self.n_cells // 2

    @property
    def side(self) -> int:
        """Cells along the side of a sheet."""
        return isqrt(self.n_cells)


def numbered(layers: Iterable[Layer]) -> list[Layer]:
    """The layers with their gids: one after the other, from 0 on."""
    first, found = 0, []
    for layer in layers:
        found.append(replace(layer, first_gid=first))
        first += layer.n_cells
    return found
