"""The errors that end in one line: what the user can mend (status 2) and runs that failed (1)."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

INTERRUPTED = 130  # exit status after Ctrl-C
UTF8 = "unset PYTHONUTF8, or set LC_ALL=C.UTF-8"
INCOMPLETE = 3  # exit status of --resume --no_run while nothing has failed but not all is finished


class UserError(Exception):
    """Something the user gave is wrong; nothing was written. Exit status 2."""

    exit_status = 2


class RunError(Exception):
    """A run that was started has failed; the old data are untouched. Exit status 1."""

    exit_status = 1


class Mistakes:
    """Gathers independent mistakes of the user, so that they are reported together, a line each."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Keep what the block raises as UserError."""
        try:
            yield
        except UserError as error:
            self.lines += str(error).splitlines()

    def raise_any(self) -> None:
        """Raise UserError if there was a mistake."""
        if self.lines:
            raise UserError("\n".join(self.lines))


def in_one_line(script: str, run: Callable[[], int], on_interrupt: str) -> int:
    """Run what a script does and return its exit status; an error is one line on stderr.

    Several independent mistakes are a line each.

    Parameters
    ----------
    script : its name, with which the line begins
    on_interrupt : what to say after Ctrl-C
    """
    try:
        return run()
    except (UserError, RunError) as error:
        line, status = str(error), error.exit_status
    except OSError as error:
        line, status = str(error), RunError.exit_status  # no permission, no room
    except MemoryError as error:
        line, status = f"not enough memory: {error}", RunError.exit_status
    except UnicodeEncodeError as error:
        if sys.getfilesystemencoding() == "utf-8":
            raise
        characters = error.object[error.start : error.end]
        line = f"{characters!r} needs UTF-8, and this Python runs with ASCII: {UTF8}"
        status = UserError.exit_status
    except KeyboardInterrupt:
        line, status = f"interrupted; {on_interrupt}", INTERRUPTED
        print(file=sys.stderr)  # below the progress bar
    for part in line.splitlines() or [""]:
        print(f"{script}: {part}", file=sys.stderr)
    return status


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """End the block without an error if the reader of stdout has enough, as `head` has."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until the block has ended."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
