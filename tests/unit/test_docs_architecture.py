"""docs/architecture.md names the packages in the order in which they may import each other."""

import re

from tests.unit.test_structure import FLOORS
from workspace.paths import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_table_has_the_packages_from_the_top_to_the_bottom():
    table = PAGE.partition("| package | what it does |")[2].partition("\n\n")[0]
    first_cells = re.findall(r"^\| (`.*?) \| ", table, re.MULTILINE)
    on_page = [
        {name.removesuffix(".py") for name in re.findall(r"`([\w.]+)`", cell)}
        for cell in first_cells
    ]
    assert on_page == [set(floor) for floor in reversed(FLOORS)]


def test_every_file_that_is_named_exists():
    named = re.findall(r"`((?:[\w-]+/)+[\w.-]+\.(?:py|mod))`", PAGE)
    assert len(named) > 15
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_folder_of_tests_is_named():
    folders = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py"))}
    assert folders == set(re.findall(r"^\| `tests/(\w+)` \|", PAGE, re.MULTILINE))
