"""`python -m paper`: panels run, measure and draw; the page; the sizes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.figure import SubFigure

import paper.__main__ as command
from paper import fig1, page, row, runs
from paper.figure import Panel, PaperFigure
from paper.row import Row
from paper.runs import Runs, published, shortened, thinned
from workspace.paths import ROOT

KNOWN_DIFFERENCES = ["figure 4, the same currents", "figure 4, matched rates"]  # see the page
Draw = Callable[[SubFigure, Runs], list[Row]]


def _only(monkeypatch: pytest.MonkeyPatch, **panels: Draw) -> None:
    figures = {
        name: PaperFigure(name, "A title", "What it shows.", ((Panel(draw),),), (40,))
        for name, draw in panels.items()
    }
    monkeypatch.setattr(command, "FIGURES", figures)


def _sag_in(root: Path) -> Draw:
    def draw(panel: SubFigure, given: Runs) -> list[Row]:
        """Sag."""
        return fig1.sag(panel, Runs(given.full, given.simulator, None, str(root), given.dry))

    return draw


def _run(monkeypatch: pytest.MonkeyPatch, folder: Path, *argv: str) -> int:
    """The command with its page in this folder."""
    monkeypatch.setattr(page.Page, "of", classmethod(lambda cls, _: cls(folder)))
    return command.main(list(argv))


def test_a_figure_is_run_measured_drawn_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(monkeypatch, fig1=_sag_in(tmp_path / "data"))
    assert _run(monkeypatch, tmp_path, "fig1") == 0
    text = (tmp_path / "reproducing.md").read_text()
    assert "| 0.390, 0.410 | 0.391, 0.411 | ± 0.005 | met |" in text
    assert "| −63.5, −72.6 | −63.5, −72.6 | ± 0.1 | met |" in text
    assert "![Figure 1: A title](fig1.png)" in text
    assert "## Small differences in meaning" in text
    assert (tmp_path / "fig1.png").stat().st_size > 5000
    before = (tmp_path / "data" / "fig1_sag" / "fig1_sag.json").stat().st_mtime_ns
    assert _run(monkeypatch, tmp_path) == 0
    assert (tmp_path / "data" / "fig1_sag" / "fig1_sag.json").stat().st_mtime_ns == before


def test_a_dry_run_tells_what_would_run_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _only(monkeypatch, fig1=_sag_in(tmp_path / "data"))
    assert _run(monkeypatch, tmp_path, "--dry_run") == 0
    out = capsys.readouterr().out
    assert "fig1_sag, 0 of 5 simulations are finished" in out
    assert "time " in out
    assert not list(tmp_path.iterdir())


def test_figures_that_are_not_named_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = iter("abc")

    def draw(panel: SubFigure, given: Runs) -> list[Row]:
        """Nothing."""
        return [Row("q", "p", next(made), "± 1 %", False)]

    _only(monkeypatch, fig1=draw, fig2=draw)
    _run(monkeypatch, tmp_path)
    _run(monkeypatch, tmp_path, "fig2")
    text = (tmp_path / "reproducing.md").read_text()
    assert [line for line in text.splitlines() if line.startswith("| q |")] == [
        "| q | p | a | ± 1 % | **not met** |",
        "| q | p | c | ± 1 % | **not met** |",
    ]


def test_the_figures_of_the_paper_are_all_on_the_page_and_what_is_published_is_met() -> None:
    text = (ROOT / "docs" / "reproducing.md").read_text()
    for figure in command.FIGURES.values():
        assert f"](figures/paper/{figure.name}.png)" in text
        assert (ROOT / "docs" / "figures" / "paper" / f"{figure.name}.png").exists()
        assert figure.text in text
    not_met = [line.split("|")[1].strip() for line in text.splitlines() if "**not met**" in line]
    assert [quantity.split(":")[0] for quantity in not_met] == KNOWN_DIFFERENCES
    for value in ("95.98, 48.00", "43.69, 21.86", "7.973", "7.80", "2.47e−04, 4.19e−05"):
        assert f"| {value} |" in text
    for value in ("61.29, 26.06", "10.94", "0.232, 2.088", "1.29e-04", "2.27e-06", "1.16", "1.00"):
        assert f"| {value} |" in text


def test_an_unknown_figure_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["fig9"])
    assert "no figure 'fig9'" in capsys.readouterr().err


def test_sizes_are_those_of_the_paper_or_a_part_of_them() -> None:
    cases = published("fig5_map")
    assert len(cases) == 8000
    assert {params["sim_dur"] for params in cases.values()} == {80_000}
    some = thinned(cases, (16, 4), (500, 5))
    assert len(some) == 20
    assert {"0", "499", "7999"} <= set(some)
    assert sorted({params["g_h_bar"] for params in some.values()}) == pytest.approx(
        [0, 0.0005, 0.001, 0.0015]
    )
    short = shortened(cases["0"], 40_000)
    assert (short["sim_dur"], short["extra_params"]["dir_change_t"]) == (40_000, 20_000)
    assert cases["0"]["extra_params"]["dir_change_t"] == 40_000


def test_every_published_experiment_is_part_of_a_figure() -> None:
    texts = "".join(path.read_text() for path in (ROOT / "paper").glob("*.py"))
    names = {path.stem for path in runs.SPECS.glob("*.py")} - {"fig5_network"}  # a part of a sweep
    sized = {"fig1_sheet_east", "fig1_sheet_north", "fig1_size_large", "fig1_size_small"}
    assert {name for name in names - sized if f'"{name}"' not in texts} == set()


def test_a_row_says_whether_every_value_is_within_its_tolerance() -> None:
    near = row.compared("q", [10.0, -0.5], [10.4, -0.6], ".1f", relative=0.04, absolute=0.1)
    assert near == ("q", "10.0, −0.5", "10.4, −0.6", "± 4 % ± 0.1", True)
    assert row.compared("q", [10.0, 1.0], [10.0, 1.2], ".1f", absolute=0.1).met is False


def test_results_are_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _only(monkeypatch, motif=_sag_in(tmp_path / "data"))
    _run(monkeypatch, tmp_path)
    results = json.loads((tmp_path / "results.json").read_text())
    assert {"rows", "core_seconds", "made", "commit", "machine"} == set(results["motif"])


def test_ctrl_c_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(panel: SubFigure, given: Runs) -> list[Row]:
        """A panel."""
        raise KeyboardInterrupt

    _only(monkeypatch, fig1=interrupted)
    assert _run(monkeypatch, tmp_path) == 130
    assert "paper: interrupted; what has been simulated is kept" in capsys.readouterr().err
