"""`--help` of all programs fits into a terminal of 80 columns."""

import importlib

import pytest

PROGRAMS = (
    "s_sim_setup",
    "m_sim_setup",
    "param",
    "analysis.__main__",
    "benchmarks.__main__",
    "calibration.__main__",
    "calibration.torus",
    "catalogue.__main__",
    "input_data.make_trajectory",
    "paper.__main__",
    "reports.__main__",
)


def help_of(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit, match="0"):
        importlib.import_module(name).main(["--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("name", PROGRAMS)
def test_help_fits_into_80_columns(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = help_of(name, monkeypatch, capsys).splitlines()
    assert [line for line in lines if len(line) > 80 and "  python -m" not in line] == []


def test_a_command_to_copy_stays_on_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = help_of("input_data.make_trajectory", monkeypatch, capsys)
    assert "\n    python -m input_data.make_trajectory field --arena 100,100 --dur 600000\n" in said
