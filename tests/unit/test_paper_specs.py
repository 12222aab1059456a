"""The specs of the published experiments pass all checks, short and in full."""

from pathlib import Path

import pytest

from param import Param, mParam
from parameters.specs_file import SINGLE, SWEEP
from parameters.table import ROOT
from results.spec import load_spec

PAPER = ROOT / "specs" / "paper"
SPECS = sorted(PAPER.glob("*.py"))
SIZES = {  # of the published sweeps; experiments not named here are single simulations
    "fig1_sag": 5,
    "fig1_rebound": 5,
    "fig2_velocity_curve": 1200 * 4,
    "fig2_trajectory": 5,
    "fig4_field": 2,
    "fig4_shrink": 2 * 1000,
    "fig4_matched": 1000,
    "fig5_intrinsic": 2,
    "fig5_bias_by_g_h": 16,
    "fig5_inhibition_by_g_h": 21,
    "fig5_time_constants": 100,
    "fig5_map": 8000,
    "fig5_network": 2,
    "fig5_network_by_asymmetry": 18,
}
LONGEST_SHORT = 60_000  # ms of all simulations of a short version, the trajectory's 150 s apart
N_CHECKED = 20  # of a sweep in full


def entries(path: Path) -> dict:
    """The simulations of a specs file, {sim_num: input_params}."""
    if SWEEP in path.read_text():
        return load_spec(path, SWEEP).input_params
    return {"0": load_spec(path, SINGLE).input_params}


def in_full(path: Path, folder: Path) -> Path:
    """A copy of the specs file with FULL = True."""
    copy = folder / path.name
    copy.write_text(path.read_text().replace("\nFULL = False\n", "\nFULL = True\n"))
    return copy


@pytest.fixture(params=SPECS, ids=lambda path: path.stem)
def spec(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_every_sweep_of_the_table_has_a_file() -> None:
    assert set(SIZES) <= {path.stem for path in SPECS}


def test_short_version_passes_the_checks(spec: Path) -> None:
    simulations = entries(spec)
    if len(simulations) > 1:
        mParam().update_params(simulations)
    for input_params in simulations.values():
        Param().update_params(input_params)
        assert input_params["sim_id"] == spec.stem
    if spec.stem != "fig2_trajectory":
        assert sum(s["sim_dur"] for s in simulations.values()) <= LONGEST_SHORT


def test_published_version_passes_the_checks(spec: Path, tmp_path: Path) -> None:
    simulations = list(entries(in_full(spec, tmp_path)).values())
    assert len(simulations) == SIZES.get(spec.stem, 1)
    for input_params in simulations[:: max(len(simulations) // N_CHECKED, 1)]:
        Param().update_params(input_params)


def test_seeds_are_fixed(spec: Path) -> None:
    assert entries(spec) == entries(spec)
