"""`make fidelity`: a row of the table from its simulations, and the page."""

import json
from pathlib import Path

import pytest

import fidelity.__main__ as command
from fidelity import row, rows, simulations
from workspace.paths import ROOT


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulations, "DATA_ROOT", str(tmp_path / "data"))
    monkeypatch.setattr(command, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(command, "PAGE", tmp_path / "fidelity.md")


def test_a_row_is_measured_and_written(tmp_path: Path) -> None:
    assert command.main(["sag"]) == 0
    page = (tmp_path / "fidelity.md").read_text()
    assert "| 0.390, 0.410 | 0.391, 0.411 | ± 0.005 | met |" in page
    assert "| −63.5, −72.6 | −63.5, −72.6 | ± 0.1 | met |" in page
    assert "## Small differences in meaning" in page


def test_rows_that_are_not_named_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter("abc")
    made_rows = {name: lambda: [rows.Row("q", "p", next(made))] for name in ("first", "second")}
    monkeypatch.setattr(command, "ROWS", made_rows)
    command.main([])
    command.main(["second"])
    page = command.PAGE.read_text()
    assert "| q | p | a |  |  |\n| q | p | c |  |  |" in page


def test_the_page_is_that_of_the_results_and_meets_what_is_published() -> None:
    results = json.loads((ROOT / "fidelity" / "results.json").read_text())
    assert set(results) == set(rows.ROWS)
    ordered = {name: results[name] for name in rows.ROWS}
    assert (ROOT / "docs" / "fidelity.md").read_text() == command.page(ordered)
    measured = [row for result in results.values() for row in result["rows"]]
    assert [row["quantity"] for row in measured if row["met"] is False] == []


def test_an_unknown_row_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["sagg"])
    assert "no row 'sagg'" in capsys.readouterr().err


def test_a_row_says_whether_every_value_is_within_its_tolerance() -> None:
    near = row.compared("q", [10.0, -0.5], [10.4, -0.6], ".1f", relative=0.04, absolute=0.1)
    assert near == ("q", "10.0, −0.5", "10.4, −0.6", "± 4 % ± 0.1", True)
    assert row.compared("q", [10.0, 1.0], [10.0, 1.2], ".1f", absolute=0.1).met is False
