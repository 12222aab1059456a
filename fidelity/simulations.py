"""Run the simulations that a row of the table needs, as a sweep with the Python API."""

from collections.abc import Mapping
from typing import Any

from gridcells import Sweep, run_sweep
from parameters.specs_file import SINGLE, SWEEP
from results.spec import load_spec
from workspace.paths import ROOT

DATA_ROOT = "data/fidelity"
PAPER = ROOT / "specs" / "paper"

InputParams = Mapping[str, Any]


def published(name: str) -> dict[str, dict[str, Any]]:
    """The simulations of specs/paper/{name}.py, {sim_num: input_params}; a single one is "0"."""
    path = PAPER / f"{name}.py"
    if f"def {SWEEP}" in path.read_text():
        return load_spec(path, SWEEP).input_params
    return {"0": load_spec(path, SINGLE).input_params}


def run_cases(name: str, simulations: Mapping[str, InputParams]) -> Sweep:
    """Run them as the sweep fidelity_{name}; those that are there with these parameters stay.

    Raises RunError where one fails.
    """
    sim_id = f"fidelity_{name}"
    labels = {"sim_id": sim_id, "data_root": DATA_ROOT, "show_progress_bar": False}
    sweep = {
        sim_num: dict(params) | labels | {"sim_num": sim_num}
        for sim_num, params in simulations.items()
    }
    return run_sweep(sweep, resume=True)
