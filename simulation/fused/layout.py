"""The structures of kernel/fused.h, and arrays as the kernel reads them."""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

VECTOR = 8  # cells of the widest vector; arrays have room for a multiple of it
ALIGNMENT = 64  # bytes of a cache line

INTEGER, DOUBLE, ADDRESS = ctypes.c_int64, ctypes.c_double, ctypes.c_void_p


class Field(ctypes.Structure):
    """A parameter of the cells of a population."""

    _fields_ = (("values", ADDRESS), ("stride", INTEGER))


def _all(kind: Any, names: str) -> list[tuple[str, Any]]:
    return [(name, kind) for name in names.split()]


class StellateChannels(ctypes.Structure):
    """Parameters, gates, and what is recorded of the channels of stellate cells."""

    _fields_ = (
        *_all(Field, "gnabar gnap_bar ena gkbar ek gl el g_h_bar eh hf_tau hs_tau"),
        *_all(ADDRESS, "m h n p mf ms"),
        *_all(ADDRESS, "gna gnap gk gh inap ina ik il ih"),
    )


class InterneuronChannels(ctypes.Structure):
    """Parameters, gates, and what is recorded of the channels of interneurons."""

    _fields_ = (
        *_all(Field, "gnabar ena gkbar ek gl el q10"),
        *_all(ADDRESS, "h n minf dminf"),
        *_all(ADDRESS, "gna gk ina ik il"),
    )


class Synapses(ctypes.Structure):
    """One synapse of each cell."""

    _fields_ = (
        *_all(ADDRESS, "A B inbox"),
        *_all(Field, "decay1 decay2 peak_factor e"),
        *_all(ADDRESS, "g i"),
    )


class Clamps(ctypes.Structure):
    """One clamp of each cell."""

    _fields_ = (*_all(ADDRESS, "amp amp_seen"),)


class Drive(ctypes.Structure):
    """A waveform of the amp of some cells."""

    _fields_ = (
        *_all(ADDRESS, "amp amp_seen cells"),
        ("n_cells", INTEGER),
        *_all(ADDRESS, "samples times"),
        ("n_samples", INTEGER),
        ("sample_dt", DOUBLE),
    )


class Theta(ctypes.Structure):
    """A theta current that some cells share."""

    _fields_ = (
        *_all(ADDRESS, "i cells"),
        ("n_cells", INTEGER),
        *_all(DOUBLE, "Amp omega phi"),
    )


class Noise(ctypes.Structure):
    """The noise of each cell's first clamp."""

    _fields_ = (
        *_all(Field, "init_end init_mean init_std noise_end mean std gid init_seed seed"),
        *_all(ADDRESS, "batch last now"),
        ("n_steps", INTEGER),
    )


class Population(ctypes.Structure):
    """The cells of one type."""

    _fields_ = (
        *_all(INTEGER, "n_cells n_padded n_synapses n_clamps n_drives n_thetas"),
        *_all(ADDRESS, "gids v extreme"),
        ("stellate", ctypes.POINTER(StellateChannels)),
        ("interneuron", ctypes.POINTER(InterneuronChannels)),
        *_all(Field, "capacity per_area threshold theta"),
        ("synapse", Synapses * 2),
        ("clamp", Clamps * 2),
        ("noise", Noise),
        ("injected", ADDRESS),
        ("drives", ctypes.POINTER(ctypes.POINTER(Drive))),
        ("thetas", ctypes.POINTER(ctypes.POINTER(Theta))),
    )


class Trace(ctypes.Structure):
    """One recorded variable of some cells."""

    _fields_ = (*_all(ADDRESS, "source cells"), ("n_cells", INTEGER), ("samples", ADDRESS))


class Network(ctypes.Structure):
    """All that the kernel is told."""

    _fields_ = (
        *_all(INTEGER, "n_populations n_traces n_connections n_events"),
        ("populations", ctypes.POINTER(ctypes.POINTER(Population))),
        ("traces", ctypes.POINTER(ctypes.POINTER(Trace))),
        ("stride", INTEGER),
        *_all(ADDRESS, "starts targets weights inbox connections events"),
        ("delay", INTEGER),
        ("dt", DOUBLE),
        ("n_processes", INTEGER),
        *_all(ADDRESS, "all_gather all_gather_v tick"),
        ("tick_interval", DOUBLE),
    )


CONNECTION = np.dtype(
    [("source", "i8"), ("delay", "i8"), ("target", "i8"), ("weight", "f8")], align=True
)
EVENT = np.dtype([("step", "i8"), ("target", "i8"), ("weight", "f8")], align=True)


def parameters(structure: type[ctypes.Structure]) -> tuple[str, ...]:
    """The names of the parameters among the fields of a structure."""
    return tuple(field[0] for field in structure._fields_ if field[1] is Field)


def pointers(kind: type[ctypes.Structure], structures: Sequence[ctypes.Structure]) -> Any:
    """A C array of pointers to these structures."""
    return (ctypes.POINTER(kind) * len(structures))(*map(ctypes.pointer, structures))


def n_padded(n_cells: int) -> int:
    """The number of cells that arrays have room for."""
    return -(-n_cells // VECTOR) * VECTOR


def zeros(n: int) -> Array:
    """n zeros that begin at a cache line."""
    raw = np.zeros(n + ALIGNMENT // 8)
    first = -raw.ctypes.data % ALIGNMENT // 8
    return raw[first : first + n]


def padded(values: Sequence[float] | Array) -> Array:
    """One value per cell, with room for whole vectors, which the last value fills."""
    n = len(values)
    array = zeros(n_padded(n))
    array[:n] = values
    array[n:] = values[-1]
    return array


def address(array: npt.NDArray[Any] | None) -> int | None:
    """The address of an array's first element."""
    return None if array is None else array.ctypes.data


# in the order of fused_layout() in fused.cpp
LAYOUT = (Network, Population, StellateChannels, InterneuronChannels, Drive, Theta, Trace)
