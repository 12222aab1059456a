"""NEURON is imported without what it would load for notebooks alone."""

import subprocess
import sys

import pytest

from workspace.paths import ROOT

LOADED = """
import sys
{before}
from cells.lazy_neuron import import_neuron
assert import_neuron().Section
print(*(name for name in ("IPython", "bokeh") if sys.modules.get(name)))
import {package}
"""


@pytest.mark.parametrize("package", ["IPython", "bokeh"])
@pytest.mark.parametrize("before", ["", "import IPython"])
def test_only_a_notebook_gets_what_is_for_notebooks(package: str, before: str) -> None:
    pytest.importorskip(package)
    code = LOADED.format(before=before, package=package)
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert (package in said) == bool(before)
