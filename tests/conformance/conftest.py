"""Which networks and inputs are tested: ours, or the one that the command line names."""

import pytest

from tests.tiny import NETWORKS

OURS = [(name, params.get("instr_id", "1d"), "") for name, params in NETWORKS.items()]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--conn_id", help="the network to test, in place of ours")
    parser.addoption("--instr_id", help="its input; default: the conn_id")
    parser.addoption("--specs", default="", help="specs file with what they need beside defaults")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    conn_id = metafunc.config.getoption("--conn_id", None)
    if "case" in metafunc.fixturenames:
        instr_id = metafunc.config.getoption("--instr_id", None) or conn_id
        specs = metafunc.config.getoption("--specs", "")
        cases = OURS if conn_id is None else [(conn_id, instr_id, specs)]
        metafunc.parametrize("case", cases, ids=[case[0] for case in cases])
