"""The examples of docs/extending.md work as they stand there, in a copy of the project."""

import json
import re
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.project import copy_project
from workspace.paths import ROOT

FILE = re.compile(r"^`(\S+)`:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = dict(FILE.findall((ROOT / "docs" / "extending.md").read_text()))
SPECS = [Path(name).stem for name in EXAMPLES if name.startswith("specs/")]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with all files of the page."""
    copy = tmp_path_factory.mktemp("project")
    copy_project(copy)
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
    assert SPECS == ["global", "gk", "shunt"]


def test_network(results: dict[str, Path]) -> None:
    spikes = recorded(results["global"], "intrnrn_spks")
    assert len(spikes) == 97
    assert np.isfinite(spikes[-1]).any()


def test_own_parameters_are_archived(results: dict[str, Path]) -> None:
    archive = json.loads((results["global"] / "global.json").read_text())
    assert (archive["global_peak"], archive["global_dc"]) == (0.1, 2e-3)
    assert (archive["N_stell"], archive["N_intrnrn"]) == (192, 97)


def test_own_vel_type(results: dict[str, Path]) -> None:
    right, left = recorded(results["global"], "stell_ext_dc_amp")
    expected = 2e-3 * np.sin(2 * np.pi * (np.arange(2000) + 0.0125) / 1000)
    np.testing.assert_allclose(right[:2000], expected, atol=2e-7)
    np.testing.assert_allclose(left, -right, atol=1e-9)


def test_own_network_is_measured_and_drawn_as_ours(project: Path, results: dict[str, Path]) -> None:
    command = [sys.executable, "-m", "analysis", "global", "--summary"]
    summary = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300)
    rings = "Bump speed (rad/s)", "Grid scale (cells)", "Field width (cells)"
    for measure in (*rings, "Global rate (Hz)", "Global theta locking"):
        line = re.search(rf"^ +{re.escape(measure)} +(.*)", summary.stdout, re.MULTILINE)
        assert line is not None, summary.stdout + summary.stderr
        assert np.isfinite(float(line[1].split()[0]))
    assert "theta of 10 Hz into the interneurons" in summary.stdout
    subprocess.run([*command[:-1]], cwd=project, check=True, timeout=300)
    drawn = {path.name for path in (results["global"] / "figures").iterdir()}
    names = "weights", "raster", "connectivity", "theta"
    assert {f"{name}_global.png" for name in names} <= drawn


def conformance(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "tests/conformance", "--conn_id", "global"]
    command += ["--specs", "specs/global.py", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=600)


def test_the_example_passes_the_conformance_tests(project: Path, results: dict[str, Path]) -> None:
    done = conformance(project, "--instr_id", "global")
    assert done.returncode == 0, done.stdout
    assert "7 passed" in done.stdout


def test_a_parameter_without_effect_fails_the_conformance_tests(
    project: Path, results: dict[str, Path]
) -> None:
    folder = project / "network_configs" / "instrumentations"
    own = """OWN_PARAMETERS = {
    "idle": Parameter(NUMBER, "nA", "nothing reads it", default=1),
"""
    text = (folder / "global_instr.py").read_text().replace("OWN_PARAMETERS = {\n", own)
    (folder / "idle_instr.py").write_text(text)
    done = conformance(project, "--instr_id", "idle", "-k", "own_parameters")
    assert done.returncode == 1
    assert "idle is in OWN_PARAMETERS, but has no effect on the voltages" in done.stdout


def test_own_parameters_are_in_the_table(project: Path) -> None:
    command = [sys.executable, "param.py"]
    table = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300).stdout
    assert re.search(r"^global_peak +0\.2 ", table, re.MULTILINE)


def test_recorder(results: dict[str, Path]) -> None:
    conductance = recorded(results["gk"], "stell_gk")
    assert conductance.shape == (384, 51)
    assert 0 < conductance.max() <= 0.011


def test_mechanism(results: dict[str, Path]) -> None:
    current = recorded(results["shunt"], "intrnrn_shunt")
    assert current.shape == (192, 51)
    assert current[:, 0] == pytest.approx(2e-4 * (-65 + 75))
