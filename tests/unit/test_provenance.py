"""What an archive says of the mechanisms that made it, and what a rerun says of others."""

import pytest

from simulation import provenance


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "build_hash", lambda: "a" * 16)
    monkeypatch.setattr(provenance, "facts", lambda: {"compiler": "g++ 12.2.0"})
    monkeypatch.setattr(provenance.kernel, "build_hash", lambda: "f" * 16)


def test_the_compiler_is_stated_in_words() -> None:
    assert provenance.provenance()["compiler"] == "g++ 12.2.0"


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ({}, ""),
        ({"mechanisms": "a" * 16, "compiler": "g++ 12.2.0"}, ""),
        (
            {"mechanisms": "b" * 16, "compiler": "g++ 16.0.1"},
            "compiler g++ 16.0.1; now g++ 12.2.0",
        ),
        ({"mechanisms": "b" * 16}, "source, NEURON, flags or CPU"),
    ],
)
def test_other_mechanisms_are_told_with_the_compiler(origin: dict[str, str], expected: str) -> None:
    assert provenance.other_mechanisms(origin) == expected


def test_the_fused_solver_matters_to_its_own_results_alone() -> None:
    origin = {"mechanisms": "a" * 16, "fused_solver": "e" * 16, "compiler": "g++ 12.2.0"}
    assert provenance.other_mechanisms(origin) == ""
    assert provenance.other_mechanisms(origin, is_fused=True) == "source, NEURON, flags or CPU"
