"""The C++ compiler and the CPU of this machine: what they are, and how the compiler is run."""

import functools
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from workspace.errors import RunError
from workspace.files import write_json
from workspace.paths import CACHE

KNOWN = CACHE / "compilers.json"  # what compilers have said of themselves
CPUINFO = Path("/proc/cpuinfo")
# Ends the process group when the standard input, a pipe that the parent holds, is closed: the
# parent is done with it, or has died.
WITH_PARENT = 'exec 3<&0; (read -r _ <&3; kill -KILL 0) & exec "$@" </dev/null 3<&-'


def name() -> str:
    """The command of the compiler: $CXX, by default g++."""
    return os.environ.get("CXX") or "g++"


@functools.cache
def version() -> str | None:
    """What the compiler says it is, e.g. "g++ (Debian 12.2.0-14) 12.2.0"; None if there is none.

    The answer is kept in cache/ as long as the compiler's file stays the same: no process is
    started for it.
    """
    words = name().split()
    path = shutil.which(words[0])
    if path is None:
        return None
    file = os.stat(path)
    key = f"{' '.join([path, *words[1:]])} {file.st_mtime_ns} {file.st_size}"
    known = _known()
    if key not in known:
        said = subprocess.run([path, *words[1:], "--version"], capture_output=True, text=True)
        known[key] = said.stdout.partition("\n")[0]
        write_json(KNOWN, known)
    return known[key]


def _known() -> dict[str, str]:
    try:
        known: dict[str, str] = json.loads(KNOWN.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return known


def cpu() -> str:
    """Model and vector units of the CPU, as far as the system tells them."""
    if not CPUINFO.exists():
        return _sysctl("machdep.cpu.brand_string") or platform.processor()
    wanted = ("model name", "flags", "Features", "CPU part")
    with open(CPUINFO) as file:
        first = list(takewhile(str.strip, file))
    return "".join(line for line in first if line.startswith(wanted))


def _sysctl(key: str) -> str:
    if shutil.which("sysctl") is None:
        return ""
    return subprocess.run(["sysctl", "-n", key], capture_output=True, text=True).stdout.strip()


def native(machine: str) -> str:
    """The option that compiles for this very CPU."""
    return "-march=native" if machine in ("x86_64", "AMD64", "i686") else "-mcpu=native"


def openmp(system: str) -> str:
    """The option for `omp simd`; Apple's compiler has no OpenMP but vectorises such loops."""
    return "-fopenmp-simd" if system == "darwin" else "-fopenmp"


def run(what: str, command: Sequence[str], folder: Path, log: Path, **env: str) -> None:
    """Run a compiler in `folder`; its processes end with this one, even by kill -9.

    Parameters
    ----------
    what : what is compiled, for the error
    log : file for what the compiler prints; removed if it succeeds

    Raises
    ------
    RunError
        If there is no compiler, or if it fails.
    """
    if version() is None:
        raise RunError(f"no C++ compiler: {name()} is not found; install g++ and make, or set CXX")
    with open(log, "w") as output:
        status = _run_with_parent(command, folder, output.fileno(), os.environ | env)
    if status:
        raise RunError(
            f"{what}: compiling with {version()} failed: {_first_error(log)}; what the compiler "
            f"printed is in {log}; NEURON needs g++ 10 or newer, or set CXX to another compiler"
        )
    log.unlink()


def _run_with_parent(
    command: Sequence[str], folder: Path, output: int, environment: Mapping[str, str]
) -> int:
    with subprocess.Popen(
        ["sh", "-c", WITH_PARENT, "sh", *command],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            return process.wait()
        finally:
            assert process.stdin is not None
            process.stdin.close()


def _first_error(log: Path) -> str:
    """The line of a compiler's output that says what is wrong, or the last one."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "rror" in line or "cannot find" in line]
    return (errors or lines or ["it printed nothing"])[0 if errors else -1]


FLAGS_OF_THIS_MACHINE = f"{native(platform.machine())} {openmp(sys.platform)}"
