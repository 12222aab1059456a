"""The messages that docs/troubleshooting.md explains are those of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from workspace.paths import ROOT

PAGE = ROOT / "docs" / "troubleshooting.md"
NOT_THE_PROGRAM = {"tests", "docs", "cache", "data", "site", "examples", "specs"}
ROW = re.compile(r"^\| (`[^|]*`) \| ", re.MULTILINE)
VARIES = "\0"  # stands for what an f-string fills in


def quoted_messages() -> list[str]:
    """What the first column of the tables quotes, without the backticks."""
    text = PAGE.read_text(encoding="utf-8")
    return [message for cell in ROW.findall(text) for message in re.findall(r"`([^`]+)`", cell)]


def sources() -> Iterator[Path]:
    for path in ROOT.rglob("*.py"):
        top = path.relative_to(ROOT).parts[0]
        if top not in NOT_THE_PROGRAM and not top.startswith("."):
            yield path


def texts_of(tree: ast.AST) -> Iterator[str]:
    """Every text in the code but docstrings; VARIES stands for each value of an f-string."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in docstrings:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else VARIES
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.fixture(scope="module")
def texts() -> str:
    found = {
        text
        for path in sources()
        for text in texts_of(ast.parse(path.read_text(encoding="utf-8")))
        if "\n" not in text
    }
    return "\n".join(sorted(found))


def test_the_page_quotes_messages():
    assert len(quoted_messages()) > 50


@pytest.mark.parametrize("message", quoted_messages())
def test_a_quoted_message_is_in_the_code(message, texts):
    parts = [re.escape(part.strip()) for part in message.split("...") if part.strip()]
    assert re.search(".*".join(parts), texts), "correct docs/troubleshooting.md"
