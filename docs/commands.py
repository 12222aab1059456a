"""Write the outputs of the commands in docs/catalogue.md: `python -m docs.commands`.

They are run on the 60 runs and two sweeps of tests/many.py.
"""

import contextlib
import io
import os
import re
import shlex
import tempfile
from pathlib import Path
from unittest.mock import patch

from catalogue.__main__ import main
from tests.many import make_leftovers, make_many
from workspace import paths

PAGE = paths.ROOT / "docs" / "catalogue.md"
PROMPT = "$ python -m catalogue "
BLOCK = re.compile(r"^```\n\$ .*?^```", re.MULTILINE | re.DOTALL)


def filled(page: str) -> str:
    """The page with each command followed by what it prints."""
    before = Path.cwd()
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(paths, "CACHE", Path(folder, "cache")),
    ):
        make_many(Path(folder, "data"))
        make_leftovers(Path(folder, "data"))
        os.chdir(folder)
        try:
            return BLOCK.sub(lambda block: _block(block[0]), page).replace(f"{folder}/", "")
        finally:
            os.chdir(before)


def _block(block: str) -> str:
    commands = [part.splitlines()[0] for part in block.split(PROMPT)[1:]]
    return (
        "```\n" + "".join(f"{PROMPT}{command}\n{_output(command)}" for command in commands) + "```"
    )


def _output(command: str) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        main([*shlex.split(command), f"--data_root={Path.cwd()}/data"])
    return said.getvalue()


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text()))
