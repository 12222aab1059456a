"""The examples of docs/extending.md work as they stand there, in a copy of the project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from workspace.paths import ROOT

FILE = re.compile(r"^`(\S+)`:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = dict(FILE.findall((ROOT / "docs" / "extending.md").read_text()))
SPECS = [Path(name).stem for name in EXAMPLES if name.startswith("specs/")]
SOURCES = ("cells", "input_data", "network_configs", "simulation")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with all files of the page."""
    copy = tmp_path_factory.mktemp("project")
    for folder in SOURCES:
        ignored = shutil.ignore_patterns("__pycache__", "*.hdf5")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    for path in [*ROOT.glob("*.py"), *ROOT.glob("default_*.json")]:
        shutil.copy(path, copy)
    for name, text in EXAMPLES.items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text)
    return copy


@pytest.fixture(scope="module")
def results(project: Path) -> dict[str, Path]:
    """The data folder of each specs file, after it was run."""
    folders = {}
    for name in SPECS:
        command = [sys.executable, "s_sim_setup.py", f"specs/{name}.py"]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        folders[name] = project / "data" / name
    return folders


def recorded(folder: Path, data_id: str) -> np.ndarray:
    with h5py.File(folder / f"{data_id}_{folder.name}.hdf5") as file:
        return file[f"0/{data_id}"][:]


def test_every_example_is_found() -> None:
    assert SPECS == ["surround", "ramp", "gk", "shunt"]


def test_network(results: dict[str, Path]) -> None:
    spikes = recorded(results["surround"], "intrnrn_spks")
    assert len(spikes) == 64
    assert np.isfinite(spikes).any()


def test_input(results: dict[str, Path]) -> None:
    (ramp,) = recorded(results["ramp"], "stell_ext_dc_amp")
    expected = -3e-3 + 3e-3 * (np.arange(50) + 0.0125) / 50  # amp is that of the next step
    np.testing.assert_allclose(ramp, expected, atol=1e-8)


def test_recorder(results: dict[str, Path]) -> None:
    conductance = recorded(results["gk"], "stell_gk")
    assert conductance.shape == (384, 51)
    assert 0 < conductance.max() <= 0.011


def test_mechanism(results: dict[str, Path]) -> None:
    current = recorded(results["shunt"], "intrnrn_shunt")
    assert current.shape == (192, 51)
    assert current[:, 0] == pytest.approx(2e-4 * (-65 + 75))
