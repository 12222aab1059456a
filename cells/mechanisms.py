"""The NMODL mechanisms of cells/mod: compiled on first use, loaded, verified.

A build is kept in cache/mechanisms/ under a hash of what it depends on: the sources, the
flags, the versions of NEURON and of the compiler, and the CPU, whose vector unit it is made for.
"""

import functools
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from cells import builds, compiler
from cells.lazy_neuron import import_neuron
from workspace.errors import RunError
from workspace.paths import ROOT

MOD_FOLDER = Path(__file__).parent / "mod"
OWN_MOD_FOLDER = ROOT / "mod"  # the user's own mechanisms, if there are any
BUILDS = builds.FOLDER
# Without these CoreNEURON's own makefile compiles at -O2 and does not vectorise exp. A process
# that loads the result flushes denormal numbers to zero from then on, which is welcome in a
# conductance that decays for long. The compiler must not choose the order of sums and products, nor
# where to fuse them: g++ 11, 12 and 14 then give the same spikes, in the same time.
COMPILER_FLAGS = (
    f"-O3 {compiler.FLAGS_OF_THIS_MACHINE} -ffast-math "
    "-fno-associative-math -fno-reciprocal-math -ffp-contract=off"
)
# See name_cache.mod.
LINKER_FLAGS = "-Wl,--wrap=_ZN10coreneuron16nrn_get_mechnameEi" if sys.platform == "linux" else ""


def load() -> None:
    """Load the mechanisms into NEURON, and tell CoreNEURON where its own are; once a process.

    Raises RunError where they do not compile or do not load.
    """
    h = import_neuron()
    if hasattr(h, "NoisyClamp"):
        return  # each cell asks; looking up the build takes ten times as long as making the cell
    build = ensure_compiled()
    library = _library(build, "libnrnmech")
    os.environ["CORENEURONLIB"] = str(_library(build, "libcorenrnmech"))
    with _working_in(library.parent):  # NEURON reads no path with letters beyond ASCII
        h.nrn_load_dll(f"./{library.name}")
    if not hasattr(h, "NoisyClamp"):
        raise RunError(f"the mechanisms in {build} do not load; delete that folder")


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def ensure_compiled() -> Path:
    """The folder of this machine's build, compiled first if there is none or it is damaged."""
    what = "the mechanisms (once, about half a minute)"
    return builds.compile_once(what, facts(), BUILDS, _compile_into)


@functools.cache
def facts() -> builds.Facts:
    """All that the compiled mechanisms depend on, in words."""
    flags = f"{COMPILER_FLAGS} {LINKER_FLAGS}"
    found = builds.facts_of(sources(), flags=flags, neuron=version("neuron"))
    return builds.usable_facts(found, BUILDS)


def build_hash() -> str:
    """Hash of the sources and of all that the compiled mechanisms depend on (16 hex digits)."""
    return builds.hash_of(facts())


def sources() -> list[Path]:
    """The .mod files of the model, then the user's own; RunError if a name is there twice."""
    ours, own = (sorted(folder.glob("*.mod")) for folder in (MOD_FOLDER, OWN_MOD_FOLDER))
    taken = {path.name for path in ours} & {path.name for path in own}
    if taken:
        raise RunError(f"{OWN_MOD_FOLDER / min(taken)}: the project has a file of that name, too")
    return ours + own


def _library(build: Path, name: str) -> Path:
    """A library of a build: *.so, on macOS *.dylib."""
    return next(build.glob(f"*/{name}.*"))


def _compile_into(folder: Path, log: Path) -> None:
    (folder / "mod").mkdir()
    for source in sources():
        shutil.copy(source, folder / "mod")
    flags = ["-incflags", COMPILER_FLAGS, "-loadflags", LINKER_FLAGS]
    compiler.run(
        "the mechanisms",
        [_tool("nrnivmodl"), "-coreneuron", *flags, "mod"],
        folder,
        log,
        PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    )


def _tool(name: str) -> str:
    """The program `name` of this Python environment, or of the machine."""
    here = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if here is None:
        raise RunError(f"{name} is not found: is NEURON installed in {sys.prefix}?")
    return here
