# PYTHON_ARGCOMPLETE_OK
"""Write web pages that open from disk: of a run or sweep, or an index of all runs."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.__main__ import add_selection, gids, missing_extra_named
from analysis.load import named_simulations
from workspace.completion import completed
from workspace.errors import in_one_line


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    add_selection(parser)
    parser.add_argument(
        "--cells",
        metavar="GIDS",
        type=gids,
        default=[],
        help="draw the traces of these cells, e.g. 0,5,400",
    )
    parser.add_argument(
        "--all", action="store_true", help="also write a page for each simulation of a sweep"
    )
    parser.add_argument(
        "--index", action="store_true", help="write index.html in data_root, a page with all runs"
    )
    completed(parser)
    args = parser.parse_args(argv)
    if args.sim_id is None and not args.index:
        parser.error("expected a SIM_ID, or --index")
    return args


def run(args: argparse.Namespace) -> int:
    """Write the pages that the arguments ask for, print their paths; return the exit status."""
    with missing_extra_named():
        if args.sim_id is not None:
            for path in _pages(args):
                print(path)
        if args.index:
            from reports.index import write_index

            path, troubles = write_index(args.data_root)
            for line in troubles:
                print(f"reports: {line}", file=sys.stderr)
            print(path)
    return 0


def _pages(args: argparse.Namespace) -> Iterator[Path]:
    """Write the pages; that of a sweep comes last, since it links those of its simulations."""
    from reports.run import write_run_page
    from reports.sweep import write_sweep_page

    simulations = named_simulations(args.sim_id, args.sim_num, args.data_root)
    several = len(simulations) > 1
    for simulation in simulations.values():
        if not several or (args.all and simulation.recorded()):
            yield write_run_page(simulation, args.cells)
    if several:
        yield write_sweep_page(simulations)


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for; return the exit status."""
    args = parse_args(argv)
    return in_one_line("reports", lambda: run(args), "nothing was changed")


if __name__ == "__main__":
    sys.exit(main())
