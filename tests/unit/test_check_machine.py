"""What the Makefile says of a machine that lacks something."""

import importlib.util
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import m_sim_setup
import s_sim_setup
from workspace import check_machine
from workspace.paths import ROOT


def test_nothing_is_missing_here() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "workspace" / "check_machine.py"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_old_python_is_told_how_to_name_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_machine, "OLDEST", (4, 0))
    (line,) = check_machine.missing()
    assert line.startswith("Python 4.0 or newer is needed, ")
    assert "make PYTHON=" in line


def test_the_package_of_venv_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (line,) = check_machine.missing()
    assert line.endswith(f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv")


@pytest.mark.skipif(sys.platform != "linux", reason="looked for on Linux only")
def test_the_package_of_the_shared_library_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values = {"INSTSONAME": "libpython9.9.so.1.0", "LIBDIR": str(tmp_path)}
    monkeypatch.setattr(sysconfig, "get_config_var", values.get)
    (line,) = check_machine.missing()
    assert line.endswith(f"apt install libpython{sys.version_info[0]}.{sys.version_info[1]}")
    (tmp_path / "libpython9.9.so.1.0").touch()
    assert list(check_machine.missing()) == []


def test_no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler -O2")
    (line,) = check_machine.missing()
    assert line == "no C++ compiler (no-such-compiler); on Debian and Ubuntu: apt install g++"


def test_a_path_with_a_space_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "my project" / "workspace" / "check_machine.py"
    script.parent.mkdir(parents=True)
    shutil.copy(check_machine.__file__, script)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith(f"make: the path '{tmp_path / 'my project'}' has a space")
    assert done.stderr.count("\n") == 1
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "my project" / ".venv"))
    for setup, specs in ((s_sim_setup, "s_template"), (m_sim_setup, "m_template")):
        assert setup.main([str(ROOT / "specs" / f"{specs}.py")]) == 2
        assert "has a space, with which NEURON cannot compile" in capsys.readouterr().err


def test_an_environment_of_another_python(tmp_path: Path) -> None:
    venv = str(tmp_path)
    assert check_machine.other_python(venv) == []
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.1.4\n")
    (line,) = check_machine.other_python(venv)
    assert "was made with Python 3.1.4" in line
    (tmp_path / "pyvenv.cfg").write_text(f"version = {sys.version.split()[0]}\n")
    assert check_machine.other_python(venv) == []
