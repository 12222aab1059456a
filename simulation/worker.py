"""One simulation on the processes there are: what s_run.py and m_run.py share."""

import os
import re
import socket
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from cells.lazy_neuron import import_neuron
from parameters.table import Parameters
from simulation.inputs import input_hashes
from simulation.matrix_record import record_matrix
from simulation.mpi import mpi_facts
from workspace.attempts import Attempt
from workspace.errors import RunError, UserError
from workspace.stopwatch import Stopwatch

RUN_INFO = "run_info.json"


class Report(Protocol):
    """Where a run says how it went: its label, its log, and the file of its first failure."""

    label: str
    log: Path
    failure: Path


def run_rank(
    params: Parameters,
    attempt: Attempt,
    n_ranks: int,
    matrix: Path | None = None,
    columns: int | None = None,
) -> dict[str, Any] | None:
    """Run one simulation; process 0 opens the attempt and writes its files there.

    Every process of the run calls this.

    Parameters
    ----------
    matrix : file of the connectivity; by default the one prepared for a single simulation
    columns : width of the terminal that shows the progress, where stderr is a pipe

    Returns on process 0 how it went, None on the others: the processes and their hosts, of several
    the launcher and its MPI library, the input files with the hash of their content, the
    fingerprint of the matrix, and the seconds of the stages (build, of it connect; run, of it solve
    and write).

    Raises UserError or RunError.
    """
    stopwatch = Stopwatch()
    rank = join_processes(n_ranks)
    from network_configs.network_init import matrix_path, network_init
    from results.writer import Output
    from simulation import engine

    facts: dict[str, Any] = {"n_processes": n_ranks}
    if rank == 0:
        facts |= mpi_facts(n_ranks)
        facts["inputs"] = input_hashes(params)
    with stopwatch("build"):
        network = network_init(params, matrix, stopwatch)
        output = None
        if rank == 0:
            folder = attempt.open()
            facts |= record_matrix(matrix or matrix_path(params), params, folder)
            output = Output(folder, params, network.recorders)
        network.pc.barrier()
    with stopwatch("run"):
        engine.run(network, output, stopwatch, columns=columns)
        if output is not None:
            with stopwatch("write"):
                output.close()
    facts["hosts"] = _hosts()
    return facts | stopwatch.seconds if rank == 0 else None


def _hosts() -> list[str]:
    """The machines that the processes run on."""
    from neuron import h

    return sorted(set(h.ParallelContext().py_allgather(socket.gethostname())))


def join_processes(n_ranks: int) -> int:
    """Join the other processes of the run through MPI; return this one's number.

    Raises RunError where MPI does not give as many as were started.
    """
    h = import_neuron()
    if n_ranks > 1:
        h.nrnmpi_init()
    pc = h.ParallelContext()
    if pc.nhost() != n_ranks:
        raise RunError(
            f"n_cpus: asked for {n_ranks} processes, MPI gives {int(pc.nhost())}: the library "
            f"{os.environ.get('MPI_LIB_NRN_PATH', 'libmpi.so')} does not belong to the launcher; "
            "set MPI_LIB_NRN_PATH to the one that does, and srun's --mpi (docs/cluster.md)"
        )
    if n_ranks > 1:
        pc.barrier()
        unlink_shared_memory()
    if pc.id() > 0:
        warnings.simplefilter("ignore")  # process 0 gives the same ones
    return int(pc.id())


def unlink_shared_memory() -> None:
    """Remove the name of the memory that MPICH shares between the processes of a host (Linux).

    All have opened it when MPI has started, and it stays as long as one of them lives. MPICH itself
    removes the name at a regular end only: after a crash or Ctrl-C it would keep 2 MB for ever.
    """
    maps = Path("/proc/self/maps")
    if maps.exists():
        for name in set(re.findall(r"/dev/shm/mpich_shm_\w+$", maps.read_text(), re.MULTILINE)):
            Path(name).unlink(missing_ok=True)


def report_errors(report: Report, run: Callable[[], None], printed: bool = True) -> int:
    """Run, and return the exit status; an error is one line, of the first process that has one.

    The line goes to the failure file, its traceback to the log.

    Parameters
    ----------
    printed : print the line as well; a setup script that waits for this process does so itself
    """
    try:
        run()
    except (UserError, RunError) as error:
        return _fail(report, str(error), error.exit_status, printed)
    except MemoryError as error:
        line = f"not enough memory: {error}; take a smaller network, or record less"
        return _fail(report, line, RunError.exit_status, printed)
    except Exception as error:
        return _fail(report, f"{type(error).__name__}: {error}", RunError.exit_status, printed)
    return 0


def end(status: int) -> None:
    """End this process now if its run has failed.

    Without the usual clean-up: HDF5 crashes where it cannot write what it still holds.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if status:
        os._exit(status)


def mpi_exit(status: int) -> None:
    """End a process of a run: with the others where all went well, at once where it failed.

    A process that failed must not wait in MPI_Finalize for the others: the launcher ends them.
    """
    end(status)
    from neuron import h

    h.ParallelContext().barrier()  # mpiexec kills the others if one leaves without MPI_Finalize
    h.quit()


def _fail(report: Report, line: str, status: int, printed: bool) -> int:
    with open(report.log, "a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(traceback.format_exc())
    try:
        with open(report.failure, "x", encoding="utf-8", errors="backslashreplace") as failure:
            failure.write(f"{status}\n{line}\n")
    except FileExistsError:
        return status
    where = "" if status == UserError.exit_status else f" (log: {report.log})"
    if printed:
        print(f"{report.label}: {line}{where}", file=sys.stderr, flush=True)
    return status
