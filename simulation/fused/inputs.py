"""Clamps, their drives and noise, and theta currents, taken from their NEURON objects."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from neuron import h

from network_configs.instrumentations.drive import Steps
from network_configs.instrumentations.noise import N_BATCH
from simulation.fused import layout
from simulation.fused.layout import address
from simulation.fused.store import Store, values_of

NOISE = layout.parameters(layout.Noise)
NOISY = "ext_dc"  # the clamp that has the noise


class Column(NamedTuple):
    """An input that cells have one of each: its name, the rows of the cells, the NEURON objects."""

    name: str
    rows: list[int]
    processes: list[Any]


class Waveform(NamedTuple):
    """What drives the clamps of some rows: the fields of layout.Drive."""

    rows: list[int]
    fields: dict[str, Any]


def set_clamps(
    store: Store, structure: layout.Population, columns: Sequence[Column], played: Sequence[Steps]
) -> None:
    """Describe the clamps: their amplitudes, what drives them, and the noise."""
    drives: list[layout.Drive] = []
    for clamps, column in zip(structure.clamp, columns, strict=False):
        amp = store.zeros(f"{column.name}.i")
        amp[column.rows] = [clamp.amp for clamp in column.processes]
        clamps.amp = address(amp)
        own = [
            store.keep(layout.Drive(amp=clamps.amp, **_rows(store, wave.rows), **wave.fields))
            for wave in (*_tables(column), *_steps(store, column, played))
        ]
        store.offer(f"{column.name}.amp", _each([clamps, *own], "amp_seen"))
        drives += own
        if column.name == NOISY:
            _set_noise(store, structure.noise, column)
    structure.n_clamps, structure.n_drives = len(columns), len(drives)
    structure.drives = store.keep(layout.pointers(layout.Drive, drives))
    structure.noise.now = structure.noise.now or address(store.zeros())


def set_theta(store: Store, structure: layout.Population, somas: Sequence[Any]) -> None:
    """Describe the theta currents: cells of the same amplitude, frequency and phase together."""
    groups = defaultdict(list)
    for row, soma in enumerate(somas):
        if hasattr(soma, "i_theta"):
            theta = soma.i_theta
            groups[theta.Amp, theta.omega, theta.phi].append(row)
    n_with = sum(map(len, groups.values()))
    is_shared = len(groups) <= 1 and n_with in (0, len(somas))
    i = layout.zeros(layout.VECTOR) if is_shared else layout.zeros(store.n_padded)
    store.share("i_theta.i", store.keep(i))
    structure.theta = layout.Field(address(i), int(not is_shared))
    thetas = [
        layout.Theta(
            i=address(i),
            **_rows(store, list(range(layout.VECTOR)) if is_shared else rows),
            **dict(zip(("Amp", "omega", "phi"), wave, strict=True)),
        )
        for wave, rows in groups.items()
    ]
    structure.n_thetas = len(thetas)
    structure.thetas = store.keep(layout.pointers(layout.Theta, thetas))


def _tables(column: Column) -> Iterator[Waveform]:
    """The tables of samples that clamps look up."""
    groups = defaultdict(list)
    for row, clamp in zip(column.rows, column.processes, strict=True):
        if clamp.table:
            groups[clamp.table, clamp.n_samples, clamp.sample_dt].append(row)
    for (table, n_samples, sample_dt), rows in groups.items():
        fields = {"samples": int(table), "n_samples": int(n_samples), "sample_dt": sample_dt}
        yield Waveform(rows, fields)


def _steps(store: Store, column: Column, played: Sequence[Steps]) -> Iterator[Waveform]:
    """The vectors that are played into clamps."""
    row_of = dict(zip(column.processes, column.rows, strict=True))
    for steps in played:
        rows = [row_of[clamp] for clamp in steps.clamps if clamp in row_of]
        if rows:
            amps, times = (store.keep(np.array(vector)) for vector in (steps.amps, steps.times))
            fields = {"samples": address(amps), "times": address(times), "n_samples": len(amps)}
            yield Waveform(rows, fields)


def _set_noise(store: Store, noise: layout.Noise, column: Column) -> None:
    values = values_of(column.processes, NOISE)
    for name, one in values.items():
        setattr(noise, name, store.field(one, column.rows))
    end = np.where(
        values["init_end"] > values["noise_end"], values["init_end"], values["noise_end"]
    )
    strength = [np.abs(values[name]) for name in ("init_mean", "init_std", "mean", "std")]
    end[np.max(strength, axis=0) == 0] = 0
    noise.n_steps = max(math.ceil(end.max() / h.dt - 0.5), 0)  # as in `sample` of noisy_clamp.mod
    noise.now = address(store.zeros(f"{NOISY}.noise"))
    if noise.n_steps > 0:
        noise.batch = address(store.keep(layout.zeros(N_BATCH * store.n_padded)))
        noise.last = address(store.zeros())


def _rows(store: Store, rows: list[int]) -> dict[str, int]:
    array: npt.NDArray[np.int64] = store.keep(np.array(rows, np.int64))
    return {"cells": address(array), "n_cells": len(rows)}  # type: ignore[dict-item]


def _each(structures: Sequence[Any], field: str) -> Any:
    """A function that sets the field of all these structures."""

    def set_address(to: int | None) -> None:
        for structure in structures:
            setattr(structure, field, to)

    return set_address
