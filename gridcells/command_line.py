"""The command-line options that s_sim_setup.py and m_sim_setup.py share."""

import argparse
import platform
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from parameters.table import PARAMETERS
from simulation.provenance import commit_hash
from workspace.completion import completing, specs_files
from workspace.help_text import Paragraphs
from workspace.paths import ROOT


def setup_parser(description: str | None) -> argparse.ArgumentParser:
    """A parser with the options of both setup scripts."""
    parser = argparse.ArgumentParser(description=description, formatter_class=Paragraphs)
    specs_file = parser.add_argument(
        "specs_file", help="specs file (.py), or archived parameters (.json)"
    )
    completing(specs_file, specs_files)
    changes = parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change a parameter of the specs file, e.g. g_h_bar=0 or extra_params.dur1=250; "
        "may be given several times",
    )
    completing(changes, parameter_names)
    parser.add_argument(
        "--dry_run",
        action="store_true",
        help="check everything, and print what would run and the time, memory and disk it needs",
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="show everything that the processes print"
    )
    parser.add_argument(
        "--on_end",
        metavar="CMD",
        help="shell command to run at the end, whether the run succeeded or failed; it gets the "
        "environment variables SIM_ID, STATUS (finished, incomplete, failed, interrupted) and "
        "MESSAGE",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the versions and exit")
    return parser


def parameter_names(prefix: str, **kwargs: Any) -> list[str]:
    """What Tab completes after --set and --grid: the names of the parameters, each with a =."""
    return [f"{name}=" for name in PARAMETERS]


def version_line() -> str:
    """The versions of this program, its commit, NEURON and Python."""
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ours = pyproject.partition('\nversion = "')[2].partition('"')[0]
    commit = (commit_hash() or "unknown")[:8]
    neuron, python = version("neuron"), platform.python_version()
    return f"grid-cell-simulation {ours} (commit {commit}), NEURON {neuron}, Python {python}"


class _Version(argparse.Action):
    """Print the versions, which are looked up only then."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        print(version_line())
        parser.exit()
