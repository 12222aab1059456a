"""Whether this machine has what `make` needs; run by the Makefile before anything is installed.

It must also run under the old Python that it refuses (3.6 or newer), so it imports nothing of the
project.
"""

import ctypes
import importlib.util
import os
import shutil
import sys
import sysconfig
from typing import Iterator, List  # noqa: UP035

OLDEST = (3, 10)
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


def missing() -> Iterator[str]:
    """One line for each thing that is missing, with the package that brings it."""
    if sys.version_info[:2] < OLDEST:
        yield (
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, {sys.executable} is {VERSION}; "
            "name another: make PYTHON=python3.12 ..."
        )
    yield from spaces_in(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if importlib.util.find_spec("ensurepip") is None:
        yield f"Python's venv is missing; on Debian and Ubuntu: apt install python{VERSION}-venv"
    if not has_libpython():
        yield (
            "Python's shared library is missing; "
            f"on Debian and Ubuntu: apt install libpython{VERSION}"
        )
    compiler = (os.environ.get("CXX") or "g++").split()[0]
    if shutil.which(compiler) is None:
        yield f"no C++ compiler ({compiler}); on Debian and Ubuntu: apt install g++"


def spaces_in(folder: str) -> Iterator[str]:
    """A line if NEURON cannot work in this folder: its scripts and arguments take no spaces."""
    if len(folder.split()) > 1:
        yield (
            f"the path '{folder}' has a space, with which NEURON cannot compile or run on several "
            "processes; move the project to a path without one"
        )


def has_libpython() -> bool:
    """Whether NEURON will find libpython: part of the program, or in the loader's folders."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    if sys.platform != "linux" or ".so" not in name:
        return True
    folders = [sysconfig.get_config_var(key) or "" for key in ("LIBDIR", "LIBPL")]
    if any(os.path.exists(os.path.join(folder, name)) for folder in folders):
        return True
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def other_python(venv: str) -> List[str]:  # noqa: UP006
    """A line if the environment was made with another Python than this one."""
    config = os.path.join(venv, "pyvenv.cfg")
    if not os.path.exists(config):
        return []
    with open(config) as file:
        lines = [line.partition("=") for line in file]
    made_with = {key.strip(): value.strip() for key, _, value in lines}.get("version", "")
    if made_with.startswith(f"{VERSION}."):
        return []
    return [
        f"{venv} was made with Python {made_with}, PYTHON is {VERSION}; "
        "delete this folder, then run make again"
    ]


if __name__ == "__main__":
    problems = other_python(sys.argv[2]) if sys.argv[1:2] == ["--venv"] else list(missing())
    for problem in problems:
        sys.stderr.write(f"make: {problem}\n")
    sys.exit(2 if problems else 0)
