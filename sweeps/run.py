"""Run a sweep from what the user asks for to its archive: what m_sim_setup.py does."""

import shlex
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from parameters.table import Parameters, SweepParameters
from results.archive import Archive
from results.spec import Spec
from simulation.estimate import tell
from simulation.post_analysis import draw_if_asked
from simulation.provenance import tell_other_origin
from sweeps.cluster import connect, run_on_cluster
from sweeps.estimate import estimate_sweep
from sweeps.files import Merged
from sweeps.member import SweepMember
from sweeps.merge import merge_finished
from sweeps.plan import (
    ENDED_BADLY,
    UNDER_WAY,
    finished_of,
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
    shortened,
)
from sweeps.pool import Turn, n_side_by_side, run_side_by_side, start_fork_server
from sweeps.progress import follow
from sweeps.slurm import check_sbatch, submit
from workspace.attempts import remove_all_stale
from workspace.errors import RunError
from workspace.machine import refuse_spaces
from workspace.on_end import Ending, told_at_end
from workspace.paths import Workspace
from workspace.words import counted

Runner = Callable[[list[Parameters]], Generator[Turn, None, None]]


@dataclass(frozen=True)
class Choice:
    """Which simulations of a sweep to run, and where.

    Attributes
    ----------
    resume : those that are missing, have failed or have changed
    only : these, like "3,7-9" or [3, 7, 8, 9]
    overwrite : all; replace existing data of this sim_id once the new ones are there
    scheduler : address of the Dask scheduler that runs them; None for this machine
    slurm : options of sbatch, to submit them to Slurm; None for this machine
    prepare_only : run none, prepare m_run.py for a cluster's queue and merge what has finished
    verbose : show all that the simulations print
    on_end : command that the shell runs when all have ended, see workspace.on_end
    """

    resume: bool = False
    only: str | Iterable[int | str] | None = None
    overwrite: bool = False
    scheduler: str | None = None
    slurm: str | None = None
    prepare_only: bool = False
    verbose: bool = False
    on_end: str | None = None


def run_sweep(spec: Spec, choice: Choice) -> tuple[Path, Archive]:
    """Prepare, run side by side, merge; return the folder of the results and their archive.

    The archive has no simulations if none has finished.

    Raises
    ------
    UserError
        Something that the user gave is wrong; nothing was written.
    RunError
        Simulations have failed; the data of the others are merged, choice.resume runs these again.
    KeyboardInterrupt
        It was interrupted; what has finished is merged.
    """
    refuse_spaces()
    sweep = full_sweep(spec)
    tell_other_origin(spec)
    run_all = _runner(choice, sweep)
    workspace = Workspace.of(next(iter(sweep.values())))
    with told_at_end(choice.on_end, workspace.sim_id) as ending:
        return _run(spec, choice, Merged(workspace, sweep), run_all, ending)


def _run(
    spec: Spec, choice: Choice, merged: Merged, run_all: Runner | None, ending: Ending
) -> tuple[Path, Archive]:
    """What run_sweep does once all is checked that can be without the lock."""
    workspace, sweep = merged.workspace, merged.sweep
    with workspace.locked():
        workspace.recover()
        chosen = _choose(choice, merged)
        is_here = run_all is not None and bool(chosen) and not choice.scheduler
        if is_here:
            start_fork_server()  # it imports NEURON while the sweep is prepared
        prepare_sweep(sweep, workspace)
        if choice.slurm is not None and chosen:
            ending.command = None  # the job that merges runs it
            options = shlex.split(choice.slurm)
            print(submit(spec, sweep, chosen, workspace, options, choice.on_end))
            return workspace.data, merged.archive
        if is_here:
            needed = estimate_sweep(chosen)
            what = counted(len(chosen), "simulation")
            tell(workspace.sim_id, what, needed, workspace.data_root)
        is_whole = _simulate(run_all, chosen, choice.verbose)
        remove_all_stale(workspace.unfinished_parts)
        left = pending(sweep, workspace, read_finished(merged))
        archive = merge_finished(spec, merged, left)
        _report(workspace, len(sweep), left, archive is not None)
        if not left:
            workspace.clear_sweep()
    if not is_whole:
        raise KeyboardInterrupt
    failed = [num for num, why in left.items() if num in chosen and why in ENDED_BADLY]
    if failed and run_all is None:
        _name_failures(workspace, failed)
    if failed:
        named = f"{counted(len(failed), 'simulation')} failed ({shortened(failed)})"
        raise RunError(f"{workspace.sim_id}: {named}")
    if left:
        ending.status = "incomplete"
    else:
        draw_if_asked(next(iter(sweep.values())))
    return workspace.data, archive or merged.archive


def _choose(choice: Choice, merged: Merged) -> dict[str, Parameters]:
    """The simulations to run, {sim_num: parameters}, longest first."""
    workspace, sweep = merged.workspace, merged.sweep
    if choice.only is not None:
        read_finished(merged)
        only = choice.only if isinstance(choice.only, str) else ",".join(map(str, choice.only))
        sim_nums = select_sim_nums(only, sweep)
    elif choice.resume:
        finished = read_finished(merged)
        reasons = pending(sweep, workspace, finished)
        print(f"{workspace.sim_id}: {resume_line(sweep, finished, reasons)}")
        sim_nums = [sim_num for sim_num, reason in reasons.items() if reason not in UNDER_WAY]
    else:
        refuse_running(workspace)
        if not choice.overwrite:
            refuse_existing(workspace)
        reset(workspace)
        sim_nums = list(sweep)
    longest = longest_first(sweep[sim_num] for sim_num in sim_nums)
    return {params["sim_num"]: params for params in longest}


def _runner(choice: Choice, sweep: SweepParameters) -> Runner | None:
    """What runs simulations, here or on a cluster; None where nothing is to be run.

    Raises UserError where it cannot, before anything is written.
    """
    if choice.slurm is not None:
        check_sbatch()
        return None
    if choice.prepare_only:
        return None
    if choice.scheduler:
        return partial(run_on_cluster, client=connect(choice.scheduler))
    return partial(run_side_by_side, n_cpus=n_side_by_side(sweep))


def _simulate(run_all: Runner | None, chosen: Mapping[str, Parameters], verbose: bool) -> bool:
    """Run the chosen simulations; return False where Ctrl-C has ended them."""
    if run_all is None or not chosen:
        return True
    return follow(run_all(list(chosen.values())), chosen, verbose)


def _report(workspace: Workspace, n: int, left: Mapping[str, str], is_new: bool) -> None:
    """Tell how many of the `n` simulations are finished, and where the results are."""
    line = f"{workspace.sim_id}: {finished_of(n - len(left), n)}"
    if workspace.overwriting.exists() and not is_new:
        line += "; the old data are untouched"
    elif workspace.data.exists():
        line += f"; the results are in {workspace.data}"
    states = list(left.values())
    for state in UNDER_WAY:
        if n_of_these := states.count(state):
            line += f"; {n_of_these} {state}"
    n_left = sum(state not in UNDER_WAY for state in states)
    print(line + (f"; --resume runs the {n_left} left" if n_left else ""))


def _name_failures(workspace: Workspace, failed: Iterable[str]) -> None:
    """Print a line for each failure that nobody has seen happen: that of a task of a queue."""
    for sim_num in failed:
        print(SweepMember(workspace, sim_num).failure_line(), file=sys.stderr)
