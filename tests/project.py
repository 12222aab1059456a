"""A copy of the project's files in a folder of a test's own."""

import shutil
from pathlib import Path

from workspace.paths import ROOT

PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))


def copy_project(copy: Path) -> None:
    """Copy the packages, the tests, the scripts and the defaults into a folder, which is made."""
    for folder in [*PACKAGES, "tests"]:
        ignored = shutil.ignore_patterns("__pycache__", "*.hdf5")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    for path in [*ROOT.glob("*.py"), *ROOT.glob("default_*.json"), ROOT / "pyproject.toml"]:
        shutil.copy(path, copy)
