"""Run one simulation from what the user asks for to its archive: what s_sim_setup.py does."""

from parameters.table import Parameters
from results.spec import Spec
from simulation.estimate import estimate, tell, what_runs
from simulation.launch import launch, n_processes
from simulation.mpi import tell_unused_nodes
from simulation.post_analysis import draw_if_asked
from simulation.prepare import archive, full_params, prepare
from simulation.provenance import tell_other_origin
from workspace.errors import UserError
from workspace.paths import Workspace


def run_simulation(
    spec: Spec, overwrite: bool = False, verbose: bool = False, in_process: bool = False
) -> Parameters:
    """Check the parameters, prepare, run, archive; return the full parameters.

    Parameters
    ----------
    overwrite : replace existing data of this sim_id once the new run has succeeded
    verbose : show all that the processes print
    in_process : run on one process in this one, which cannot simulate anything else afterwards

    Raises
    ------
    UserError
        Something that the user gave is wrong.
    RunError
        The run has failed; the old data are untouched.
    """
    params = full_params(spec)
    tell_other_origin(spec)
    tell_unused_nodes(params)
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
    return params
