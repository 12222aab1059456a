"""What ran: versions, commit, mechanisms, machine; kept beside the parameters."""

import itertools
import platform
import socket
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from importlib.metadata import version
from typing import Any, cast

from cells.mechanisms import build_hash, facts
from parameters.table import Parameters, default_params
from results.spec import Spec
from simulation.fused import kernel
from simulation.inputs import changed_inputs
from workspace.paths import ROOT

PACKAGES = ("neuron", "numpy", "h5py")


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def commit_hash() -> str | None:
    """The commit of this checkout, None outside git."""
    return _git("rev-parse", "HEAD")


def builds() -> dict[str, str]:
    """Hashes of what is compiled, and the compiler in words: another one may give other spikes."""
    return {
        "mechanisms": build_hash(),
        "fused_solver": kernel.build_hash(),
        "compiler": facts()["compiler"] or "unknown",
    }


def provenance() -> dict[str, Any]:
    """Versions, commit and whether its tree is clean, builds and their compiler, host."""
    return {
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
        "commit": commit_hash(),
        "tree_is_clean": _git("status", "--porcelain") == "",
        **builds(),
        "host": socket.gethostname(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def other_mechanisms(origin: Mapping[str, Any], is_fused: bool = False) -> str:
    """How what was compiled for earlier results differs from that of now; "" if it does not.

    Parameters
    ----------
    origin : provenance of the results
    is_fused : whether the fused solver made them
    """
    here = builds()
    names = ["mechanisms", *(["fused_solver"] if is_fused else [])]
    if all(origin.get(name, here[name]) == here[name] for name in names):
        return ""
    compiler = origin.get("compiler", here["compiler"])
    if compiler != here["compiler"]:
        return f"compiler {compiler}; now {here['compiler']}"
    return "source, NEURON, flags or CPU"


def tell_other_origin(spec: Spec) -> None:
    """Say on stderr where an archive was made with other mechanisms or files than there are now."""
    if spec.archive is None:
        return
    changed = (
        changed_inputs(cast(Parameters, default_params() | dict(spec.archive.params[num])), facts)
        for num, facts in spec.archive.facts.items()
    )
    for line in dict.fromkeys(itertools.chain.from_iterable(changed)):
        print(f"{spec.path}: {line} was another file: the spikes will differ", file=sys.stderr)
    origin = spec.archive.shared
    is_fused = any(p.get("simulator") == "fused" for p in spec.archive.params.values())
    if differing := other_mechanisms(origin, is_fused):
        commit = (origin.get("commit") or "unknown")[:8]
        print(
            f"{spec.path}: was made with other mechanisms ({differing}; commit {commit}): "
            "the spikes may differ",
            file=sys.stderr,
        )


def _git(*words: str) -> str | None:
    """What git says of this checkout; None where there is no git or no checkout."""
    try:
        said = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return said.stdout.strip() if said.returncode == 0 else None
