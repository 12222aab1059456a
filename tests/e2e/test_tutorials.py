"""The tutorials run from their first cell to their last; `make docs` shows these outputs.

What has run is kept in a folder of cache/ that belongs to the code as it is; the build of the
documentation takes it from there.
"""

import re
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor

from docs.generated_pages import notebook_cache
from workspace.paths import ROOT

TUTORIALS = ROOT / "docs" / "tutorials"
PICTURES = {"ring": 1, "sheet": 2, "sweep": 1, "trajectory": 1, "traces": 3, "python": 1}


def executed(path: Path) -> nbformat.NotebookNode:
    """The notebook with its outputs, run unless it has been with this code."""
    cache = get_cache(notebook_cache())
    cache.add_nb_to_project(str(path))
    executor = load_executor("local-serial", cache)
    result = executor.run_and_cache(filter_uris=[str(path)], timeout=300)
    failed = [*result.errored, *result.excepted]
    assert not failed, cache.get_project_record(str(path)).traceback
    match = cache.match_cache_notebook(nbformat.read(path, as_version=4))
    return cache.get_cache_bundle(match.pk).nb


def text_of(notebook: nbformat.NotebookNode) -> str:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in outputs)


def n_pictures(notebook: nbformat.NotebookNode) -> int:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return sum("image/png" in output.get("data", {}) for output in outputs)


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_a_tutorial_runs_and_draws(name: str) -> None:
    assert n_pictures(executed(TUTORIALS / f"{name}.ipynb")) == PICTURES[name]


@pytest.mark.slow
def test_the_current_decides_speed_and_direction_of_the_bumps() -> None:
    text = text_of(executed(TUTORIALS / "ring.ipynb"))
    speeds = {
        name: float(speed)
        for name, speed in re.findall(r"^(ring\w*) {'Bump speed \(rad/s\)': (\S+)}", text, re.M)
    }
    assert 0 < speeds["ring"] < speeds["ring_faster"]
    assert speeds["ring_back"] < 0


@pytest.mark.slow
def test_the_small_sheet_has_hexagonal_bumps_that_drift_east() -> None:
    text = text_of(executed(TUTORIALS / "sheet.ipynb"))
    measured = {n: float(v) for n, v in re.findall(r"'([^']+)': (-?[\d.]+)", text)}
    assert measured["Grid score"] > 0.8
    assert measured["Drift along x (cells/s)"] > 2 > abs(measured["Drift along y (cells/s)"])


def test_tutorials_are_kept_without_outputs() -> None:
    assert {path.stem for path in TUTORIALS.glob("*.ipynb")} == set(PICTURES)
    for name in PICTURES:
        notebook = nbformat.read(TUTORIALS / f"{name}.ipynb", as_version=4)
        assert not any(cell.get("outputs") for cell in notebook.cells)
