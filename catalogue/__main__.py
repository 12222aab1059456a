# PYTHON_ARGCOMPLETE_OK
"""Find, compare, tabulate and remove the runs and sweeps in data/.

SIM_ID is the name of a run or a whole sweep; SIM_ID_3 is simulation 3 of a sweep.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from catalogue.columns import parameter_of, spread, text, unit
from catalogue.leftovers import Leftover, clean, leftovers, places, refuse_live, remove_all
from catalogue.listing import aligned, listing
from catalogue.runs import Run, all_runs, named_run, size_of
from parameters.kinds import FILE_NAME
from parameters.table import PARAMETERS
from workspace.completion import completed, completing, sim_ids
from workspace.errors import UserError, in_one_line, reader_may_leave
from workspace.files import size_text, written_whole
from workspace.paths import ROOT, Workspace
from workspace.words import counted

if TYPE_CHECKING:
    import pandas as pd

EXTRA_OF = {"pandas": "analysis", "scipy": "analysis", "pyarrow": "parquet"}


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m catalogue", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data_root",
        metavar="DIR",
        default="data/",
        help="folder that holds the results (default: data/)",
    )

    def add(run, help, **options):  # type: ignore[no-untyped-def]
        name = run.__name__.removesuffix("_command")
        command = commands.add_parser(
            name, parents=[shared], help=help, description=run.__doc__, **options
        )
        command.set_defaults(run=run)
        return command

    newest = add(list_command, "list all runs and sweeps, newest first")
    newest.add_argument("-n", metavar="N", type=int, help="show only the newest N")
    find = add(find_command, "find the simulations that meet a condition on parameters or measures")
    find.add_argument(
        "expression", nargs="?", help="condition, e.g. 'g_h_bar == 0 and stell_noise_std > 0'"
    )
    find.add_argument("--measures", action="store_true", help="allow conditions on measures, too")
    table = add(table_command, "write parameters, provenance and measures to a file")
    named = [
        table.add_argument("names", metavar="SIM_ID", nargs="*", help="run or sweep (default: all)")
    ]
    table.add_argument(
        "--where",
        metavar="EXPRESSION",
        help="only simulations that meet this condition, as for find",
    )
    table.add_argument("--csv", metavar="FILE", help="write a CSV file; - prints it")
    table.add_argument("--parquet", metavar="FILE", type=Path, help="write a Parquet file")
    diff = add(diff_command, "compare two runs, sweeps or simulations")
    named += [
        diff.add_argument(
            "first", metavar="A", help="run, sweep, or simulation of a sweep (SIM_ID_3)"
        ),
        diff.add_argument("second", metavar="B", help="the other one"),
    ]
    rm = add(rm_command, "remove runs and sweeps")
    named.append(rm.add_argument("names", metavar="SIM_ID", nargs="+"))
    tidy = add(clean_command, "remove what failed and killed runs left behind")
    tidy.add_argument(
        "names", metavar="SIM_ID", nargs="*", help="only these runs; for a sweep, also its cache"
    )
    for command in (rm, tidy):
        command.add_argument("-y", "--yes", action="store_true", help="do not ask for confirmation")
    for argument in named:
        completing(argument, sim_ids)
    completed(parser)
    return parser.parse_args(argv)


def list_command(args: argparse.Namespace) -> None:
    """List all runs and sweeps, newest first, with the parameters that differ from the defaults."""
    runs = _all(args)[: args.n]
    print(listing(runs) if runs else f"no runs in {args.data_root}")


def find_command(args: argparse.Namespace) -> None:
    """Find the simulations for which a pandas expression over the columns is true, newest first.

    Without an expression, list the columns and their values.
    """
    from catalogue.frame import frame, matching, names_in

    table = frame(_all(args), args.measures)
    if args.expression is None:
        print(aligned([_explained(name, table[name].dropna().tolist()) for name in table.columns]))
        return
    found = matching(table, args.expression)
    if found.empty:
        print(f"none of {counted(len(table), 'simulation')}", file=sys.stderr)
        return
    shown = dict.fromkeys(["label", "date", *names_in(args.expression, found)])
    print(_text(found[list(shown)]))


def table_command(args: argparse.Namespace) -> None:
    """Write parameters, provenance and measures to a file, one row for each simulation.

    Measures are computed once and saved with the data.
    """
    from catalogue.frame import frame, matching

    if not (args.csv or args.parquet):
        raise UserError("table: expected --csv FILE or --parquet FILE")
    runs = [named_run(name, args.data_root) for name in args.names] or _all(args)
    table = frame(runs, measured=True)
    if args.where:
        table = matching(table, args.where)
    if args.csv == "-":
        print(table.to_csv(index=False), end="")
    elif args.csv:
        _write(table, Path(args.csv), "to_csv")
    if args.parquet:
        _write(table, args.parquet, "to_parquet")


def diff_command(args: argparse.Namespace) -> None:
    """Show the parameters and provenance that differ between A and B, and the measures of both.

    For a sweep, the range of each value is shown.
    """
    from catalogue.comparison import comparison

    print(comparison(*(named_run(name, args.data_root) for name in (args.first, args.second))))


def rm_command(args: argparse.Namespace) -> None:
    """Remove runs and sweeps: their folders in data/, and their files in cache/."""
    doomed = [Workspace(_known(name, args.data_root), args.data_root) for name in args.names]
    for workspace in doomed:
        refuse_live(workspace)
    paths = [path for workspace in doomed for path in places(workspace)]
    notes = [_note(workspace) for workspace in doomed]
    sizes = [(_size(path), _shown(path)) for path in paths]
    print(aligned(sizes, is_cut=False), *filter(None, notes), sep="\n")
    if _confirmed(f"remove {size_text(sum(map(size_of, paths)))}?", args):
        for workspace in doomed:
            remove_all(workspace)
            print(f"{workspace.sim_id}: removed")


def clean_command(args: argparse.Namespace) -> None:
    """Remove what failed and killed runs left behind in cache/ and in data/.

    Files of a run that is still going on are kept, and so are the results and the cache that
    m_sim_setup.py --resume needs.
    """
    found = leftovers(args.data_root, args.names)
    to_do = [left for left in found if left.is_to_do]
    _show("kept", [(left, left.kept) for left in found])
    _show("to be removed", [(left, left.removable) for left in to_do])
    if not to_do:
        print("nothing to remove")
    elif _confirmed(f"remove {size_text(sum(left.size for left in to_do))}?", args):
        for left in to_do:
            clean(left.workspace, bool(args.names))
            print(f"{left.workspace.sim_id}: cleaned")


def _known(name: str, data_root: str) -> str:
    """The sim_id, of which there is something; UserError otherwise."""
    FILE_NAME.check("sim_id", name)
    if places(Workspace(name, data_root)):
        return name
    sweep = named_run(name, data_root).sim_id
    raise UserError(f"{name}: is one simulation of a sweep; rm removes {sweep} as a whole")


def _note(workspace: Workspace) -> str:
    """What else there is to know before the results are removed."""
    if workspace.data.is_symlink():
        return f"{_shown(workspace.data)} is a link; {workspace.home} stays"
    own = ", ".join(path.name for path in workspace.own_files())
    return f"{_shown(workspace.data)} has files of your own: {own}" if own else ""


def _show(title: str, found: Sequence[tuple[Leftover, Sequence[Path]]]) -> None:
    """The files of each sim_id with their sizes, and what has happened to its run."""
    rows = [
        (_size(path), _shown(path), f"{left.workspace.sim_id}: {left.state}")
        for left, files in found
        for path in files
    ]
    if rows:
        print(title, aligned(rows, is_cut=False), sep="\n")


def _size(path: Path) -> str:
    return f"{size_text(size_of(path)):>9}"


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def _confirmed(question: str, args: argparse.Namespace) -> bool:
    if args.yes:
        return True
    if not sys.stdin.isatty():
        raise UserError("--yes: is needed where nobody can answer; nothing was removed")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def _all(args: argparse.Namespace) -> list[Run]:
    runs, troubles = all_runs(args.data_root)
    for line in troubles:
        print(f"catalogue: {line}", file=sys.stderr)
    return runs


def _explained(column: str, values: Sequence[object]) -> tuple[str, ...]:
    """A column: its name, its values, and the unit and meaning where it is a parameter."""
    known = PARAMETERS.get(parameter_of(column))
    return column, spread(values or [None]), unit(column), known.meaning if known else ""


def _text(table: "pd.DataFrame") -> str:
    plain = table.astype(object).where(table.notna(), None)
    rows = [[text(value) for value in row] for row in plain.itertuples(index=False)]
    return aligned([list(table.columns), *rows])


def _write(table: "pd.DataFrame", path: Path, method: str) -> None:
    with written_whole(path) as temporary:
        getattr(table, method)(temporary, index=False)
    print(f"{path}: {counted(len(table), 'simulation')}, {len(table.columns)} columns")


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for; return the exit status."""
    args = parse_args(argv)
    return in_one_line("catalogue", lambda: _run(args), "nothing was changed")


def _run(args: argparse.Namespace) -> int:
    try:
        with reader_may_leave():
            args.run(args)
    except ModuleNotFoundError as error:
        if error.name not in EXTRA_OF:
            raise
        extra = EXTRA_OF[error.name]
        raise UserError(f"{error.name} is not installed; it is in the extra [{extra}]") from None
    return 0


if __name__ == "__main__":
    sys.exit(main())
