"""The files of networks and inputs: what a user's own may say."""

import subprocess
import sys

import pytest

from parameters.config_files import available, load_config, load_instrumentation
from tests.conftest import OwnFile
from tests.refusals import refusal, updated
from workspace.paths import ROOT

NETWORK = "PARAMETERS = ()\ndef build_matrix(params): ...\n"
INPUT = "def setup_instrumentation(network): ...\n"


def test_parameters_are_checked_without_neuron() -> None:
    """NEURON takes a second, and its MPI library does not belong into the setup scripts."""
    code = (
        "import sys; from param import Param; from parameters.config_files import *\n"
        "for name in available('instr_id'): load_instrumentation(name)\n"
        "for name in available('conn_id'): load_config(name)\n"
        "Param().update_params({'sim_id': 'X'}); sys.exit('neuron' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_layers_hold_all_cells(own_file: OwnFile) -> None:
    text = "from parameters.layers import Layer\n" + NETWORK
    text += "def layers(params): return [Layer('S', 'stell', 3), Layer('I', 'intrnrn', 192)]\n"
    own_file("conn_id", "few", text)
    updated(conn_id="few", instr_id="stdn", N_stell=3)
    line = refusal(conn_id="few", instr_id="stdn", N_stell=4)
    assert line.startswith("N_stell: got 4 with conn_id 'few', expected N_stell = 3 (cells)")


def test_sizes_follow(own_file: OwnFile) -> None:
    text = "from parameters.config_files import Size\n" + NETWORK
    text += "def sizes(given):\n    n = given.get('N_intrnrn', 5)\n"
    text += "    return [Size('N_stell', 2 * n, '2 * N_intrnrn'), Size('N_intrnrn', n)]\n"
    own_file("conn_id", "twice", text)
    assert updated(conn_id="twice", instr_id="stdn", N_intrnrn=6)["N_stell"] == 12
    line = refusal(conn_id="twice", instr_id="stdn", N_intrnrn=6, N_stell=11)
    assert "expected N_stell = 2 * N_intrnrn = 12 (cells)" in line


def test_checks_of_a_network_and_of_an_input(own_file: OwnFile) -> None:
    check = "def checks(params):\n    if params['is_peak'] > {limit}: yield 'too high: {limit}'\n"
    own_file("conn_id", "low", NETWORK + check.format(limit=7))
    own_file("instr_id", "low", INPUT + check.format(limit=5))
    updated(conn_id="low", instr_id="low", is_peak=5)
    assert refusal(conn_id="low", instr_id="low", is_peak=6) == "too high: 5"
    assert refusal(conn_id="low", instr_id="low", is_peak=8) == "too high: 7"


def test_an_input_says_what_it_takes(own_file: OwnFile) -> None:
    text = INPUT + (
        "from parameters.kinds import POSITIVE\nfrom parameters.table import Parameter\n"
        "VEL_TYPES = {'const': None, 'theta-swing': None}\nINPUT_IDS = ('kick',)\n"
        "EXTRA_PARAMS = {'kick': {'at': Parameter(POSITIVE, 'ms', 'when')}}\n"
    )
    own_file("instr_id", "swing", text)
    assert updated(instr_id="swing", vel_type="theta-swing")["vel_type"] == "theta-swing"
    assert "did you mean 'theta-swing'?" in refusal(instr_id="swing", vel_type="theta_swing")
    assert "input_id False or 'kick'" in refusal(instr_id="swing", input_id="kik")
    assert "a number extra_params['at'], when (ms)" in refusal(instr_id="swing", input_id="kick")
    wrong = refusal(instr_id="swing", input_id="kick", extra_params={"at": 0})
    assert wrong == "extra_params['at']: got 0, expected a number > 0 (ms)"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import no_such_module\n", "my_config.py:1: ModuleNotFoundError: No module named"),
        ("x = 1\ny = x +\n", "my_config.py:2: SyntaxError: invalid syntax"),
        ("x = {}['a']\n", "my_config.py:1: KeyError: 'a'"),
        ("PARAMETERS = ()\n", "does not define build_matrix"),
    ],
)
def test_a_file_that_fails_is_named_with_its_line(own_file: OwnFile, text: str, line: str) -> None:
    own_file("conn_id", "my", text)
    message = refusal(conn_id="my")
    assert message.startswith("conn_id 'my':")
    assert line in message
    assert "\n" not in message


def test_nothing_is_listed_twice() -> None:
    for key in ("conn_id", "instr_id"):
        assert len(set(available(key))) == len(available(key)) > 3
    assert load_config("1d") is load_config("1d")
    assert load_instrumentation("1d") is load_instrumentation("1d")
