"""The launcher of MPI processes and the MPI library that belongs to it.

NEURON opens `libmpi.so` by that name first, and the library that MPI_LIB_NRN_PATH names only if
there is none. On a machine with an MPI of its own that is the wrong one. So each process starts
with a library path whose first folder has the right library under that name.
"""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from workspace.errors import UserError
from workspace.paths import CACHE

LIBRARY = "MPI_LIB_NRN_PATH"
VERSION_TIMEOUT = 10.0  # s
# The launchers by what `--version` prints, and the names of their libraries.
LAUNCHERS = {
    "Slurm": r"^slurm",
    "Open MPI": r"Open MPI|OpenRTE|PRRTE|prterun",
    "MPICH": r"HYDRA|MPICH|Intel\(R\) MPI|MVAPICH",
}
LIBRARY_NAMES = {
    "Open MPI": ("libmpi.so.40", "libmpi.so", "libmpi.40.dylib", "libmpi.dylib"),
    "MPICH": ("libmpi.so.12", "libmpich.so.12", "libmpi.so", "libmpi.12.dylib", "libmpi.dylib"),
}
SYSTEM_FOLDERS = ("/lib", "/usr/lib")


def mpiexec() -> list[str] | None:
    """The command that starts processes: the site's $MPIEXEC, or this environment's, or none.

    Raises UserError if $MPIEXEC is not a command.
    """
    if command := os.environ.get("MPIEXEC", "").split():
        if shutil.which(command[0]) is None:
            raise UserError(
                f"MPIEXEC: got {command[0]!r}, expected a command that starts MPI processes"
            )
        return command
    found = shutil.which("mpiexec", path=str(Path(sys.executable).parent))
    return [found] if found else None


def mpi_command(program: Sequence[str], n: int, n_nodes: int = 1) -> list[str]:
    """The command that starts a program on `n` processes.

    Parameters
    ----------
    n_nodes : number of hosts to spread them over; passed on to the launcher if above 1

    Raises
    ------
    UserError
        If the MPI library of the site's launcher is not found.
    """
    launcher = mpiexec() or []
    return [*launcher, *_options(launcher, n, n_nodes), "-n", str(n), *_environment(), *program]


def mpi_library() -> Path | None:
    """The MPI library of the launcher: $MPI_LIB_NRN_PATH, the site's, or the mpich wheel's.

    Raises UserError if $MPI_LIB_NRN_PATH is not a file, or if $MPIEXEC is a launcher whose library
    is not found.
    """
    if named := os.environ.get(LIBRARY):
        if not Path(named).is_file():
            raise UserError(f"{LIBRARY}: got {named!r}, expected the file of an MPI library")
        return Path(named)
    launcher = mpiexec()
    if not launcher or "MPIEXEC" not in os.environ or launcher_kind(launcher[0]) == "Slurm":
        return next(_libraries_in([Path(sys.prefix, "lib")], "MPICH"), None)
    return _library_of(Path(shutil.which(launcher[0]) or launcher[0]))


