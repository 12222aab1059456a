"""Run one simulation from what the user asks for to its archive: what s_sim_setup.py does."""

from parameters.table import Parameters
from results.spec import Spec
from simulation.estimate import estimate, tell, what_runs
from simulation.launch import launch, n_processes
from simulation.post_analysis import draw_if_asked
from simulation.prepare import archive, full_params, prepare
from simulation.provenance import tell_other_origin
from workspace.errors import UserError
from workspace.machine import refuse_spaces
from workspace.on_end import told_at_end
from workspace.paths import Workspace


def run_simulation(
    spec: Spec,
    overwrite: bool = False,
    verbose: bool = False,
    in_process: bool = False,
    on_end: str | None = None,
) -> Parameters:
    """Check the parameters, prepare, run, archive; return the full parameters.

    Parameters
    ----------
    overwrite : replace existing data of this sim_id once the new run has succeeded
    verbose : show all that the processes print
    in_process : run on one process in this one, which cannot simulate anything else afterwards
    on_end : command that the shell runs when it has ended, see workspace.on_end

    Raises
    ------
    UserError
        Something that the user gave is wrong.
    RunError
        The run has failed; the old data are untouched.
    """
    refuse_spaces()
    params = full_params(spec)
    tell_other_origin(spec)
    with told_at_end(on_end, params["sim_id"]):
        # On Ctrl-C a simulator in this process would end it, and nobody would run the command.
        _run(spec, params, overwrite, verbose, in_process and on_end is None)
    return params


def _run(spec: Spec, params: Parameters, overwrite: bool, verbose: bool, in_process: bool) -> None:
    workspace = Workspace.of(params)
    with workspace.locked():
        workspace.recover()
        if not overwrite:
            workspace.refuse_existing_data()
        n = n_processes(params)
        try:
            prepare(params, workspace)
            needed = estimate(params)
            tell(params["sim_id"], what_runs(params, needed), needed, workspace.data_root)
            launch("s_run.py", workspace, n, verbose, in_process, params["n_nodes"])
            archive(spec, params, workspace)
        except UserError:
            workspace.clear_cache(params["conn_id"])
            raise
        finally:
            workspace.discard_staging()
    print(f"{params['sim_id']}: the results are in {workspace.data}")
    draw_if_asked(params)
