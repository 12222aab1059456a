"""What a setup script would run, without running or writing anything: --dry_run."""

import shlex
from collections.abc import Iterable, Iterator, Sequence

from catalogue.columns import differences
from parameters.table import Parameters, SweepParameters
from results.spec import Spec
from simulation.estimate import Estimate, duration_text, estimate, warnings
from simulation.prepare import full_params
from simulation.provenance import tell_other_origin
from sweeps import cluster, slurm
from sweeps.estimate import estimate_sweep
from sweeps.files import Merged
from sweeps.plan import (
    UNDER_WAY,
    full_sweep,
    pending,
    read_finished,
    refuse_existing,
    refuse_running,
    resume_line,
    select_sim_nums,
)
from sweeps.pool import n_side_by_side
from sweeps.run import Choice
from workspace.files import size_text
from workspace.machine import available_memory, free_disk, n_cores
from workspace.paths import Workspace
from workspace.words import counted

Row = tuple[str, str]


def preview_simulation(spec: Spec, overwrite: bool = False) -> str:
    """What s_sim_setup.py would run.

    Raises
    ------
    UserError : what the run itself would refuse
    """
    params = full_params(spec)
    tell_other_origin(spec)
    workspace = Workspace.of(params)
    if not overwrite:
        workspace.refuse_existing_data()
    needed = estimate(params)
    rows = [
        ("simulation", f"{params['sim_id']}, {params['sim_dur']:g} ms"),
        *_rows([params], needed, workspace),
    ]
    if workspace.data.exists():
        rows.append(("data", f"{workspace.data} would be replaced"))
    return _text(rows)


def preview_sweep(spec: Spec, choice: Choice) -> str:
    """What m_sim_setup.py would run.

    Raises
    ------
    UserError : what the sweep itself would refuse
    """
    sweep = full_sweep(spec)
    tell_other_origin(spec)
    if choice.slurm is not None:
        slurm.check_sbatch()
    elif not choice.scheduler:
        n_side_by_side(sweep)
    workspace = Workspace.of(next(iter(sweep.values())))
    chosen, state = _chosen(sweep, choice, workspace)
    rows = [("sweep", f"{workspace.sim_id}, {state}")]
    if chosen:
        needed = estimate_sweep(chosen)
        rows += _rows(list(chosen.values()), needed, workspace, _elsewhere(chosen, needed, choice))
    if workspace.data.exists():
        rows.append(("data", f"{workspace.data} exists"))
    return _text(rows)


def _chosen(
    sweep: SweepParameters, choice: Choice, workspace: Workspace
) -> tuple[SweepParameters, str]:
    """The simulations that would run, and why these."""
    if choice.only is not None:
        only = choice.only if isinstance(choice.only, str) else ",".join(map(str, choice.only))
        sim_nums: Iterable[str] = select_sim_nums(only, sweep)
        state = f"{len(set(sim_nums))} of {counted(len(sweep), 'simulation')}"
    elif choice.resume:
        finished = read_finished(Merged(workspace, sweep))
        reasons = pending(sweep, workspace, finished)
        sim_nums = [num for num, why in reasons.items() if why not in UNDER_WAY]
        state = resume_line(sweep, finished, reasons)
    else:
        refuse_running(workspace)
        if not choice.overwrite:
            refuse_existing(workspace)
        sim_nums, state = sweep, counted(len(sweep), "simulation")
    return {num: sweep[num] for num in sim_nums}, state


def _elsewhere(chosen: SweepParameters, needed: Estimate, choice: Choice) -> list[Row]:
    """What would be submitted, and how long the longest simulation takes; none on this machine."""
    if choice.slurm is not None:
        what = ("Slurm", slurm.describe(chosen, needed.n_synapses, shlex.split(choice.slurm)))
    elif choice.scheduler:
        what = ("Dask", cluster.describe(choice.scheduler, len(chosen)))
    else:
        return []
    found = (estimate(params, True, needed.n_synapses) for params in chosen.values())
    longest = duration_text(max(simulation.seconds for simulation in found))
    return [what, ("time", f"about {longest} for the longest simulation, on cores like these")]


def _rows(
    simulations: Sequence[Parameters],
    needed: Estimate,
    workspace: Workspace,
    elsewhere: Sequence[Row] = (),
) -> Iterator[Row]:
    first = simulations[0]
    simulator = ", ".join(dict.fromkeys(params["simulator"] for params in simulations))
    yield (
        "network",
        f"{first['conn_id']}: {first['N_stell']} stellate cells, {first['N_intrnrn']} "
        f"interneurons, {needed.n_synapses:,} synapses",
    )
    for name, values in differences(simulations).items():
        yield "differs", f"{name} {values}"
    if elsewhere:
        yield "solver", simulator
        yield from elsewhere
    else:
        yield "processes", f"{needed.n_processes} on {n_cores()} cores, {simulator}"
        yield "time", f"about {duration_text(needed.seconds)}"
        free = size_text(available_memory())
        yield "memory", f"about {size_text(needed.memory)}, {free} available"
    free = size_text(free_disk(workspace.data_root))
    yield "disk", f"about {size_text(needed.disk)}, {free} free in {workspace.data_root}"
    memory, n = (0, 0) if elsewhere else (needed.memory, needed.n_processes)
    for line in warnings(memory, needed.disk, n, workspace.data_root):
        yield "WARNING", line


def _text(rows: Sequence[Row]) -> str:
    width = max(len(name) for name, _ in rows) + 2
    names = [name if k == 0 or name != rows[k - 1][0] else "" for k, (name, _) in enumerate(rows)]
    lines = [f"{name:{width}}{text}" for name, (_, text) in zip(names, rows, strict=True)]
    return "\n".join([*lines, "Nothing was run or written."])
