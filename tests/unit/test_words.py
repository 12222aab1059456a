"""Numbers in the sentences that a user reads."""

import pytest

from workspace.words import counted


@pytest.mark.parametrize(
    ("n", "noun", "said"),
    [
        (0, "simulation", "0 simulations"),
        (1, "simulation", "1 simulation"),
        (2000, "run", "2,000 runs"),
        (1, "process", "1 process"),
        (2, "process", "2 processes"),
    ],
)
def test_counted(n: int, noun: str, said: str) -> None:
    assert counted(n, noun) == said
