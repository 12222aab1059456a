"""Prepare and run a sweep of simulations, side by side.

SPECS_FILE defines generate_mult_input_params() -> {sim_num: dict}, each with the parameters that
differ from the defaults (docs/parameters.md), or is the archived data/SIM_ID/SIM_ID.json of a
sweep to run again. The results are in data/SIM_ID/, each simulation in a group of its own.
"""

import argparse
import sys
from collections.abc import Sequence

<<<<<<< HEAD
from parameters.specs_file import SWEEP
from parameters.table import Parameters, SweepParameters
from results.spec import load_spec
from simulation.post_analysis import draw_if_asked
from simulation.provenance import tell_other_origin
from sweeps.cluster import connect, run_on_cluster
from sweeps.member import SweepMember
from sweeps.merge import publish
from sweeps.plan import (
    full_sweep,
    longest_first,
    pending,
    prepare_sweep,
    read_finished,
    refuse_existing,
    refuse_running,
    reset,
    resume_line,
    select_sim_nums,
)
from sweeps.pool import Turn, n_side_by_side, run_side_by_side
from sweeps.progress import follow
from workspace.attempts import remove_all_stale
from workspace.errors import INTERRUPTED, RunError, in_one_line
from workspace.paths import Workspace

Runner = Callable[[list[Parameters]], Generator[Turn, None, None]]
=======
from gridcells import run_sweep
from workspace.errors import in_one_line
>>>>>>> 636ff29 (The Python API: simulate, run_sweep, open_simulation, open_sweep; the scripts call it)


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("specs_file", help="a specs file (.py) or archived parameters (.json)")
    existing = parser.add_mutually_exclusive_group()
    existing.add_argument(
        "--resume",
        action="store_true",
        help="run what is missing, has failed or has changed since",
    )
    existing.add_argument(
        "--only", metavar="SIM_NUMS", help="run these simulations (again), e.g. 3,7-9"
    )
    existing.add_argument(
        "-o",
        "--overwrite_data",
        action="store_true",
        help="run all; replace existing data of this sim_id once the new ones are there",
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
        help="run nothing: prepare m_run.py for a cluster's queue, and merge what it has finished",
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="show all that the simulations print"
    )
    return parser.parse_args(argv)


def run(args: argparse.Namespace) -> int:
<<<<<<< HEAD
    """Prepare, run side by side, merge; return the exit status."""
    spec = load_spec(args.specs_file, SWEEP)
    sweep = full_sweep(spec)
    tell_other_origin(spec)
    run_all = runner(args, sweep)
    workspace = Workspace.of(next(iter(sweep.values())))
    with workspace.locked():
        workspace.recover()
        chosen = choose(args, sweep, workspace)
        prepare_sweep(sweep, workspace)
        is_whole = simulate(run_all, chosen, args.verbose)
        remove_all_stale(workspace.unfinished_parts)
        left = pending(sweep, workspace, read_finished(sweep, workspace))
        is_new = publish(spec, sweep, workspace, left)
        failed = [sim_num for sim_num in chosen if left.get(sim_num) == "failed"]
        report(workspace, len(sweep), left, is_new)
        tell_failures(workspace, failed)
        if not left:
            workspace.clear_sweep()
    if not left:
        draw_if_asked(next(iter(sweep.values())))
    return (RunError.exit_status if failed else 0) if is_whole else INTERRUPTED


def choose(
    args: argparse.Namespace, sweep: SweepParameters, workspace: Workspace
) -> dict[str, Parameters]:
    """The simulations to run, {sim_num: parameters}, longest first."""
    if args.only is not None:
        read_finished(sweep, workspace)
        sim_nums = select_sim_nums(args.only, sweep)
    elif args.resume:
        finished = read_finished(sweep, workspace)
        reasons = pending(sweep, workspace, finished)
        print(f"{workspace.sim_id}: {resume_line(sweep, finished, reasons)}")
        sim_nums = [sim_num for sim_num, reason in reasons.items() if reason != "running"]
    else:
        refuse_running(workspace)
        if not args.overwrite_data:
            refuse_existing(workspace)
        reset(workspace)
        sim_nums = list(sweep)
    longest = longest_first(sweep[sim_num] for sim_num in sim_nums)
    return {params["sim_num"]: params for params in longest}


def runner(args: argparse.Namespace, sweep: SweepParameters) -> Runner | None:
    """What runs simulations, here or on a cluster; None where nothing is to be run.

    Raises UserError where it cannot, before anything is written.
    """
    if args.no_run:
        return None
    if args.scheduler:
        return partial(run_on_cluster, client=connect(args.scheduler))
    return partial(run_side_by_side, n_cpus=n_side_by_side(sweep))


def simulate(run_all: Runner | None, chosen: dict[str, Parameters], verbose: bool) -> bool:
    """Run the chosen simulations; return False where Ctrl-C has ended them."""
    if run_all is None or not chosen:
        return True
    is_whole = follow(run_all(list(chosen.values())), chosen, verbose)
    if not is_whole:
        print("m_sim_setup: interrupted", file=sys.stderr)
    return is_whole


def report(workspace: Workspace, n: int, left: Mapping[str, str], is_new: bool) -> None:
    """Tell how many of the `n` simulations are finished, and where the results are."""
    line = f"{workspace.sim_id}: {n - len(left)} of {n} simulations are finished"
    if workspace.overwriting.exists() and not is_new:
        line += "; the old data are untouched"
    elif workspace.data.exists():
        line += f"; the results are in {workspace.data}"
    n_running = list(left.values()).count("running")
    if n_running:
        line += f"; {n_running} are running"
    n_left = len(left) - n_running
    print(line + (f"; --resume runs the {n_left} left" if n_left else ""))


def tell_failures(workspace: Workspace, failed: Sequence[str]) -> None:
    """Print a line for each simulation that has failed: its error and its log."""
    for sim_num in failed:
        part = SweepMember(workspace, sim_num)
        print(f"{part.label}: {part.error()} (log: {part.log})", file=sys.stderr)
=======
    """Run the sweep; return the exit status."""
    run_sweep(
        args.specs_file,
        resume=args.resume,
        only=args.only,
        overwrite=args.overwrite_data,
        scheduler=args.scheduler,
        prepare_only=args.no_run,
        verbose=args.verbose,
    )
    return 0
>>>>>>> 636ff29 (The Python API: simulate, run_sweep, open_simulation, open_sweep; the scripts call it)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the sweep that the arguments name; return the exit status."""
    args = parse_args(argv)
    return in_one_line("m_sim_setup", lambda: run(args), on_interrupt="--resume runs what is left")


if __name__ == "__main__":
    sys.exit(main())
