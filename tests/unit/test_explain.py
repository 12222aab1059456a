"""python param.py NAME explains a parameter, --search finds some."""

import io
import subprocess
import sys

import pytest

import param
from parameters.kinds import NOT_NEGATIVE
from parameters.table import PARAMETERS
from workspace.paths import ROOT


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert param.main(argv) == 0
    return capsys.readouterr().out


def test_explains_a_parameter(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "g_h_bar")
    assert out.startswith("g_h_bar: maximal HCN conductance\n")
    for part in ("0.0015", "S/cm²", "a number >= 0", "0 to 0.05", "--set g_h_bar=VALUE"):
        assert part in out
    assert "1d, asym" in said(capsys, "is_mean").replace("2d, ", "")
    assert "do not depend on it" in said(capsys, "n_cpus")


def test_explains_recorders_and_extra_params(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "stell_v")
    assert "membrane potential" in out
    assert "--set record_handle_stell.stell_v.state=true" in out
    assert "instr_id stdn" in said(capsys, "extra_params.amp2")


def test_search_finds_by_name_and_by_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    names = [line.split()[0] for line in said(capsys, "--search", "Noise").splitlines()]
    assert {"stell_noise", "noise_seed", "init_noise_seed"} <= set(names)
    assert "g_h_bar" in said(capsys, "--search", "hcn")


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (("g_h_ba",), "param: 'g_h_ba': unknown parameter; did you mean 'g_h_bar'?"),
        (("--search", "zebra"), "param: --search: no parameter has 'zebra'"),
    ],
)
def test_nothing_found_is_status_2(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], line: str
) -> None:
    assert param.main(argv) == 2
    assert line in capsys.readouterr().err


def test_without_arguments_all_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys)
    assert all(f"{name} " in text for name in PARAMETERS)


@pytest.mark.parametrize("arguments", ["", "g_h_bar", "--search e"])
def test_a_reader_that_has_enough_is_no_error(arguments: str) -> None:
    command = f"{sys.executable} param.py {arguments} | true"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    "name", [name for name, parameter in PARAMETERS.items() if parameter.kind is NOT_NEGATIVE]
)
def test_what_must_not_be_negative_is_not_usual_below_0(name: str) -> None:
    assert (PARAMETERS[name].typical or (0, 0))[0] >= 0


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("arguments", [[], ["--search", "noise"]])
def test_no_line_is_longer_than_the_terminal(
    columns: int, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    monkeypatch.setenv("COLUMNS", str(columns))
    assert param.main(arguments) == 0
    assert max(map(len, terminal.getvalue().splitlines())) <= columns
