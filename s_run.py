"""Run the simulation that s_sim_setup.py prepared in cache/. s_sim_setup.py starts this script."""

import argparse
import sys
from collections.abc import Sequence

from parameters.table import Parameters
from simulation.launch import die_with_parent
from simulation.prepare import cached_params
from simulation.worker import RUN_INFO, mpi_exit, report_errors, run_rank
from workspace.attempts import Attempt
from workspace.errors import UserError
from workspace.files import write_json
from workspace.paths import Workspace


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sim_id", required=True, help="name of the prepared simulation")
    parser.add_argument(
        "--n_ranks", type=int, default=1, help="number of processes that were started"
    )
    parser.add_argument(
        "--columns", type=int, help="width of the terminal that shows the progress bar"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Load the cached parameters, run, save; return the exit status."""
    args = parse_args(argv)
    try:
        params = cached_params(args.sim_id)
    except UserError as error:
        print(f"s_run: {error}", file=sys.stderr)
        return error.exit_status
    workspace = Workspace.of(params)
    return report_errors(
        workspace, lambda: run(params, workspace, args.n_ranks, args.columns), printed=False
    )


def run(params: Parameters, workspace: Workspace, n_ranks: int, columns: int | None) -> None:
    """Simulate; process 0 leaves the results and how it went in the staging folder."""
    attempt = Attempt(workspace.staging)
    try:
        run_info = run_rank(params, attempt, n_ranks, columns=columns)
        if run_info is not None:
            attempt.check()
            write_json(attempt.folder / RUN_INFO, run_info)
    finally:
        attempt.release()


if __name__ == "__main__":
    die_with_parent()
    mpi_exit(main())
