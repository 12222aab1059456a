"""One simulation on the processes there are: what s_run.py and m_run.py share."""

import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulation.errors import RunError, UserError
from simulation.workspace import Workspace, write_json

RUN_INFO = "run_info.json"


def simulate(params: dict[str, Any], folder: Path, n_ranks: int) -> None:
    """Run one simulation; process 0 writes its files into `folder`.

    Every process of the run calls this. Raises UserError or RunError.
    """
    started = time.perf_counter()
    rank = join_processes(n_ranks)
    from network_configs.network_init import network_init
    from simulation import engine
    from simulation.output import Output

    network = network_init(params)
    output = Output(folder, params, network.recorders) if rank == 0 else None
    network.pc.barrier()
    built = time.perf_counter()
    engine.run(network, output)
    if output is not None:
        output.close()
        solved = time.perf_counter()
        write_json(
            folder / RUN_INFO,
            {"n_processes": n_ranks, "build_s": built - started, "run_s": solved - built},
        )


def join_processes(n_ranks: int) -> int:
    """Join the other processes of the run through MPI; return this one's number.

    Raises RunError where MPI does not give as many as were started.
    """
    os.environ.setdefault("NEURON_MODULE_OPTIONS", "-nogui")
    from neuron import h

    if n_ranks > 1:
        h.nrnmpi_init()
    pc = h.ParallelContext()
    if pc.nhost() != n_ranks:
        raise RunError(
            f"n_cpus: asked for {n_ranks} processes, MPI gives {int(pc.nhost())}; set "
            "MPI_LIB_NRN_PATH to the MPI library that belongs to the launcher"
        )
    return int(pc.id())


def guarded(workspace: Workspace, run: Callable[[], None]) -> int:
    """Run, and return the exit status; an error is one line, of the first process that has one.

    Its traceback goes to the log.
    """
    try:
        run()
    except (UserError, RunError) as error:
        return _report(workspace, str(error), error.exit_status)
    except Exception as error:
        return _report(workspace, f"{type(error).__name__}: {error}", RunError.exit_status)
    return 0


def leave(status: int) -> None:
    """End a process of a run: with the others where all went well, at once where it failed.

    A process that failed must not wait in MPI_Finalize for the others: the launcher ends them.
    """
    from neuron import h

    sys.stdout.flush()
    if status:
        os._exit(status)
    h.ParallelContext().barrier()  # mpiexec kills the others if one leaves without MPI_Finalize
    h.quit()


def _report(workspace: Workspace, line: str, status: int) -> int:
    with open(workspace.log, "a") as log:
        log.write(traceback.format_exc())
    try:
        with open(workspace.failure, "x") as failure:
            failure.write(str(status))
    except FileExistsError:
        return status
    where = "" if status == UserError.exit_status else f" (log: {workspace.log})"
    print(f"{workspace.sim_id}: {line}{where}", file=sys.stderr, flush=True)
    return status
