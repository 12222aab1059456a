"""Simulate, measure and draw the figures of Shaikh & Assisi 2025, and compare with the paper.

Simulations are kept in data/paper/ and run again only if their parameters change. The same folder
holds the figures as PNG files, and reproducing.md with the published and measured values and
whether they agree.
"""

import argparse
import sys
from collections.abc import Sequence

from paper import fig1, fig2, fig3, fig4, fig5, motif
from paper.figure import PaperFigure, compose
from paper.page import Page, table_line
from paper.runs import Runs
from workspace.errors import in_one_line
from workspace.help_text import Paragraphs

FIGURES: dict[str, PaperFigure] = {
    module.FIGURE.name: module.FIGURE for module in (fig1, fig2, fig3, fig4, fig5, motif)
}


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m paper",
        description=__doc__,
        formatter_class=Paragraphs,
    )
    parser.add_argument(
        "figures",
        nargs="*",
        metavar="FIGURE",
        help=f"which figures: {', '.join(FIGURES)} (default: all)",
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help="simulate the published sizes: 16,000 simulations, 50 GB, two days on two cores",
    )
    parser.add_argument(
        "--dry_run",
        action="store_true",
        help="print what would run and the time, memory and disk it needs",
    )
    parser.add_argument(
        "--simulator",
        default="fused",
        choices=("fused", "coreneuron", "neuron"),
        help="which solver to use (default: fused)",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on the workers of this Dask scheduler"
    )
    parser.add_argument(
        "--docs",
        action="store_true",
        help="also write the page and figures into docs/ (for developers)",
    )
    args = parser.parse_args(argv)
    for name in args.figures:
        if name not in FIGURES:
            parser.error(f"no figure {name!r}; expected some of {', '.join(FIGURES)}")
    return args


def main(argv: Sequence[str] | None = None) -> int:
    """Run, measure, draw; return the exit status: 0 also where values do not agree."""
    args = parse_args(argv)
    kept = "what has been simulated is kept; the same command goes on"
    return in_one_line("paper", lambda: run(args), kept)


def run(args: argparse.Namespace) -> int:
    """Make the figures that the arguments ask for; return the exit status."""
    runs = Runs(args.full, args.simulator, args.scheduler, dry=args.dry_run)
    page = Page.of(runs)
    for name in args.figures or FIGURES:
        _make(FIGURES[name], runs, page)
    if not args.dry_run:
        for path in page.write(FIGURES, to_docs=args.docs):
            print(path)
    return 0


def _make(figure: PaperFigure, runs: Runs, page: Page) -> None:
    """Make one figure, and print its rows of the table."""
    runs.core_seconds.clear()
    drawn, rows = compose(figure, runs)
    if not runs.dry:
        page.add(figure.name, drawn, rows, sum(runs.core_seconds.values()))
        for row in rows:
            print(table_line(row._asdict()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
