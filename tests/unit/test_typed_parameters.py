"""mypy knows the names of the parameters and the types of their values."""

import re
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

from param import Param
from parameters.table import PARAMETERS, Parameters
from workspace.paths import ROOT

MISTAKES = '''
from typing import Annotated

from param import Param
from parameters.kinds import POSITIVE
from parameters.table import Parameter, Parameters


class MyParams(Parameters):
    """A user's own parameter beside ours."""

    swing: Annotated[float, Parameter(POSITIVE, "nA", "how far")]


def right(params: Parameters, mine: MyParams) -> float:
    params["sim_dur"] = 3.0
    cells: int = params["N_stell"]
    first: bool = params["record_handle_stell"]["stell_v"]["state"]
    return cells * params["dt"] + mine["swing"] + mine["is_peak"] + first


def wrong(params: Parameters, mine: MyParams) -> None:
    params["N_stel"]  # misspelt
    params["sim_dur"] = "3"  # not a number
    params["conn_id"] + 1  # text
    params["record_handle_stell"]["stell_v"]["stat"]  # misspelt
    params["stell_noise"] * 0.5  # a list
    mine["swin"]  # misspelt
    Param().typed["g_h"]  # misspelt
'''


@pytest.mark.slow
def test_mypy_finds_misspelt_keys_and_wrong_types(tmp_path: Path) -> None:
    file = tmp_path / "mistakes.py"
    file.write_text(MISTAKES)
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", str(tmp_path)]
    done = subprocess.run([*command, str(file)], cwd=ROOT, capture_output=True, text=True)
    found = {int(line) for line in re.findall(r"mistakes\.py:(\d+): error", done.stdout)}
    first = MISTAKES.splitlines().index('    params["N_stel"]  # misspelt') + 1
    assert found == set(range(first, first + 7)), done.stdout


def test_types_are_those_of_the_checked_values() -> None:
    params = Param()
    params.update_params({"sim_id": "X"})
    for name, hint in get_type_hints(Parameters).items():
        options = getattr(hint, "__args__", ()) if "|" in str(hint) else (hint,)
        origins = tuple(getattr(option, "__origin__", option) for option in options)
        literal = params[name] is False and "Literal[False]" in str(hint)
        kinds = tuple(origin for origin in origins if isinstance(origin, type))
        assert literal or isinstance(params[name], kinds), name


@pytest.mark.parametrize("name", ["n_cpus", "data_root", "show_progress_bar", "sim_date_time"])
def test_what_does_not_affect_the_results(name: str) -> None:
    assert not PARAMETERS[name].affects_results
    assert PARAMETERS["sim_dur"].affects_results
