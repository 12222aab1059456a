"""Run one simulation of the sweep that m_sim_setup.py prepared in cache/.

m_sim_setup.py starts this script for each simulation. Start it yourself only in your own job
scripts on a cluster (docs/cluster.md).
"""

import argparse
import sys
from collections.abc import Sequence

from simulation.launch import die_with_parent, redirect_to_log
from simulation.worker import mpi_exit
from sweeps.files import read_simulation
from sweeps.member import SweepMember, run_member
from workspace.errors import UserError
from workspace.help_text import Paragraphs


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=Paragraphs)
    parser.add_argument("--sim_id", required=True, help="name of the prepared sweep")
    parser.add_argument("--sim_num", required=True, help="number of the simulation in the sweep")
    parser.add_argument("--n_ranks", type=int, help="number of processes that were started for it")
    parser.add_argument(
        "--attached",
        action="store_true",
        help="write output to the log of the simulation, and end when the parent process ends",
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Load the cached parameters, run, save; return the exit status."""
    args = parse_args(argv)
    try:
        params = read_simulation(args.sim_id, args.sim_num)
    except UserError as error:
        print(f"m_run: {error}", file=sys.stderr)
        return error.exit_status
    member = SweepMember.of(params)
    if args.attached:
        redirect_to_log(member.log)
    elif not args.n_ranks:
        member.note_start()
    if args.n_ranks:
        die_with_parent()
    status = run_member(params, args.n_ranks)
    member.note_end()
    return status


if __name__ == "__main__":
    mpi_exit(main())
