"""Progress: a bar on a terminal, a line for every tenth in a file."""

import io
import sys

import pytest

from workspace.progress_bar import progress_bar


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, **options: object) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    bar = progress_bar(1000, "{n:.0f}/{total:.0f} ms", **options)  # type: ignore[arg-type]
    for _ in range(1000):
        bar.update(1)
    bar.close()
    return stream.getvalue()


def test_a_file_gets_a_line_for_every_tenth(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, io.StringIO()).splitlines()
    assert lines == [f"{k:3}% {10 * k}/1000 ms" for k in range(10, 101, 10)]


def test_a_long_step_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream := io.StringIO())
    bar = progress_bar(3, "{desc}")
    for done in (1, 2, 3):
        bar.set_description_str(f"{done}/3 done")
        bar.update(1)
    assert stream.getvalue().splitlines() == [" 33% 1/3 done", " 67% 2/3 done", "100% 3/3 done"]


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(monkeypatch, Terminal())
    assert said.startswith("\r  0%|")
    assert said.rstrip().endswith("| 1000/1000 ms")


def test_a_pipe_to_a_terminal_gets_a_bar_of_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(monkeypatch, io.StringIO(), columns=50)
    assert len(said.split("\r")[1]) == 50


def test_without_progress_nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), shown=False) == ""
