"""load_spec: specs files and archived parameter files, and one line for each mistake."""

import json
import sys
from pathlib import Path

import pytest

from param import Param, mParam
from parameters.specs_file import SWEEP
from parameters.table import ROOT
from results.spec import load_spec
from workspace.errors import UserError


def refusal(path: Path, function: str = "generate_input_params") -> str:
    with pytest.raises(UserError) as caught:
        load_spec(path, function)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def written(folder: Path, text: str, name: str = "my specs.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_specs_file_is_read_without_a_trace(tmp_path: Path) -> None:
    text = "# naïve\nSIM_ID = 'X'\ndef generate_input_params():\n    return {'sim_id': SIM_ID}\n"
    path = written(tmp_path, text)
    modules = set(sys.modules)
    spec = load_spec(path)
    assert spec.input_params == {"sim_id": "X"}
    assert spec.source == text.encode()
    assert spec.path == path
    assert list(tmp_path.iterdir()) == [path]
    assert set(sys.modules) == modules


def test_script_part_of_a_specs_file_does_not_run(tmp_path: Path) -> None:
    text = (
        "def generate_input_params():\n    return {'sim_id': 'X'}\n"
        "if __name__ == '__main__':\n    raise RuntimeError\n"
    )
    assert load_spec(str(written(tmp_path, text))).input_params == {"sim_id": "X"}


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "absent.py")
    (tmp_path / "folder.py").mkdir()
    assert "Is a directory" in refusal(tmp_path / "folder.py")


@pytest.mark.parametrize("name", ["specs.txt", "specs"])
def test_other_files_are_refused(tmp_path: Path, name: str) -> None:
    assert "expected a .py or an archived .json file" in refusal(written(tmp_path, "", name))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\ndef f(:\n", ".py:2: SyntaxError: "),
        ("x = 1\nimport no_such_module\n", ".py:2: ModuleNotFoundError: No module named"),
        (
            "def generate_input_params():\n    return {}['a\\nb']\n",
            ".py:2: KeyError: 'a\\nb'",
        ),
        (
            "def generate_input_params():\n    raise ValueError('one\\n  two')\n",
            ".py:2: ValueError: one two",
        ),
        ("import sys\nsys.exit(0)\n", ".py:2: SystemExit: 0"),
        ("def generate_input_params(x):\n    return {}\n", "TypeError: generate_input_params()"),
        ("x = 1\n", "no function generate_input_params()"),
        ("generate_input_params = 3\n", "no function generate_input_params()"),
        ("def generate_input_params():\n    pass\n", "returned None, expected a dict"),
        (
            "def generate_mult_input_params():\n    return {}\n",
            "no function generate_input_params(); run it with m_sim_setup.py",
        ),
    ],
)
def test_what_is_wrong_in_a_specs_file_is_said_in_one_line(
    tmp_path: Path, text: str, line: str
) -> None:
    assert line in refusal(written(tmp_path, text))


def test_single_specs_file_given_as_a_sweep(tmp_path: Path) -> None:
    path = written(tmp_path, "def generate_input_params():\n    return {}\n")
    expected = "no function generate_mult_input_params(); run it with s_sim_setup.py"
    assert expected in refusal(path, SWEEP)


def test_archived_run_gives_exactly_its_parameters(tmp_path: Path) -> None:
    params = Param()
    params.update_params({"sim_id": "X", "init_noise_seed": 7, "stell_const_dc": [1e-3, 0.1 + 0.2]})
    archive = {"params": params, "provenance": {"ranks": 2}}
    path = written(tmp_path, json.dumps(archive), "X.json")
    again = Param()
    again.update_params(load_spec(path).input_params)
    assert again == params


def test_archived_sweep_gives_exactly_its_parameters(tmp_path: Path) -> None:
    sweep = mParam()
    sweep.update_params({i: {"sim_id": "X", "sim_num": i, "g_h_bar": i / 3} for i in range(3)})
    path = written(tmp_path, json.dumps({"sweep": sweep, "provenance": {}}), "X.json")
    again = mParam()
    again.update_params(load_spec(path, SWEEP).input_params)
    assert again == sweep


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"params":\n {', ":2: not JSON: "),
        ("[1]", "got [1], expected a JSON object"),
        ("{}", "got {}, expected the parameters of a run, or {sim_num: parameters} of a sweep"),
        ('{"sim_dur": 100}', "'sim_dur': got 100, expected the parameters of a run, or"),
        ('{"params": 3}', "'params': got 3, expected the parameters of a run, or"),
        ('{"sweep": {}}', "got {}, expected the parameters of a run, or"),
        ('{"0": {"sim_id": "X"}}', "is the archive of a sweep; run it with m_sim_setup.py"),
        (
            '{"sim_id": "X", "colour": 1, "shape": 2}',
            "unknown parameters 'colour', 'shape'; remove or declare them",
        ),
    ],
)
def test_what_is_wrong_in_an_archive_is_said_in_one_line(
    tmp_path: Path, text: str, line: str
) -> None:
    assert line in refusal(written(tmp_path, text, "X.json"))


def test_archive_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "X.json"
    path.write_bytes(b"\xff\xfe\xfa\x81")
    assert "not JSON" in refusal(path)


def test_templates_hold_what_is_published() -> None:
    ring, sheet = Param(), Param()
    ring.update_params(load_spec(ROOT / "specs" / "s_template.py").input_params)
    assert (ring["sim_id"], ring["sim_dur"], ring["conn_id"]) == ("BaseModel", 2000, "1d")
    assert ring["stell_const_dc"] == [-2e-3, -7e-3]
    assert ring["show_progress_bar"]
    assert ring["n_cpus"] is None
    sheet.update_params(load_spec(ROOT / "specs" / "s_2d_template.py").input_params)
    assert (sheet["sim_id"], sheet["sim_dur"], sheet["conn_id"]) == ("BaseModel2D", 7000, "2d")
    assert sheet["N_stell"] + sheet["N_intrnrn"] == 25205
    sweep = mParam()
    sweep.update_params(load_spec(ROOT / "specs" / "m_template.py", SWEEP).input_params)
    assert list(sweep) == ["0", "1", "2"]
    assert {params["sim_id"] for params in sweep.values()} == {"mBaseModel"}
    assert {(p["sim_dur"], p["N_stell"]) for p in sweep.values()} == {(200, 392)}
