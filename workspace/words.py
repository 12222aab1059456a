"""Numbers in the sentences that a user reads."""


def counted(n: int, noun: str) -> str:
    """A number of things: 1 simulation, 2,000 simulations, 3 processes."""
    ending = "" if n == 1 else "es" if noun.endswith("s") else "s"
    return f"{n:,} {noun}{ending}"
