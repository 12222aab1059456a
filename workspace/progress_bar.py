"""Progress on stderr: a bar on a terminal, a line for every tenth elsewhere."""

import sys
import time
from threading import RLock
from typing import Any

from tqdm import tqdm

# Bars of one process: a lock shared with others would leave semaphores when it is killed.
tqdm.set_lock(RLock())
tqdm.monitor_interval = 0  # no thread that looks after bars which stand still
ROUNDING = 1e-9  # relative, of a sum of many steps


def progress_bar(total: float, numbers: str, columns: int | None = None, shown: bool = True) -> Any:
    """A bar with the methods of tqdm's; where stderr is no terminal it prints lines.

    Parameters
    ----------
    total : what `update` adds up to
    numbers : what stands beside the bar, in tqdm's format
    columns : width of the terminal that shows what this process prints, where stderr is a pipe
    shown : False for no output
    """
    if shown and not (columns or sys.stderr.isatty()):
        return Tenths(total, numbers)
    bar_format = "{percentage:3.0f}%|{bar}| " + numbers
    return tqdm(total=total, bar_format=bar_format, ncols=columns, disable=not shown)


class Tenths:
    """Takes the place of a bar in a file: prints a line whenever another tenth is done."""

    def __init__(self, total: float, numbers: str) -> None:
        self.total, self.n = total, 0.0
        self._format = "{percentage:3.0f}% " + numbers
        self._start, self._told, self._description = time.monotonic(), 0, ""

    def update(self, amount: float) -> None:
        """Add what has been done since the last time."""
        self.n += amount
        tenths = int(10 * self.n / self.total + ROUNDING)
        if tenths > self._told:
            self._told = tenths
            elapsed = time.monotonic() - self._start
            line = tqdm.format_meter(
                self.n, self.total, elapsed, prefix=self._description, bar_format=self._format
            )
            print(line, file=sys.stderr, flush=True)

    def set_description_str(self, description: str, refresh: bool = False) -> None:
        """Set what {desc} stands for."""
        self._description = description

    def refresh(self) -> None:
        """Nothing: a line is printed once."""

    def close(self) -> None:
        """Nothing: the lines stay."""
