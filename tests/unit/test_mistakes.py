"""Several mistakes are reported together, with the specs file and the line where that is known."""

from pathlib import Path
from typing import Any

import pytest

import m_sim_setup
import s_sim_setup
from param import Param, mParam
from workspace.errors import UserError

SPECS = """\
def generate_input_params():
    params = {
        "sim_id": "X",
        "g_h_ba": 0,
        "sim_dur": -5,
        "record_handle_stell": {"stell_v": {"state": 3}},
    }
    params.update(n_phases="many")
    params["dt"] = 0
    params["dt"] = 0
    return params
"""


def mistakes(params: dict[str, Any]) -> list[str]:
    with pytest.raises(UserError) as caught:
        Param().update_params(params)
    return str(caught.value).splitlines()


def test_all_mistakes_in_values_are_reported() -> None:
    lines = mistakes({"g_h_ba": 0, "sim_dur": -5, "n_phases": "many", "dt": 0.0125})
    assert [line.partition(":")[0] for line in lines] == [
        "'g_h_ba'",
        "sim_id",
        "sim_dur",
        "n_phases",
    ]


def test_contradictions_of_network_times_and_inputs_are_reported() -> None:
    lines = mistakes({"sim_id": "X", "N_stell": 10, "recorder_dt": 0.03, "vel_type": "none such"})
    assert len(lines) >= 2
    assert any(line.startswith("recorder_dt") for line in lines)


def test_nothing_changes_where_one_value_is_wrong() -> None:
    params = Param()
    before = dict(params)
    with pytest.raises(UserError):
        params.update_params({"sim_id": "X", "g_h_bar": 0, "sim_dur": -5})
    assert params == before


def test_script_names_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "specs.py"
    path.write_text(SPECS)
    assert s_sim_setup.main([str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    where = [line.partition(": ")[2].partition(": ")[0] for line in lines]
    assert where == [f"{path}:4", f"{path}:5", f"{path}:6", f"{path}:8", f"{path}"]
    assert all(line.startswith("s_sim_setup: ") for line in lines)


def test_value_of_the_command_line_is_not_looked_for_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "specs.py"
    path.write_text('def generate_input_params():\n    return {"sim_id": "X", "dt": 0.025}\n')
    assert s_sim_setup.main([str(path), "--set", "recorder_dt=0.03"]) == 2
    assert capsys.readouterr().err.startswith("s_sim_setup: --set: recorder_dt: got 0.03")


def test_all_mistakes_of_the_command_line_are_reported_with_their_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "specs.py"
    path.write_text('def generate_input_params():\n    return {"sim_id": "X", "dt": 0.025}\n')
    assert s_sim_setup.main([str(path), "--set", "g_h_ba=0", "--set", "sim_dur=-5"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "s_sim_setup: --set: 'g_h_ba': unknown parameter; did you mean 'g_h_bar'?",
        "s_sim_setup: --set: sim_dur: got -5, expected a number > 0 (ms)",
    ]
    assert m_sim_setup.main([str(path), "--grid", "g_h_bar=0:-1:2"]) == 2
    assert capsys.readouterr().err == (
        "m_sim_setup: --grid: simulation '1': g_h_bar: got -1.0, expected a number >= 0 (S/cm²)\n"
    )
    assert m_sim_setup.main([str(path), "--grid", "dt=0:1:1"]) == 2
    assert capsys.readouterr().err.startswith("m_sim_setup: --grid: dt: got '0:1:1', expected")


def test_mistake_that_simulations_share_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {k: {"sim_id": "X", "sim_num": k, "sim_dur": -5, "dt": k or -1} for k in range(3)}
    with pytest.raises(UserError) as caught:
        mParam().update_params(given)
    first, *others = str(caught.value).splitlines()
    assert first.startswith("simulation 0 (and 2 others): sim_dur: got -5, expected")
    assert [line[:16] for line in others] == ["simulation 0: dt"]
    path = tmp_path / "specs.py"
    path.write_text(f"def generate_mult_input_params():\n    return {given!r}\n")
    assert m_sim_setup.main([str(path)]) == 2
    assert f"m_sim_setup: {path}: simulation 0 (and 2 others)" in capsys.readouterr().err
