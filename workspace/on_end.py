"""A command of the user's that runs when a simulation or a sweep has ended: --on_end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from workspace.errors import UserError


@dataclass
class Ending:
    """How a run ends, as the command is told.

    Attributes
    ----------
    command : what the shell runs; None for nothing
    status : "finished", "incomplete", "failed" or "interrupted"
    message : the error, empty where there is none
    """

    command: str | None
    status: str = "finished"
    message: str = ""


@contextmanager
def told_at_end(command: str | None, sim_id: str) -> Iterator[Ending]:
    """Run the command when the block has ended, well or not.

    It finds SIM_ID, STATUS and MESSAGE in its environment. It does not run after a UserError,
    which comes before anything has run. If it fails, a line on stderr says so.
    """
    ending = Ending(command)
    try:
        yield ending
    except UserError:
        ending.command = None
        raise
    except KeyboardInterrupt:
        ending.status, ending.message = "interrupted", "interrupted"
        raise
    except BaseException as error:
        ending.status, ending.message = "failed", str(error) or type(error).__name__
        raise
    finally:
        if ending.command:
            _run(ending, sim_id)


def _run(ending: Ending, sim_id: str) -> None:
    said = {"SIM_ID": sim_id, "STATUS": ending.status, "MESSAGE": ending.message}
    sys.stdout.flush()
    done = subprocess.run(
        str(ending.command), shell=True, stdin=subprocess.DEVNULL, env=os.environ | said
    )
    if done.returncode:
        line = f"--on_end: {ending.command!r} ended with exit status {done.returncode}"
        print(line, file=sys.stderr)
