"""Prepare and run one simulation.

SPECS_FILE defines generate_input_params() -> dict, the parameters that differ from the defaults
(docs/parameters.md), or is the archived data/SIM_ID/SIM_ID.json of a simulation to run again.
The results are in data/SIM_ID/.
"""

import argparse
from collections.abc import Sequence

from results.spec import load_spec
from simulation.launch import launch, n_processes
from simulation.post_analysis import draw_if_asked
from simulation.prepare import archive, full_params, prepare
from simulation.provenance import tell_other_origin
from simulation.worker import end
from workspace.errors import UserError, in_one_line
from workspace.paths import Workspace


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("specs_file", help="a specs file (.py) or archived parameters (.json)")
    parser.add_argument(
        "-o",
        "--overwrite_data",
        action="store_true",
        help="replace existing data of this sim_id once the new run has succeeded",
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="show all that the processes print"
    )
    return parser.parse_args(argv)


def run(args: argparse.Namespace) -> int:
    """Prepare, launch, archive; return the exit status."""
    spec = load_spec(args.specs_file)
    params = full_params(spec)
    tell_other_origin(spec)
    workspace = Workspace.of(params)
    with workspace.locked():
        workspace.recover()
        if not args.overwrite_data:
            workspace.refuse_existing_data()
        n = n_processes(params)
        try:
            prepare(params, workspace)
            status = launch("s_run.py", workspace, n, args.verbose)
            if status == 0:
                archive(spec, params, workspace)
                print(f"{workspace.sim_id}: the results are in {workspace.data}")
        finally:
            workspace.discard_staging()
        if status == UserError.exit_status:
            workspace.clear_cache(params["conn_id"])
    if status == 0:
        draw_if_asked(params)
    return status


def main(argv: Sequence[str] | None = None) -> int:
    """Run the simulation that the arguments name; return the exit status."""
    args = parse_args(argv)
    return in_one_line("s_sim_setup", lambda: run(args), on_interrupt="the old data are untouched")


if __name__ == "__main__":
    end(main())
