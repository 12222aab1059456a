"""What ran: versions, commit, mechanisms, machine; kept beside the parameters."""

import itertools
import platform
import socket
import subprocess
import sys
from datetime import datetime, timezone
from importlib.metadata import version
from typing import Any, cast

from cells.mechanisms import build_hash
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
    """Hashes of what is compiled: source, compiler, CPU, and what else a build depends on."""
    return {"mechanisms": build_hash(), "fused_solver": kernel.build_hash()}


def provenance() -> dict[str, Any]:
    """Versions, commit and whether its tree is clean, hashes of the builds, host."""
    return {
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
        "commit": commit_hash(),
        "tree_is_clean": _git("status", "--porcelain") == "",
        **builds(),
        "host": socket.gethostname(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


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
    origin, here = spec.archive.shared, builds()
    if not any(p.get("simulator") == "fused" for p in spec.archive.params.values()):
        del here["fused_solver"]
    if any(origin.get(name, build) != build for name, build in here.items()):
        commit = (origin.get("commit") or "unknown")[:8]
        print(
            f"{spec.path}: was made with other mechanisms (source, NEURON, compiler or CPU; "
            f"commit {commit}): the spikes may differ",
            file=sys.stderr,
        )


def _git(*words: str) -> str | None:
    """What git says of this checkout; None where there is no git or no checkout."""
    try:
        said = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return said.stdout.strip() if said.returncode == 0 else None
