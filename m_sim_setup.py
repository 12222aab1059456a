# PYTHON_ARGCOMPLETE_OK
"""Prepare and run a sweep: many simulations, several at a time.

SPECS_FILE is a Python file with a function generate_mult_input_params(). It returns
{sim_num: dict}; each dict holds the parameters that differ from the defaults (docs/parameters.md).
To run a sweep again, give its archive data/SIM_ID/SIM_ID.json instead. Results are written to
data/SIM_ID/.
"""

import argparse
from collections.abc import Sequence

from gridcells import preview_sweep, run_sweep
from gridcells.command_line import parameter_names, setup_parser
from parameters.changes import read_assignments
from simulation.worker import end
from workspace.completion import completed, completing
from workspace.errors import INCOMPLETE, in_one_line


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = setup_parser(__doc__)
    grid = parser.add_argument(
        "--grid",
        action="append",
        default=[],
        metavar="KEY=VALUES",
        help="run all combinations of these values, from the specs file of a single simulation: "
        "g_h_bar=0,0.0015 or g_h_bar=start:stop:n; may be given several times",
    )
    completing(grid, parameter_names)
    existing = parser.add_mutually_exclusive_group()
    existing.add_argument(
        "--resume",
        action="store_true",
        help="run only simulations that are missing, have failed or have changed",
    )
    existing.add_argument(
        "--only",
        metavar="SIM_NUMS",
        help="run only these simulations, again if they exist: e.g. 3,7-9",
    )
    existing.add_argument(
        "-o",
        "--overwrite_data",
        action="store_true",
        help="run all; replace existing data of this sim_id once the new data are complete",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="run on the workers of this Dask scheduler (docs/cluster.md)",
    )
    where.add_argument(
        "--no_run",
        action="store_true",
        help="run nothing: prepare simulations for m_run.py, and merge those that have finished",
    )
    where.add_argument(
        "--slurm",
        nargs="?",
        const="",
        metavar="OPTIONS",
        help="submit to Slurm, with these options of sbatch, e.g. --slurm='--partition=short'",
    )
    completed(parser)
    return parser.parse_args(argv)


def run(args: argparse.Namespace) -> int:
    """Run the sweep; return the exit status."""
    which = {
        "changes": read_assignments("--set", args.set),
        "grid": read_assignments("--grid", args.grid),
        "resume": args.resume,
        "only": args.only,
        "overwrite": args.overwrite_data,
    }
    if args.dry_run:
        where = {"scheduler": args.scheduler, "slurm": args.slurm}
        print(preview_sweep(args.specs_file, **which, **where))
        return 0
    sweep = run_sweep(
        args.specs_file,
        **which,
        scheduler=args.scheduler,
        slurm=args.slurm,
        prepare_only=args.no_run,
        verbose=args.verbose,
        on_end=args.on_end,
    )
    is_complete = len(sweep) > 0 and not sweep.failed
    return 0 if is_complete or not (args.resume and args.no_run) else INCOMPLETE


def main(argv: Sequence[str] | None = None) -> int:
    """Run the sweep that the arguments name; return the exit status."""
    args = parse_args(argv)
    return in_one_line("m_sim_setup", lambda: run(args), on_interrupt="--resume runs what is left")


if __name__ == "__main__":
    end(main())
