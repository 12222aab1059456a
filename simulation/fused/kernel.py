"""The kernel of the fused solver: compiled on first use like the mechanisms, and loaded."""

import ctypes
import functools
import platform
from pathlib import Path

from cells import builds, compiler
from simulation.fused.layout import LAYOUT, Network
from workspace.errors import RunError

SOURCES = Path(__file__).parent / "kernel"
LIBRARY = "fused.so"
# No -ffast-math, no contraction: the arithmetic of a cell is what is written, in any lane.
FLAGS = (
    f"-std=c++17 -O3 {compiler.native(platform.machine())} "
    "-ffp-contract=off -fno-math-errno -fPIC -shared"
)


@functools.cache
def load() -> ctypes.CDLL:
    """The compiled kernel; RunError where it does not compile or is not what layout.py expects."""
    library = ctypes.CDLL(str(ensure_compiled()))
    library.fused_start.restype = ctypes.c_void_p
    library.fused_start.argtypes = [ctypes.POINTER(Network)]
    library.fused_advance.argtypes = [ctypes.c_void_p, ctypes.c_int64]
    library.fused_end.argtypes = [ctypes.c_void_p]
    library.fused_n_spikes.restype = ctypes.c_int64
    library.fused_n_spikes.argtypes = [ctypes.c_void_p]
    library.fused_take_spikes.argtypes = [ctypes.c_void_p] * 3
    sizes = [library.fused_layout(place) for place in range(len(LAYOUT))]
    if sizes != [ctypes.sizeof(structure) for structure in LAYOUT]:
        raise RunError(f"simulation/fused/layout.py does not describe {SOURCES}/fused.h")
    return library


def ensure_compiled() -> Path:
    """The library for this machine, compiled first if there is none or it is damaged."""
    what = "the fused solver (once, some seconds)"
    return builds.compile_once(what, facts(), builds.FOLDER, _compile_into) / LIBRARY


@functools.cache
def facts() -> builds.Facts:
    """All that the compiled kernel depends on, in words."""
    return builds.usable_facts(
        builds.facts_of(sorted(SOURCES.iterdir()), flags=FLAGS), builds.FOLDER
    )


def build_hash() -> str:
    """Hash of all that the compiled kernel depends on (16 hex digits)."""
    return builds.hash_of(facts())


def _compile_into(folder: Path, log: Path) -> None:
    command = [*compiler.name().split(), *FLAGS.split(), str(SOURCES / "fused.cpp"), "-o", LIBRARY]
    compiler.run("the fused solver", command, folder, log)
