"""The pages written from docstrings are those of the code, and every page is in the navigation."""

from runpy import run_path

import pytest
import yaml

from workspace.paths import ROOT

DOCS = ROOT / "docs"
PAGES = run_path(str(DOCS / "pages.py"))["PAGES"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run python docs/pages.py"


def test_every_page_is_in_the_navigation():
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"]
    named = [page for entry in nav for page in entry.values()]
    assert sorted(named) == sorted(path.name for path in DOCS.glob("*.md"))


def test_every_figure_is_shown():
    text = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    for figure in (DOCS / "figures").iterdir():
        assert f"figures/{figure.name}" in text
