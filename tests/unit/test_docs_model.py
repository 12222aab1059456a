"""The values on docs/model.md are those of the mechanisms and of the defaults."""

import re

import pytest

from parameters.table import default_params
from workspace.paths import ROOT

PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
MOD = ROOT / "cells" / "mod"


def rows_of(mechanism):
    """(name, value) of each row of the table that begins with 'in `mechanism`'."""
    table = PAGE.partition(f"| in `{mechanism}` |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `(\w+)` \| (\S+) \|", table, re.MULTILINE)


@pytest.mark.parametrize("mechanism", ["stellate_mech.mod", "interneuron_mech.mod"])
def test_the_constants_are_those_of_the_mechanism(mechanism):
    block = re.search(r"PARAMETER \{(.*?)\n\}", (MOD / mechanism).read_text(), re.DOTALL)
    assert block is not None
    in_code = dict(re.findall(r"(\w+) = (\S+)", block[1]))
    on_page = dict(rows_of(mechanism))
    assert {name: float(value) for name, value in on_page.items()} == {
        name: float(value) for name, value in in_code.items()
    }


def test_the_defaults_are_those_of_the_parameters():
    found = re.findall(r"`(\w+)` = ([\d.]+)", PAGE) + re.findall(
        r"`(\w+_gmax)` \| ([\d.e-]+) \|", PAGE
    )
    assert len(found) == 13
    for name, value in found:
        assert float(value) == default_params()[name], name


def test_every_mechanism_is_named():
    assert {f"cells/mod/{path.name}" for path in MOD.glob("*.mod")} <= set(
        re.findall(r"`(cells/mod/\w+\.mod)`", PAGE)
    )


def test_equations_are_numbered_in_order():
    numbers = [int(number) for number in re.findall(r"^\((\d+)\)", PAGE, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
