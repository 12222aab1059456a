"""The outputs in docs/catalogue.md are those of the commands."""

import re

import pytest

from docs.commands import PAGE, filled


@pytest.mark.slow
def test_each_command_prints_what_the_page_shows():
    pytest.importorskip("pyarrow")
    page = PAGE.read_text()
    assert loosely(page) == loosely(filled(page)), "run python -m docs.commands"


def loosely(text):
    """Without sizes and counts: they differ with the version of HDF5 and with new parameters."""
    return re.sub(r" *\d+(\.\d)? ([KMG]?i?B|columns)\b", " SOME", text)
