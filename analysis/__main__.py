"""Look at a finished simulation: draw what fits it, or print and export what is asked for."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.load import load_simulations
from results.data import SimulationData
from results.reader import choose
from workspace.errors import UserError

EXTRA_OF = {"matplotlib": "analysis", "scipy": "analysis", "pynwb": "nwb", "hdmf": "nwb"}


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    parser.add_argument("sim_id", help="label of the finished simulation or sweep")
    parser.add_argument("--sim_num", metavar="K", help="which simulation of a sweep")
    parser.add_argument(
        "--data_root",
        metavar="DIR",
        default="data/",
        help="folder that holds the results (default: data/)",
    )
    parser.add_argument(
        "--cells", metavar="GIDS", type=gids, default=[], help="draw the traces of these: 0,5,400"
    )
    parser.add_argument(
        "--summary",
        action="store_true",
        help="print parameters and measures, each with its definition",
    )
    parser.add_argument("--nwb", action="store_true", help="write spikes and traces as NWB")
    parser.add_argument("--sonata", action="store_true", help="write the spikes as SONATA")
    return parser.parse_args(argv)


def gids(text: str) -> list[int]:
    return [int(gid) for gid in text.split(",")]


def run(args: argparse.Namespace) -> None:
    """Do what the arguments ask for; without any of the flags, draw."""
    simulations = load_simulations(args.sim_id, args.data_root)
    whole_sweep = args.sim_num is None and len(simulations) > 1
    if args.summary:
        from analysis.summary import summarise, summarise_sweep

        chosen = None if whole_sweep else choose(simulations, args.sim_num)
        print(summarise_sweep(simulations) if chosen is None else summarise(chosen))
    if args.nwb or args.sonata:
        _export(choose(simulations, args.sim_num), args)
    if args.summary or args.nwb or args.sonata:
        return
    from analysis.draw import draw
    from analysis.sweep import draw_sweep

    if whole_sweep:
        _name(draw_sweep(simulations))
    else:
        _name(draw(choose(simulations, args.sim_num), args.cells))


def _export(simulation: SimulationData, args: argparse.Namespace) -> None:
    if args.nwb:
        from analysis.nwb import write_nwb

        _name([write_nwb(simulation)])
    if args.sonata:
        from analysis.sonata import write_sonata

        _name([write_sonata(simulation)])


def _name(paths: Iterable[Path]) -> None:
    for path in paths:
        print(path)


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments ask for; return the exit status."""
    args = parse_args(argv)
    try:
        run(args)
    except UserError as error:
        print(f"analysis: {error}", file=sys.stderr)
        return error.exit_status
    except ModuleNotFoundError as error:
        if error.name not in EXTRA_OF:
            raise
        extra = EXTRA_OF[error.name]
        print(
            f"analysis: {error.name} is not installed; it is in the extra [{extra}]",
            file=sys.stderr,
        )
        return UserError.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
