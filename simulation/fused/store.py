"""The arrays of a population: parameters, states, and what is recorded."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from simulation.fused.layout import Array, Field, address, n_padded, zeros


def values_of(objects: Sequence[Any], names: Sequence[str]) -> dict[str, Array]:
    """These variables of NEURON objects, each of shape (n_objects,)."""
    rows = np.array(list(map(attrgetter(*names), objects)), np.float64)
    return dict(zip(names, rows.reshape(len(objects), len(names)).T, strict=True))


class Store:
    """Arrays with a value per cell, and room for whole vectors behind the last one.

    Parameters
    ----------
    n_cells : how many cells the population has
    """

    def __init__(self, n_cells: int) -> None:
        self.n_cells, self.n_padded = n_cells, n_padded(n_cells)
        self.rows = list(range(n_cells))
        self._kept: list[Any] = []
        self._states: list[tuple[Sequence[Any], list[int], str, Array]] = []
        self._variables: dict[str, Array] = {}
        self._offers: dict[str, Callable[[int | None], None]] = {}

    def keep(self, thing: Any) -> Any:
        """Let it live as long as this store; returns it."""
        self._kept.append(thing)
        return thing

    def zeros(self, key: str | None = None) -> Array:
        """A zero for each cell, kept; `key` is its name as a recorded variable."""
        array = self.keep(zeros(self.n_padded))
        if key is not None:
            self._variables[key] = array
        return array

    def field(self, values: Sequence[float] | Array, rows: Sequence[int] | None = None) -> Field:
        """A parameter of the cells of these rows (default: all); the others get any value."""
        array = self.zeros()
        array[:] = values[0]
        array[self.rows if rows is None else rows] = values
        return Field(address(array), int(np.any(array != array[0])))

    def state(self, objects: Sequence[Any], rows: list[int], name: str, key: str) -> Array:
        """A variable of NEURON objects that the kernel advances: read here, written back later."""
        array = self.zeros(key)
        array[rows] = list(map(attrgetter(name), objects))
        self._states.append((objects, rows, name, array))
        return array

    def offer(self, key: str, set_address: Callable[[int | None], None]) -> None:
        """Name a variable that the kernel keeps only if it is given an address."""
        self._offers[key] = set_address

    def share(self, key: str, array: Array) -> None:
        """Name a variable that the kernel keeps anyway."""
        self._variables[key] = array

    def variable(self, key: str) -> Array | None:
        """Where a variable is, from now on; None if there is no such variable.

        Returns
        -------
        ndarray : a value per cell; shape (VECTOR,) if all have the same one
        """
        if key in self._offers:
            self._offers.pop(key)(address(self.zeros(key)))
        return self._variables.get(key)

    def write_back(self) -> None:
        """Give the NEURON objects the values of their states."""
        for objects, rows, name, array in self._states:
            for one, value in zip(objects, array[rows].tolist(), strict=True):
                setattr(one, name, value)
