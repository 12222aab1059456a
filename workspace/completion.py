"""Completion of what is typed in a shell, where the extra [completion] is installed."""

import argparse
import glob
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from workspace.paths import Workspace

Completer = Callable[..., Iterable[str]]


def completed(parser: argparse.ArgumentParser) -> None:
    """Answer the shell if it asks what may follow; otherwise nothing.

    Call it before the arguments are parsed.
    """
    with suppress(ImportError):  # it is an extra
        from argcomplete import autocomplete

        autocomplete(parser)


def completing(argument: argparse.Action, completer: Completer) -> None:
    """Let a function say what may be typed for an argument."""
    argument.completer = completer  # type: ignore[attr-defined]


def sim_ids(prefix: str, parsed_args: argparse.Namespace, **kwargs: Any) -> list[str]:
    """The runs and sweeps in data_root."""
    root = Workspace("X", getattr(parsed_args, "data_root", None) or "data/").data_root
    return [archive.parent.name for archive in root.glob("*/*.json") if _is_archive(archive)]


def specs_files(prefix: str, **kwargs: Any) -> list[str]:
    """Folders, specs files and archives that begin so."""
    found = map(Path, glob.glob(f"{glob.escape(prefix)}*"))
    return [f"{path}/" if path.is_dir() else str(path) for path in found if _may_be_specs(path)]


def _is_archive(path: Path) -> bool:
    return path.stem == path.parent.name


def _may_be_specs(path: Path) -> bool:
    return path.is_dir() or path.suffix in (".py", ".json")
