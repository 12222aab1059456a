"""Run something in a process that is killed at its n-th file operation."""

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Audit events, which Python raises just before it does these.
OPERATIONS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"}
KILLED = 9


def kill_points(folder: Path, begin: Callable[[], None], act: Callable[[], None]) -> Iterator[int]:
    """Yield after each kill of `act`, at its first file operation, its second, and so on.

    `begin` sets the stage each time. The last time `act` comes to its end. Files are opened to be
    counted only below `folder`.
    """
    n, is_whole = 0, False
    while not is_whole:
        n += 1
        begin()
        is_whole = _run_killed_at(n, folder, act)
        yield n
    assert n > 5, "too few file operations were seen: does the hook still work?"


def _run_killed_at(n: int, folder: Path, act: Callable[[], None]) -> bool:
    """Return whether `act` came to its end before its n-th file operation."""
    child = os.fork()
    if child == 0:
        _kill_at(n, folder)
        try:
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, KILLED)
    return status == 0


def _kill_at(n: int, folder: Path) -> None:
    left = n

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event not in OPERATIONS:
            return
        if event == "open" and not str(arguments[0]).startswith(str(folder)):
            return
        left -= 1
        if left == 0:
            os._exit(KILLED)

    sys.addaudithook(hook)
