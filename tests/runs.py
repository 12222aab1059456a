"""Run the setup scripts as a user does, and look at what they leave."""

import hashlib
import json
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from results.reader import load_spikes
from workspace.paths import CACHE, ROOT

PATIENCE = 60.0  # s
PROGRESS = re.compile(r"\s*\d+%")  # a line of progress on stderr

SMALL_RING = {
    "N_per_sheet": 22,  # so that blocks of eight cells are cut on every number of processes
    "N_stell": 44,
    "N_intrnrn": 22,
    "n_phases": 22,
    "si_mean": 4,
    "is_mean": 7,
    "ii_mean": 7,
    "sim_dur": 100,
    "stell_init_noise": [20, 0, 0.05],
    "intrnrn_init_noise": [20, 0, 0.05],
    "stell_noise": [100, 0, 1e-3],
    "intrnrn_noise": [100, 0, 2e-3],
    "n_cpus": 1,
}


def wait_for(condition: Callable[[], Any]) -> None:
    """Wait until something holds; it must within a minute."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > give_up:
            raise TimeoutError(condition)
        time.sleep(0.02)


def listen_to_ctrl_c() -> None:
    """Undo what a shell does to commands in the background, where the tests may run."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Bench:
    """A place to run single simulations: specs files and data in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data_root = folder / "data"
        self.sim_id = f"test_{uuid.uuid4().hex[:12]}"  # the cache is shared with other runs

    @property
    def data(self) -> Path:
        return self.data_root / self.sim_id

    def specs(self, **overrides: Any) -> Path:
        """A specs file of the small ring with these parameters."""
        params = SMALL_RING | {"sim_id": self.sim_id, "data_root": str(self.data_root)} | overrides
        path = self.folder / "specs.py"
        text = json.dumps(params).replace("true", "True").replace("false", "False")
        path.write_text(
            f"def generate_input_params():\n    return {text.replace('null', 'None')}\n"
        )
        return path

    def command(self, *arguments: Any) -> list[str]:
        return [sys.executable, str(ROOT / "s_sim_setup.py"), *map(str, arguments)]

    def run(self, *arguments: Any) -> "subprocess.CompletedProcess[str]":
        """s_sim_setup.py with these arguments, from another folder than the project's."""
        return subprocess.run(
            self.command(*arguments), cwd=self.folder, capture_output=True, text=True, timeout=300
        )

    def start(self, *arguments: Any) -> "subprocess.Popen[str]":
        """The setup script with these arguments, in a session of its own."""
        return subprocess.Popen(
            self.command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=listen_to_ctrl_c,
        )

    def simulate(self, **overrides: Any) -> None:
        """Run the small ring with these parameters; it must succeed."""
        done = self.run(self.specs(**overrides), "-o")
        if done.returncode:
            raise RuntimeError(done.stderr)

    def spikes(self) -> tuple[np.ndarray, np.ndarray]:
        return load_spikes(self.sim_id, data_root=self.data_root)

    def spike_hash(self) -> str:
        return hashlib.sha256(b"".join(spikes.tobytes() for spikes in self.spikes())).hexdigest()

    def clear_cache(self) -> None:
        for name in self.left_in_cache():
            (CACHE / name).unlink()

    def left_in_cache(self) -> list[str]:
        return sorted(path.name for path in CACHE.glob(f"*{self.sim_id}*"))
