"""Prepare and run one simulation.

SPECS_FILE defines generate_input_params() -> dict, the parameters that differ from the defaults
(docs/parameters.md), or is the archived data/SIM_ID/SIM_ID.json of a simulation to run again.
The results are in data/SIM_ID/.
"""

import argparse
import sys
from collections.abc import Sequence

from simulation.errors import RunError, UserError
from simulation.launch import INTERRUPTED, launch, n_processes
from simulation.post_analysis import draw_if_asked
from simulation.prepare import archive, full_params, prepare
from simulation.run import end
from simulation.spec import load_spec
from simulation.workspace import Workspace


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
    try:
        return run(parse_args(argv))
    except (UserError, RunError) as error:
        print(f"s_sim_setup: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("\ns_sim_setup: interrupted; the old data are untouched", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    end(main())
