"""A line of the table: a published value, ours, and whether they agree."""

from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """A line of the table; `met` is None where nothing is published to compare with."""

    quantity: str
    published: str
    measured: str
    tolerance: str = ""
    met: bool | None = None


def compared(
    quantity: str,
    published: Sequence[float],
    measured: Sequence[float],
    form: str,
    relative: float = 0.0,
    absolute: float = 0.0,
) -> Row:
    """A row whose values agree when each is within a tolerance of the published one.

    Parameters
    ----------
    quantity : str
        What is compared, with its unit.
    published, measured : sequence of float
        Values, pairwise.
    form : str
        Format of the values, such as ".2f".
    relative : float
        Tolerance as a part of the published value.
    absolute : float
        Tolerance in the unit of the quantity; the tolerances add up.

    Returns
    -------
    Row
        With its verdict.
    """
    met = all(
        abs(ours - theirs) <= relative * abs(theirs) + absolute
        for theirs, ours in zip(published, measured, strict=True)
    )
    parts = [f"{100 * relative:g} %"] if relative else []
    parts += [f"{absolute:g}"] if absolute else []
    return Row(
        quantity,
        listed(published, form),
        listed(measured, form),
        "± " + " ± ".join(parts),
        met,
    )


def listed(values: Sequence[float], form: str) -> str:
    """Numbers with a typographic minus, separated by commas."""
    return ", ".join(f"{value:{form}}".replace("-", "−") for value in values)
