"""The project in a folder whose path has letters beyond ASCII."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from results.reader import load_spikes
from tests.project import copy_project
from tests.runs import Bench
from workspace.paths import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, with its environment and its compiled mechanisms."""
    copy = tmp_path / "größe"
    copy_project(copy)
    (copy / ".venv").symlink_to(sys.prefix)
    (copy / "cache").mkdir()
    (copy / "cache" / "mechanisms").symlink_to(ROOT / "cache" / "mechanisms")
    return copy


def test_a_run_in_a_folder_with_other_letters(project: Path, bench: Bench) -> None:
    bench.simulate(n_cpus=2)
    python = str(project / ".venv" / "bin" / "python")
    done = subprocess.run(
        [python, "s_sim_setup.py", str(bench.specs(n_cpus=2, data_root="data"))],
        cwd=project,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    there = load_spikes(bench.sim_id, data_root=project / "data")
    assert all(map(np.array_equal, there, bench.spikes(), [True, True]))