@cache
def launcher_kind(command: str) -> str:
    """What a launcher is: "Slurm", "Open MPI", "MPICH" (Intel MPI and MVAPICH too) or "unknown"."""
    if Path(command).name == "srun":
        return "Slurm"
    try:
        said = subprocess.run(
            [command, "--version"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=VERSION_TIMEOUT,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    kinds = (kind for kind, words in LAUNCHERS.items() if re.search(words, said))
    return next(kinds, "unknown")


def library_kind(library: Path) -> str:
    """Whose a library is: Open MPI has symbols of its own."""
    return "Open MPI" if b"ompi_mpi_comm_world" in library.read_bytes() else "MPICH"


def mpi_facts(n_ranks: int) -> dict[str, Any]:
    """The launcher and the MPI library of a run on several processes, for its archive."""
    if n_ranks == 1:
        return {}
    return {"launcher": " ".join(mpiexec() or []), "mpi_library": str(mpi_library())}


def _library_of(launcher: Path) -> Path:
    """The library of a launcher of the site, in the folders beside it.

    A link like Debian's /usr/bin/mpiexec may lead to another folder: both are looked at.
    """
    kind = launcher_kind(str(launcher))
    prefixes = [launcher.absolute().parents[1], launcher.resolve().parents[1]]
    folders = [folder for prefix in dict.fromkeys(prefixes) for folder in _library_folders(prefix)]
    found = next(_libraries_in(folders, kind), None)
    if found is None:
        raise UserError(
            f"MPIEXEC: no MPI library ({kind}) found beside {launcher}; "
            f"set {LIBRARY} to the libmpi.so of this launcher"
        )
    return found


def _library_folders(prefix: Path) -> Iterator[Path]:
    for folder in (prefix / "lib", prefix / "lib64"):
        yield folder
        yield folder / "release"  # Intel MPI
        yield from sorted(folder.glob("*-linux-gnu"))  # Debian


def _libraries_in(folders: Sequence[Path], kind: str) -> Iterator[Path]:
    """The libraries of this kind, best first; of an unknown kind any."""
    for folder in folders:
        for name in LIBRARY_NAMES.get(kind, ("libmpi.so", "libmpi.dylib")):
            library = folder / name
            if library.is_file() and kind in (library_kind(library), "unknown"):
                yield library


def _options(launcher: Sequence[str], n: int, n_nodes: int) -> list[str]:
    """The launcher's options for several hosts, and for the mpich wheel under Slurm."""
    kind = launcher_kind(launcher[0]) if launcher and (n_nodes > 1 or _is_srun(launcher)) else ""
    per_node = -(-n // n_nodes)
    if kind == "Slurm":
        return [*_srun_nodes(launcher, n_nodes), *_srun_mpi(launcher)]
    if kind == "Open MPI" and n_nodes > 1:
        return ["--map-by", f"ppr:{per_node}:node"]
    if kind == "MPICH" and n_nodes > 1:
        return ["-ppn", str(per_node)]
    return []


def _is_srun(launcher: Sequence[str]) -> bool:
    return Path(launcher[0]).name == "srun"


def _srun_nodes(launcher: Sequence[str], n_nodes: int) -> list[str]:
    given = any(word.startswith(("--nodes", "-N")) for word in launcher)
    return [] if given or n_nodes == 1 else ["--nodes", str(n_nodes)]


def _srun_mpi(launcher: Sequence[str]) -> list[str]:
    """--mpi=pmi2, which the mpich wheel speaks, unless a kind is given or the library another."""
    given = "SLURM_MPI_TYPE" in os.environ or any(word.startswith("--mpi") for word in launcher)
    return [] if given or LIBRARY in os.environ else ["--mpi=pmi2"]


def _environment() -> list[str]:
    """The words before a program that make NEURON in it open the right library.

    As part of the command they arrive on every host, whatever the launcher passes on.
    """
    library = mpi_library()
    if library is None:
        return []
    folders = [str(folder) for folder in _as_libmpi(library)]
    path = ":".join([*folders, *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])
    return ["env", f"LD_LIBRARY_PATH={path}", f"{LIBRARY}={library}"]


def _as_libmpi(library: Path) -> list[Path]:
    """The folders in which the loader finds the library under the name libmpi.so."""
    beside = library.with_name("libmpi.so")
    if beside.exists() and beside.samefile(library):
        folders = [library.parent]
    else:
        folders = [_link(library), library.parent]
    return [folder for folder in folders if not _is_of_system(folder)] or [_link(library)]


def _is_of_system(folder: Path) -> bool:
    """A folder that the loader knows by itself, with the libraries of everything else."""
    return str(folder).startswith(SYSTEM_FOLDERS)


def _link(library: Path) -> Path:
    """A folder of cache/ in which libmpi.so is a link to the library."""
    folder = CACHE / "mpi" / hashlib.sha256(os.fsencode(library)).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        (folder / "libmpi.so").symlink_to(library)
    return folder
