# PYTHON_ARGCOMPLETE_OK
"""Draw the figures of a finished simulation or sweep, print its measures, or export it."""

import argparse
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from analysis.load import named_simulations
from results.data import SimulationData
from results.reader import choose
from workspace.completion import completed, completing, sim_ids
from workspace.errors import UserError, in_one_line, reader_may_leave
from workspace.paths import ROOT

EXTRA_OF = {
    **dict.fromkeys(("matplotlib", "scipy", "pandas", "bokeh"), "analysis"),
    **dict.fromkeys(("pynwb", "hdmf"), "nwb"),
}


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say which finished simulation or sweep is meant."""
    sim_id = parser.add_argument(
        "sim_id",
        nargs="?",
        help="name of a finished simulation or sweep; SIM_ID_3 is simulation 3 of a sweep",
    )
    completing(sim_id, sim_ids)
    parser.add_argument("--sim_num", metavar="K", help="number of the simulation in a sweep")
    parser.add_argument(
        "--data_root",
        metavar="DIR",
        default="data/",
        help="folder that holds the results (default: data/)",
    )


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    add_selection(parser)
    parser.add_argument(
        "--cells",
        metavar="GIDS",
        type=gids,
        default=[],
        help="draw the traces of these cells, e.g. 0,5,400; in a sweep, for each simulation",
    )
    parser.add_argument(
        "--all", action="store_true", help="also draw or export each simulation of a sweep"
    )
    parser.add_argument(
        "--only",
        metavar="FIGURES",
        type=lambda text: text.split(","),
        default=[],
        help="draw only these figures, e.g. raster,rates",
    )
    parser.add_argument(
        "--list",
        action="store_true",
        help="list the figures, and mark those that apply to this run",
    )
    parser.add_argument(
        "--summary",
        action="store_true",
        help="print parameters and measures, each with its definition",
    )
    parser.add_argument(
        "--html",
        action="store_true",
        help="write figures, measures and parameters as a web page that opens from disk",
    )
    parser.add_argument(
        "--index", action="store_true", help="write index.html in data_root, a page with all runs"
    )
    parser.add_argument("--nwb", action="store_true", help="export spikes and traces to NWB")
    parser.add_argument("--institution", metavar="NAME", help="name of your institution, for --nwb")
    parser.add_argument(
        "--sonata", action="store_true", help="export the network and its spikes to SONATA"
    )
    completed(parser)
    args = parser.parse_args(argv)
    if args.sim_id is None and (args.html or not (args.index or args.list)):
        parser.error("expected a SIM_ID, or --index, or --list")
    return args


def gids(text: str) -> list[int]:
    """Read gids from text: 0,5,400."""
    return [int(gid) for gid in text.split(",")]


def run(args: argparse.Namespace) -> int:
    """Do what the arguments ask for, without any of the flags draw; return the exit status."""
    status = 0
    if args.list:
        with missing_extra_named():
            _list_figures(args)
        return status
    if args.sim_id is not None:
        simulations = named_simulations(args.sim_id, args.sim_num, args.data_root)
        with missing_extra_named(), reader_may_leave():
            _print_or_write(simulations, args)
    if args.html or args.index:
        status = _write_pages(args)
    return status


def _print_or_write(simulations: Mapping[str, SimulationData], args: argparse.Namespace) -> None:
    if args.summary:
        from analysis.summary import summarise, summarise_sweep

        several = len(simulations) > 1
        print(summarise_sweep(simulations) if several else summarise(choose(simulations)))
    if args.nwb or args.sonata:
        for simulation in _chosen(simulations, args):
            _export(simulation, args)
    if not (args.summary or args.nwb or args.sonata or args.html):
        _draw(simulations, args)


def _draw(simulations: Mapping[str, SimulationData], args: argparse.Namespace) -> None:
    """Draw a simulation; of a sweep its measures, the chosen cells, with --all each simulation."""
    from analysis.draw import draw, draw_sweep, draw_traces

    if len(simulations) == 1:
        _name(draw(choose(simulations), args.cells, args.only))
        return
    for simulation in simulations.values():
        if (args.all or args.cells) and simulation.recorded():
            _name((draw if args.all else draw_traces)(simulation, args.cells))
    if args.all or not args.cells:
        _name(draw_sweep(simulations, args.only))


def _list_figures(args: argparse.Namespace) -> None:
    """Print each figure with what it needs; of a run or sweep, whether it applies."""
    from analysis.figures import RUN_FIGURES, SWEEP_FIGURES, Run, SweepOfRuns, described_kinds

    if args.sim_id is None:
        print("of a run\n" + described_kinds(RUN_FIGURES))
        print("of a sweep\n" + described_kinds(SWEEP_FIGURES))
        return
    simulations = named_simulations(args.sim_id, args.sim_num, args.data_root)
    if len(simulations) == 1:
        print(described_kinds(RUN_FIGURES, Run(choose(simulations))))
    else:
        print(described_kinds(SWEEP_FIGURES, SweepOfRuns(simulations)))


def _chosen(
    simulations: Mapping[str, SimulationData], args: argparse.Namespace
) -> Iterable[SimulationData]:
    """The one simulation that is meant; with --all those that have finished."""
    if args.all:
        return [simulation for simulation in simulations.values() if simulation.recorded()]
    return [choose(simulations)]


def _export(simulation: SimulationData, args: argparse.Namespace) -> None:
    if args.nwb:
        from analysis.nwb import write_nwb

        _name([write_nwb(simulation, *([args.institution] if args.institution else []))])
    if args.sonata:
        from analysis.sonata import write_sonata

        _name(write_sonata(simulation))


def _name(paths: Iterable[Path]) -> None:
    for path in paths:
        print(path)


def _write_pages(args: argparse.Namespace) -> int:
    """Run the program that writes pages; return its exit status.

    It is a process of its own: the pages are made from packages that build on this one.
    """
    given = {"--sim_num": args.sim_num, "--cells": ",".join(map(str, args.cells))}
    command = [sys.executable, "-m", "reports", f"--data_root={args.data_root}"]
    command += [f"{option}={value}" for option, value in given.items() if value]
    command += [args.sim_id] if args.html else []
    command += ["--index"] if args.index else []
    command += ["--all"] if args.all else []
    return subprocess.call(command, cwd=ROOT)


@contextmanager
def missing_extra_named() -> Iterator[None]:
    """Raise UserError for a package that is missing, with the name of its extra."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRA_OF:
            raise
        extra = EXTRA_OF[package]
        raise UserError(f"{package} is not installed; it is in the extra [{extra}]") from None


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for; return the exit status."""
    args = parse_args(argv)
    return in_one_line("analysis", lambda: run(args), "finished files are complete")


if __name__ == "__main__":
    sys.exit(main())
