"""The command that runs when a simulation or a sweep has ended."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from workspace.errors import RunError, UserError
from workspace.on_end import told_at_end

SAY = 'echo "$SIM_ID|$STATUS|$MESSAGE" > "{}"'


def said_after(error: BaseException | None, folder: Path) -> str:
    """What the command has found in its environment; empty where it did not run."""
    file = folder / "said"
    expected: AbstractContextManager[Any] = (
        nullcontext() if error is None else pytest.raises(type(error))
    )
    with expected, told_at_end(SAY.format(file), "X"):
        if error is not None:
            raise error
    return file.read_text().strip() if file.exists() else ""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, "X|finished|"),
        (RunError('cell 3 blew up; "$HOME"'), 'X|failed|cell 3 blew up; "$HOME"'),
        (KeyboardInterrupt(), "X|interrupted|interrupted"),
        (MemoryError(), "X|failed|MemoryError"),
        (UserError("g_h_ba: unknown parameter"), ""),
    ],
)
def test_the_command_is_told_how_the_run_has_ended(
    error: BaseException | None, said: str, tmp_path: Path
) -> None:
    assert said_after(error, tmp_path) == said


def test_a_sweep_may_be_incomplete(tmp_path: Path) -> None:
    with told_at_end(SAY.format(tmp_path / "said"), "X") as ending:
        ending.status = "incomplete"
    assert (tmp_path / "said").read_text() == "X|incomplete|\n"


def test_a_command_that_fails_is_told_and_changes_nothing_else(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with told_at_end("exit 3", "X"):
        pass
    assert capfd.readouterr().err == "--on_end: 'exit 3' ended with exit status 3\n"
