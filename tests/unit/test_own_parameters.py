"""Users' own parameters: of a network, of an input, or added to the JSON files of the defaults."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from parameters import own, table
from parameters.explain import explain, search
from sweeps.member import simulation_hash
from tests.conftest import OwnFile
from tests.refusals import refusal, updated
from workspace.paths import ROOT

DECLARED = """
from parameters.kinds import POSITIVE
from parameters.table import Parameter

PARAMETERS = ()
def build_matrix(params): ...
OWN_PARAMETERS = {"swing": Parameter(POSITIVE, "nA", "how far", default=0.5)}
"""
ADDED = {"own_number": 3, "own_text": "a", "own_flag": False, "own_list": [1], "own_any": None}


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_file: OwnFile) -> Iterator[None]:
    """Defaults with parameters of a user's own; own_file clears what was remembered of others."""
    for name, more in zip(table.DEFAULT_FILES, ({}, ADDED), strict=True):
        defaults = json.loads((ROOT / name).read_text(encoding="utf-8"))
        (tmp_path / name).write_text(json.dumps(defaults | more))
    monkeypatch.setattr(table, "ROOT", tmp_path)
    table.default_params.cache_clear()
    monkeypatch.setattr(own, "default_params", table.default_params)
    own_file("conn_id", "unused", DECLARED)
    yield
    monkeypatch.undo()
    table.default_params.cache_clear()


def test_a_network_declares_a_parameter(own_file: OwnFile) -> None:
    own_file("conn_id", "mine", DECLARED)
    of_mine = {"conn_id": "mine", "instr_id": "stdn"}
    assert updated(**of_mine)["swing"] == 0.5
    assert updated(**of_mine, swing=2)["swing"] == 2
    assert refusal(**of_mine, swing=-1) == "swing: got -1, expected a number > 0 (nA)"
    assert "did you mean 'swing'?" in refusal(**of_mine, swings=1)
    assert "unknown parameter" in refusal(swing=1)
    assert simulation_hash(updated(**of_mine)) != simulation_hash(updated(**of_mine, swing=2))
    assert "0.5 nA" in search("swing")
    assert "conn_id mine" in explain("swing")


def test_our_names_cannot_be_declared_again(own_file: OwnFile) -> None:
    own_file("conn_id", "mine", DECLARED.replace("swing", "is_peak"))
    assert "OWN_PARAMETERS has 'is_peak', expected a new name" in refusal(conn_id="mine")


@pytest.mark.usefixtures("added")
def test_a_key_of_the_json_files_is_a_parameter() -> None:
    assert {name: updated()[name] for name in ADDED} == ADDED
    given = {"own_number": 2.5, "own_text": "b", "own_flag": True, "own_list": [], "own_any": {}}
    params = updated(**given)
    assert {name: params[name] for name in ADDED} == given
    assert simulation_hash(params) != simulation_hash(updated())
    assert refusal(own_number="2") == "own_number: got '2', expected a number"
    assert refusal(own_flag=1) == "own_flag: got 1, expected true or false"
    assert refusal(own_list=1) == "own_list: got 1, expected a list"
    assert "did you mean 'own_text'?" in refusal(own_txt="c")
    assert "own_number  3" in search("own_number")
