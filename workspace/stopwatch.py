"""How long the stages of a run take."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up the seconds of each stage, which may come back.

    Attributes
    ----------
    seconds : {stage_s: s}
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Add the time of the block to that of the stage."""
        started = time.perf_counter()
        yield
        key = f"{stage}_s"
        self.seconds[key] = self.seconds.get(key, 0.0) + time.perf_counter() - started
