"""docs/own_cells.md: cells in a fresh interpreter, and the example of a user's own files."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from workspace.paths import ROOT

PAGE = (ROOT / "docs" / "own_cells.md").read_text()
FILE = re.compile(r"^`(\S+)`:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PACKAGES = [path.parent.name for path in ROOT.glob("[a-z]*/__init__.py")]
FIRES = """
import sys
from cells.{module} import {kind}
from neuron import h
h.load_file("stdrun.hoc")
cell = {kind}()
synapse = h.Exp2Syn(cell.soma(0.5))
clamp = h.IClamp(cell.soma(0.5))
clamp.dur, clamp.amp = 1e9, 3e-3
if {cvode}:
    h.cvode.active(1)
    h.cvode.atol(1e-7)
else:
    h.dt = 0.0025
    h.steps_per_ms = 400
times = h.Vector()
source = cell.spike_source()
source.record(times)
h.finitialize(-65)
h.continuerun(400)
print(*times)
"""


def python(code: str, folder: Path = ROOT) -> str:
    """What a fresh interpreter in this folder prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_notebook_example() -> None:
    (code,) = re.findall(r"## Cells in a notebook.*?```python\n(.*?)```", PAGE, re.DOTALL)
    samples, low, high = re.findall(r"-?[\d.]+", python(code))
    assert int(samples) == 28001
    assert float(low) < -65
    assert 10 < float(high) < 60


@pytest.mark.parametrize(
    ("module", "kind"), [("stellate", "Stellate"), ("interneuron", "Interneuron")]
)
def test_cvode_fires_where_a_small_fixed_step_does(module: str, kind: str) -> None:
    trains = [
        np.array(python(FIRES.format(module=module, kind=kind, cvode=cvode)).split(), float)
        for cvode in (True, False)
    ]
    with_cvode, fixed = (np.diff(train[5:]).mean() for train in trains)
    assert len(trains[0]) > 15
    assert with_cvode == pytest.approx(fixed, rel=2e-3)


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("cell.inhb_syn", "OrderFreeSyn"),
        ("cell.ext_dc", "NoisyClamp"),
        ("cell.insert_theta(1e-4, 0.01, 0)", "i_theta"),
    ],
)
def test_cvode_is_refused_by_name(part: str, name: str) -> None:
    code = f"""
from cells.interneuron import Interneuron
from neuron import h
cell = Interneuron()
{part}
try:
    h.CVode().active(1)
except RuntimeError as error:
    print(error)
"""
    assert f"{name} cannot be used with CVODE" in python(code)


@pytest.fixture(scope="module")
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the files of the page, in which its specs file has run."""
    copy = tmp_path_factory.mktemp("project")
    for folder in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "*.hdf5")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    for path in [*ROOT.glob("*.py"), *ROOT.glob("default_*.json")]:
        shutil.copy(path, copy)
    for name, text in FILE.findall(PAGE):
        assert not (copy / name).exists()  # nothing of ours is edited
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text)
    command = [sys.executable, "s_sim_setup.py", "specs/mcurrent.py"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return copy


def recorded(project: Path, data_id: str) -> np.ndarray:
    with h5py.File(project / "data" / "mcurrent" / f"{data_id}_mcurrent.hdf5") as file:
        assert file[f"0/{data_id}"].attrs["unit"]
        return file[f"0/{data_id}"][:]


def test_own_mechanism_cell_and_data_id(own_files: Path) -> None:
    current, voltage = recorded(own_files, "stell_m_i"), recorded(own_files, "stell_v")
    assert current.shape == voltage.shape
    opened = 1e-4 * (voltage + 90)  # S/cm2, mV: the current with the gate wide open
    assert np.all(current[:, 1:] > 0)
    assert np.all(current[:, 50:] < opened[:, 50:] + 1e-4)


def test_own_synapse_gets_the_spikes(own_files: Path) -> None:
    spikes = recorded(own_files, "intrnrn_spks")
    (conductance,) = recorded(own_files, "stell_syn_inhib_g")
    first = np.nanmin(spikes)
    assert np.all(conductance[: int(first)] == 0)
    assert conductance.max() > 0


def test_own_noise_and_theta_move_the_cell(own_files: Path) -> None:
    (voltage,) = recorded(own_files, "stell_v")
    assert np.std(voltage[100:]) > 0.3  # mV


def test_a_class_of_no_population_is_refused(own_files: Path) -> None:
    config = own_files / "network_configs" / "connections" / "mcurrent_config.py"
    wrong = config.with_name("wrong_config.py")
    wrong.write_text(config.read_text().replace('{"stell": MStellate}', '{"stel": MStellate}'))
    code = """
from network_configs.network_init import cell_classes
from workspace.errors import UserError
try:
    cell_classes("wrong")
except UserError as error:
    print(error)
"""
    said = python(code, own_files)
    wrong.unlink()
    assert "CELLS has 'stel', expected 'stell' or 'intrnrn'" in said
