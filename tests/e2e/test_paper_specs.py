"""Some of the published experiments, run as a user runs them, but shorter."""

import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from parameters.specs_file import SINGLE, SWEEP
from parameters.table import ROOT
from results.reader import load_data
from results.spec import load_spec

PAPER = ROOT / "specs" / "paper"
# The published initial noise drives interneurons beyond 10 V: a run must not end within it.
GENTLE = [20, 0, 0.05]  # ms, nA, nA
SHORT = {
    "sim_dur": 50,
    "n_cpus": 1,
    "stell_init_noise": GENTLE,
    "intrnrn_init_noise": GENTLE,
}
TURN = {"stell_dc": -2e-3, "dir_change_t": 25}


def run(script: str, held: str, content: Any, folder: Path) -> None:
    """Run parameters, as the archive of a run holds them."""
    path = folder / "archive.json"
    path.write_text(json.dumps({held: content}, default=float))
    command = [sys.executable, str(ROOT / script), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def place(tmp_path: Path) -> dict[str, Any]:
    return {"sim_id": f"test_{uuid.uuid4().hex[:12]}", "data_root": str(tmp_path)}


@pytest.mark.parametrize(
    ("name", "data_id", "n_cells"),
    [
        ("fig1_ring", "intrnrn_spks", 192),
        ("fig1_resonance", "stell_v", 1),
        ("motif_switch", "intrnrn_switch_pulse", 2),
    ],
)
def test_single(name: str, data_id: str, n_cells: int, place: dict[str, Any], tmp_path: Path):
    params = load_spec(PAPER / f"{name}.py", SINGLE).input_params | SHORT | place
    run("s_sim_setup.py", "params", params, tmp_path)
    assert len(load_data(data_id=data_id, **place)) == n_cells


@pytest.mark.parametrize(
    ("name", "data_id"), [("fig1_sag", "stell_v"), ("fig5_intrinsic", "stell_syn_inhib_g")]
)
def test_sweep(name: str, data_id: str, place: dict[str, Any], tmp_path: Path):
    sweep = {
        sim_num: params | SHORT | place | {"extra_params": params["extra_params"] | TURN}
        for sim_num, params in load_spec(PAPER / f"{name}.py", SWEEP).input_params.items()
    }
    run("m_sim_setup.py", "sweep", sweep, tmp_path)
    first, second = (load_data(data_id=data_id, sim_num=number, **place) for number in (0, 1))
    assert first.shape == second.shape
    assert (first[:, -1] != second[:, -1]).any() or name == "fig1_sag"  # its steps come later
