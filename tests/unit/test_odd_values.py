"""What a specs file or a saved matrix can hold that nobody expects: one line, no traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from network_configs.connections.build import build_and_save, check_matrix
from network_configs.connections.conn_utils import check_memory
from param import Param
from parameters.specs_file import SINGLE, run_specs
from parameters.table import Parameters
from workspace.errors import UserError
from workspace.paths import ROOT, Workspace

DATACLASS = """
from __future__ import annotations
from dataclasses import asdict, dataclass

@dataclass
class Ring:
    sim_id: str = "X"
    sim_dur: float = 20

def generate_input_params():
    return asdict(Ring())
"""


def test_a_specs_file_may_define_a_dataclass() -> None:
    known = set(sys.modules)
    assert run_specs(DATACLASS.encode(), Path("x.py"), SINGLE) == {"sim_id": "X", "sim_dur": 20}
    assert set(sys.modules) <= known | {"dataclasses"}


def holding_itself() -> Any:
    params: dict[str, Any] = {}
    params["again"] = params
    return params


def deep() -> Any:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    return {"a": nested}


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (holding_itself, "nested more than 50 levels deep"),
        (deep, "nested more than 50 levels deep"),
        (lambda: {"a": 10**5000}, "extra_params: got a number too large to be written"),
        (lambda: 10**5000, "extra_params: got a number too large to be written"),
    ],
    ids=["recursion", "deep", "huge in a dict", "huge"],
)
def test_odd_values_are_one_line(make: Callable[[], Any], line: str) -> None:
    with pytest.raises(UserError, match=line):
        Param().update_params({"sim_id": "X", "extra_params": make()})


def test_a_huge_key_is_one_line() -> None:
    with pytest.raises(UserError, match="a number too large to be written: unknown parameter"):
        Param().update_params({"sim_id": "X", 10**5000: 1})  # type: ignore[dict-item]


def test_the_home_of_nobody_is_one_line() -> None:
    with pytest.raises(UserError, match=r"data_root: got '~no_such_user/x', expected a path"):
        Workspace("X", "~no_such_user/x")


def test_letters_that_an_ascii_python_cannot_write_are_one_line(tmp_path: Path) -> None:
    specs = tmp_path / "specs.py"
    params = {"sim_id": "X", "data_root": f"{tmp_path}/gr\u00f6\u00dfe"}
    specs.write_text(f"def generate_input_params():\n    return {params!a}\n")
    done = subprocess.run(
        [sys.executable, ROOT / "s_sim_setup.py", specs],
        capture_output=True,
        text=True,
        env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0"},
    )
    assert done.returncode == 2
    assert "needs UTF-8, and this Python runs with ASCII: unset PYTHONUTF8" in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["specs.py"]


@pytest.fixture
def matrix(tmp_path: Path) -> tuple[Path, Parameters]:
    given = Param()
    given.update_params({"sim_id": "X"})
    params = given.typed
    path = tmp_path / "matrix.hdf5"
    build_and_save(params, path)
    check_matrix(path, params)
    return path, params


@pytest.mark.parametrize("record", ["[1, 2]", "{nonsense", "3"])
def test_another_record_is_refused(matrix: tuple[Path, Parameters], record: str) -> None:
    path, params = matrix
    with h5py.File(path, "a") as file:
        file.attrs["parameters"] = record
    with pytest.raises(UserError, match="attribute parameters: expected a JSON object"):
        check_matrix(path, params)


def test_flipped_bytes_in_a_matrix_are_noticed(matrix: tuple[Path, Parameters]) -> None:
    path, params = matrix
    content = bytearray(path.read_bytes())
    for place in np.linspace(100, len(content) - 100, 40).astype(int):
        flipped = bytearray(content)
        flipped[place] ^= 0x10
        path.write_bytes(flipped)
        is_noticed = False
        try:
            check_matrix(path, params)
        except UserError:
            is_noticed = True
        assert is_noticed or same_content(path, bytes(content)), place


def same_content(path: Path, original: bytes) -> bool:
    """Whether the datasets are those of the original: the flipped byte was in an unused place."""
    other = path.with_name("original.hdf5")
    other.write_bytes(original)
    with h5py.File(path) as here, h5py.File(other) as there:
        names = ("indptr", "pre", "weight")
        return all(np.array_equal(here[name], there[name]) for name in names)


def test_a_network_that_does_not_fit_into_memory_is_refused(tmp_path: Path) -> None:
    check_memory(1000)
    size = 1_000_000
    params = Param()
    params.update_params(
        {"sim_id": "X", "N_per_sheet": size, "N_stell": 2 * size, "N_intrnrn": size}
    )
    with pytest.raises(UserError, match=r"N_stell \+ N_intrnrn: got 3000000 .* synapses need"):
        build_and_save(params.typed, tmp_path / "matrix.hdf5")
