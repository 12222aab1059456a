"""Run code that a user wrote: what it raises becomes one line that says where."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from workspace.errors import RunError, UserError

T = TypeVar("T")


def run_users_code(what: str, path: Path, code: Callable[[], T]) -> T:
    """Run `code` of the file `path`, which the message of an error calls `what`.

    Raises
    ------
    UserError : whatever else the code raises, in one line with the file and the line number
    """
    try:
        return code()
    except (UserError, RunError):
        raise
    except (Exception, SystemExit) as error:
        line = _line_number(error, path)
        where = path if line is None else f"{path}:{line}"
        message = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
        raise UserError(f"{what} {where}: {type(error).__name__}: {message}") from error


def _line_number(error: BaseException, path: Path) -> int | None:
    """Return the line of the file at which `error` arose, the innermost one."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.lineno for f in reversed(frames) if f.filename == str(path)), None)
