"""Unit tests take milliseconds: they start no compiler and do not load NEURON."""

import sys

import pytest


@pytest.fixture(autouse=True)
def _no_neuron(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `import neuron` fail, in whatever order the test tiers run."""
    monkeypatch.setitem(sys.modules, "neuron", None)
