"""A measured number that knows its definition and, where there is none, the reason."""

import math
import re


class Measured(float):
    """A number, used like any float.

    Attributes
    ----------
    definition : str
        How it was measured: from what, over which time, whose definition.
    reason : str
        Why there is no number, where it is NaN; otherwise empty.

    Examples
    --------
    >>> speed = Measured(2.8, "slope of the decoded phase, 1000 to 5800 ms")
    >>> speed > 2
    True
    >>> Measured.missing("the six peaks round the centre", "fewer than six peaks").reason
    'fewer than six peaks'
    """

    definition: str
    reason: str

    def __new__(cls, value: float, definition: str, reason: str = "undefined") -> "Measured":
        """Hold `value`; `reason` is kept only where it is NaN."""
        measured = super().__new__(cls, value)
        measured.definition = definition
        measured.reason = reason if math.isnan(value) else ""
        return measured

    @classmethod
    def missing(cls, definition: str, reason: str) -> "Measured":
        """What could not be measured: NaN and the reason."""
        return cls(math.nan, definition, reason)

    def __getnewargs__(self) -> tuple[float, str, str]:  # type: ignore[override]
        return float(self), self.definition, self.reason


def short_name(name: str) -> str:
    """The name of a measure as that of a file or a column: "Bump speed (rad/s)" as bump_speed.

    It is without the unit, but with what tells measures apart.
    """
    words = re.sub(
        r" \((rad|rad/s|ms|cells|cells/s|degrees|cm|cm2|bits/spike|Hz|mV|uS)\)$", "", name
    )
    return re.sub(r"[^a-z0-9]+", "_", words.lower().replace("%", "per cent")).strip("_")
