"""The kernel of the fused solver: compiled on first use like the mechanisms, and loaded."""

import ctypes
import fcntl
import functools
import hashlib
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from cells import mechanisms
from simulation.fused.layout import LAYOUT, Network
from workspace.errors import RunError

SOURCES = Path(__file__).parent / "kernel"
# No -ffast-math, no contraction: the arithmetic of a cell is what is written, in any lane.
FLAGS = "-std=c++17 -O3 -march=native -ffp-contract=off -fno-math-errno -fPIC -shared"


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
    """The library for this machine, compiled first where there is none."""
    library = mechanisms.BUILDS / f"fused_{build_hash()}.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        with open(library.parent / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not library.exists():
                _compile(library)
    return library


@functools.cache
def build_hash() -> str:
    """Hash of the sources, the flags, the compiler and the CPU (16 hex digits)."""
    digest = hashlib.sha256()
    for source in sorted(SOURCES.iterdir()):
        digest.update(source.name.encode() + source.read_bytes())
    for fact in (FLAGS, mechanisms._compiler(), platform.machine(), mechanisms._cpu()):
        digest.update(fact.encode())
    return digest.hexdigest()[:16]


def _compile(library: Path) -> None:
    print("Compiling the fused solver (once, some seconds) ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(dir=library.parent, prefix="unfinished_") as folder:
        made = Path(folder, library.name)
        compiler = os.environ.get("CXX", "g++")
        command = [compiler, *FLAGS.split(), str(SOURCES / "fused.cpp"), "-o", str(made)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise RunError(f"the fused solver does not compile:\n{done.stderr}")
        os.replace(made, library)
