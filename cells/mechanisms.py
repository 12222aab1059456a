"""The NMODL mechanisms of cells/mod: compiled on first use, loaded, verified.

A build is kept in cache/mechanisms/ under a hash of what it depends on: the sources, the
flags, the versions of NEURON and of the compiler, and the CPU, whose vector unit it is made for.
"""

import functools
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from workspace.errors import RunError
from workspace.locks import one_at_a_time
from workspace.paths import CACHE, ROOT

MOD_FOLDER = Path(__file__).parent / "mod"
OWN_MOD_FOLDER = ROOT / "mod"  # the user's own mechanisms, if there are any
BUILDS = CACHE / "mechanisms"
# Without these CoreNEURON's own makefile compiles at -O2 and does not vectorise exp. A process
# that loads the result flushes denormal numbers to zero from then on, which is welcome in a
# conductance that decays for long.
COMPILER_FLAGS = "-O3 -march=native -ffast-math -fopenmp"
# See name_cache.mod.
LINKER_FLAGS = "-Wl,--wrap=_ZN10coreneuron16nrn_get_mechnameEi" if sys.platform == "linux" else ""


def load() -> None:
    """Load the mechanisms into NEURON, and tell CoreNEURON where its own are; once a process.

    Raises RunError where they do not compile or do not load.
    """
    from neuron import h

    library = next(ensure_compiled().glob("*/libnrnmech.so"))
    if not hasattr(h, "NoisyClamp"):
        os.environ["CORENEURONLIB"] = str(library.with_name("libcorenrnmech.so"))
        with _working_in(library.parent):  # NEURON reads no path with letters beyond ASCII
            h.nrn_load_dll(f"./{library.name}")
    if not hasattr(h, "NoisyClamp"):
        raise RunError(f"the mechanisms in {library.parent} do not load; delete that folder")


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def ensure_compiled() -> Path:
    """The folder of this machine's build, compiled first where there is none.

    Two runs that start at once compile once: the second waits for the first. A build
    appears under its name only when it is whole.
    """
    build = BUILDS / build_hash()
    if not build.exists():
        with one_at_a_time(BUILDS / "lock"):
            if not build.exists():
                _compile_into(build)
    return build


@functools.cache
def build_hash() -> str:
    """Hash of the sources and of all that a compiled mechanism depends on (16 hex digits)."""
    digest = hashlib.sha256()
    for source in sources():
        digest.update(source.name.encode() + source.read_bytes())
    for fact in (
        COMPILER_FLAGS,
        LINKER_FLAGS,
        version("neuron"),
        _compiler(),
        platform.machine(),
        _cpu(),
    ):
        digest.update(fact.encode())
    return digest.hexdigest()[:16]


def sources() -> list[Path]:
    """The .mod files of the model, then the user's own; RunError if a name is there twice."""
    ours, own = (sorted(folder.glob("*.mod")) for folder in (MOD_FOLDER, OWN_MOD_FOLDER))
    taken = {path.name for path in ours} & {path.name for path in own}
    if taken:
        raise RunError(f"{OWN_MOD_FOLDER / min(taken)}: the model has a file of that name, too")
    return ours + own


def _compile_into(build: Path) -> None:
    print("Compiling the mechanisms (once, about half a minute) ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(dir=BUILDS, prefix="unfinished_") as folder:
        Path(folder, "mod").mkdir()
        for source in sources():
            shutil.copy(source, Path(folder, "mod"))
        flags = ["-incflags", COMPILER_FLAGS, "-loadflags", LINKER_FLAGS]
        command = [_tool("nrnivmodl"), "-coreneuron", *flags, "mod"]
        done = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        libraries = list(Path(folder).glob("*/lib*nrnmech.so"))
        if done.returncode or len(libraries) != 2:
            raise RunError(f"the mechanisms do not compile:\n{done.stdout}")
        os.replace(folder, build)
        Path(folder).mkdir()  # for TemporaryDirectory to remove


def _tool(name: str) -> str:
    """The program `name` of this Python environment, or of the machine."""
    here = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if here is None:
        raise RunError(f"{name} is not found: is NEURON installed in {sys.prefix}?")
    return here


def _compiler() -> str:
    compiler = os.environ.get("CXX", "g++")
    if shutil.which(compiler) is None:
        raise RunError(f"no C++ compiler: {compiler} is not found; install g++ and make")
    return subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout


def _cpu() -> str:
    """Model and vector units of the CPU, as far as the system tells them."""
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.exists():
        return platform.processor()
    wanted = ("model name", "flags", "Features")
    lines = cpuinfo.read_text().splitlines()
    return "".join(sorted({line for line in lines if line.startswith(wanted)}))
