"""The notebook of examples/ runs from its first cell to its last."""

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from workspace.paths import ROOT

NOTEBOOK = ROOT / "examples" / "ring.ipynb"
SETTINGS = 'sim_id, sim_dur, data_root = "example_ring", 1200, "data/"'


def test_the_notebook_runs_and_finds_bumps_that_travel_to_the_right(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    settings, *_, measured = (cell for cell in notebook.cells if cell.cell_type == "code")
    assert settings.source.startswith(SETTINGS)
    settings.source = f"sim_id, sim_dur, data_root = 'example_test', 1200, {str(tmp_path)!r}"
    NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": NOTEBOOK.parent}}
    ).execute()
    found = re.search(r"travel at (\S+) rad/s", measured.outputs[0].text)
    assert found is not None
    assert 1 < float(found[1]) < 5
    pictures = [
        o for c in notebook.cells for o in c.get("outputs", []) if "image/png" in o.get("data", {})
    ]
    assert len(pictures) == 1


def test_the_notebook_is_kept_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
