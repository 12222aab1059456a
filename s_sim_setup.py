# PYTHON_ARGCOMPLETE_OK
"""Prepare and run one simulation.

SPECS_FILE is a Python file with a function generate_input_params(), which returns a dict of the
parameters that differ from the defaults (docs/parameters.md). To run a simulation again, give its
archive data/SIM_ID/SIM_ID.json instead. Results are written to data/SIM_ID/.
"""

import argparse
from collections.abc import Sequence

from gridcells import preview, simulate
from gridcells.command_line import setup_parser
from parameters.changes import read_assignments
from simulation.worker import end
from workspace.completion import completed
from workspace.errors import in_one_line


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = setup_parser(__doc__)
    parser.add_argument(
        "-o",
        "--overwrite_data",
        action="store_true",
        help="replace existing data of this sim_id once the new run has succeeded",
    )
    completed(parser)
    return parser.parse_args(argv)


def run(args: argparse.Namespace) -> int:
    """Run the simulation; return the exit status."""
    changes = read_assignments("--set", args.set)
    if args.dry_run:
        print(preview(args.specs_file, changes=changes, overwrite=args.overwrite_data))
        return 0
    simulate(
        args.specs_file,
        changes=changes,
        overwrite=args.overwrite_data,
        verbose=args.verbose,
        in_process=True,
        on_end=args.on_end,
    )
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the simulation that the arguments name; return the exit status."""
    args = parse_args(argv)
    return in_one_line("s_sim_setup", lambda: run(args), on_interrupt="the old data are untouched")


if __name__ == "__main__":
    end(main())
