"""What the shell is told when a user presses Tab."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.many import make_many
from workspace.paths import ROOT


def completions(line: str, folder: Path) -> list[str]:
    """What may follow in this line of a shell, as argcomplete's hook of the shell asks for it."""
    answer = folder / "answer"
    asked = {
        "_ARGCOMPLETE": "3" if " -m " in line else "2",  # how many words are the program
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SHELL": "bash",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    program = line.split()[1:3] if " -m " in line else [str(ROOT / line.split()[1])]
    place = {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, *program]
    subprocess.run(command, env=os.environ | asked | place, cwd=folder, check=True)
    return [found.strip() for found in answer.read_text().splitlines()]


@pytest.mark.parametrize("script", ["s_sim_setup.py", "m_sim_setup.py"])
def test_options_parameters_and_specs_files(script: str, tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    for name in ("ring.py", "ring.txt", "old.json"):
        (tmp_path / "specs" / name).write_text("")
    assert completions(f"python {script} --dry", tmp_path) == ["--dry_run"]
    assert completions(f"python {script} X --set g_h", tmp_path) == ["g_h_bar="]
    assert completions(f"python {script} specs/r", tmp_path) == ["specs/ring.py"]
    assert completions(f"python {script} spe", tmp_path) == ["specs/"]


def test_parameters_of_a_grid(tmp_path: Path) -> None:
    assert completions("python m_sim_setup.py X --grid noise_s", tmp_path) == ["noise_seed="]


def test_parameters_to_explain(tmp_path: Path) -> None:
    assert completions("python param.py g_h", tmp_path) == ["g_h_bar"]


@pytest.mark.parametrize("program", ["analysis", "reports", "catalogue rm", "catalogue diff"])
def test_sim_ids(program: str, tmp_path: Path) -> None:
    make_many(tmp_path)
    line = f"python -m {program} --data_root {tmp_path} run_0"
    assert sorted(completions(line, tmp_path)) == [f"run_0{k}" for k in range(10)]
