"""Run m_sim_setup.py as a user does, and look at what it leaves."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import psutil

from results.archive import Archive, read_archive
from tests.runs import PATIENCE, SMALL_RING, Bench, wait_for
from workspace.attempts import name_of, running
from workspace.locks import Holder
from workspace.paths import ROOT, Workspace

BLOW_UP = {"stell_const_dc": [1e6, 0], "sim_dur": 150}  # nA; ms: past the initial noise
ENDLESS = {"sim_dur": 1e6}  # ms: longer than any test waits


class SweepBench(Bench):
    """A place to run sweeps: specs files and data in a folder of the test's own."""

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.sim_id, self.data_root)

    def sweep(self, n: int, **overrides: Any) -> dict[str, dict[str, Any]]:
        """A sweep over the noise of the small ring, {sim_num: input_params}."""
        place = {"sim_id": self.sim_id, "data_root": str(self.data_root), "n_cpus": 2}
        return {
            str(k): SMALL_RING | place | {"sim_num": str(k), "noise_seed": k} | overrides
            for k in range(n)
        }

    def sweep_specs(self, sweep: dict[str, dict[str, Any]]) -> Path:
        """A specs file of the sweep."""
        path = self.folder / "sweep.py"
        path.write_text(f"def generate_mult_input_params():\n    return {sweep!r}\n")
        return path

    def command(self, *arguments: Any) -> list[str]:
        return [sys.executable, str(ROOT / "m_sim_setup.py"), *map(str, arguments)]

    def clear_cache(self) -> None:
        self.workspace.clear_sweep()
        super().clear_cache()

    def finished_parts(self) -> dict[str, dict[str, Any]]:
        """The markers of the simulations that are finished but not merged."""
        files = self.workspace.parts.glob("*/finished.json")
        return {name_of(file.parent.name): json.loads(file.read_text()) for file in files}

    def running(self) -> dict[str, Holder]:
        """The simulations that gather results now, and their processes."""
        return running(self.workspace.unfinished_parts)

    def archive(self) -> Archive:
        return read_archive(self.workspace.archived_params)

    def run_times(self) -> dict[str, float]:
        """How long each simulation ran (s): no two runs have the same."""
        return {sim_num: facts["run_s"] for sim_num, facts in self.archive().facts.items()}

    def files(self) -> dict[str, bytes]:
        """{file: its datasets, with their names} of the merged data.

        How HDF5 lays them out may vary with the order in which they came.
        """
        return {path.name: _datasets(path) for path in sorted(self.data.glob("*.hdf5"))}

    def leftovers(self) -> list[str]:
        """What a complete sweep must not leave."""
        return self.left_in_cache() + sorted(
            path.name for path in self.data_root.glob(f".{self.sim_id}*")
        )


def _datasets(path: Path) -> bytes:
    found: list[bytes] = []
    with h5py.File(path, "r") as file:

        def keep(name: str, item: Any) -> None:
            if isinstance(item, h5py.Dataset):
                found.append(f"{name} {item.dtype} {item.shape} ".encode() + item[:].tobytes())

        file.visititems(keep)
    return b"".join(sorted(found))


def family(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    """A process and all its descendants."""
    parent = psutil.Process(process.pid)
    return [parent, *parent.children(recursive=True)]


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def kill_tree(process: "subprocess.Popen[str]") -> None:
    """kill -9 a process and all its descendants, some of which die of that by themselves."""
    members = family(process)
    for member in members:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    process.communicate(timeout=PATIENCE)
    wait_for(lambda: not alive(members))
