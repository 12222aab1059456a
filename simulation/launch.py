"""Start a script on as many processes as the parameters say: under mpiexec, or in this process."""

import ctypes
import importlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Literal, NoReturn

from network_configs.dealing import n_blocks
from parameters.table import Parameters
from simulation.mpi import mpi_command, mpiexec
from workspace.errors import RunError, UserError
from workspace.machine import n_cores
from workspace.paths import ROOT, Workspace

PR_SET_PDEATHSIG = 1  # Linux
TERMINATION = 5.0  # s that mpiexec gets to end its processes
BAR = r"\r[^\r\n]*"  # a state of the progress bar, which is not for the log


def n_processes(params: Parameters, key: Literal["n_cpus", "n_cpus_per_sim"] = "n_cpus") -> int:
    """How many processes to run on: n_cpus (null: all cores), but none without a cell.

    Parameters
    ----------
    key : n_cpus, or for a simulation of a sweep n_cpus_per_sim

    Raises UserError where several are asked for and there is no mpiexec.
    """
    useful = n_blocks(params["N_stell"], params["N_intrnrn"])
    wanted = params[key]
    if wanted is None:
        return min(n_cores(), useful) if mpiexec() else 1
    n = min(wanted, useful)
    if n > 1 and not mpiexec():
        raise UserError(
            f"{key}: got {wanted}, expected 1 process: there is no mpiexec; "
            "install mpich, or set MPIEXEC to the launcher of this machine"
        )
    return n


def launch(
    script: str, workspace: Workspace, n: int, verbose: bool, in_process: bool, n_nodes: int = 1
) -> None:
    """Run `script` for the prepared parameters on `n` processes.

    What the processes print goes to the log; their stderr, and with `verbose` all, to the terminal.

    Parameters
    ----------
    in_process : if n is 1, run it in this process
    n_nodes : number of hosts, for the launcher

    Raises UserError or RunError with the line of the first process that has failed.
    """
    workspace.failure.unlink(missing_ok=True)
    arguments = ["--sim_id", workspace.sim_id]
    if n == 1 and in_process:
        status = importlib.import_module(Path(script).stem).main(arguments)
    else:
        program = _program(script, [*arguments, *_terminal()], n)
        command = mpi_command(program, n, n_nodes) if n > 1 else program
        status = _run(command, workspace.log, verbose)
    if status:
        raise _failure(workspace)


def exec_mpiexec(script: str, arguments: Sequence[str], n: int) -> NoReturn:
    """Let this process go on as the launcher of `n` processes of `script`."""
    command = mpi_command(_program(script, arguments, n), n)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # mpiexec would read the user's input
    os.execvp(command[0], command)


def _program(script: str, arguments: Sequence[str], n: int) -> list[str]:
    """The command of one of `n` processes of a script of the project's."""
    return [sys.executable, str(ROOT / script), *arguments, "--n_ranks", str(n)]


def _terminal() -> list[str]:
    """The option that tells a process how wide our terminal is, which shows what it prints."""
    if not sys.stderr.isatty():
        return []
    columns = os.get_terminal_size(sys.stderr.fileno()).columns
    return ["--columns", str(max(columns - 1, 1))]  # a full line would wrap on some terminals


def die_with_parent(signum: int = signal.SIGKILL, parent: int | None = None) -> None:
    """Let the system send this process a signal when its parent dies (on Linux).

    Parameters
    ----------
    parent : process id of the parent, where it is known; it may have died already
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signum)
        if parent not in (None, os.getppid()):
            os.kill(os.getpid(), signum)


def redirect_to_log(log: Path, parent: int | None = None) -> None:
    """Print to the log alone, and end with the process that has started this one (on Linux)."""
    if os.getpid() != os.getpgrp():
        os.setsid()  # Ctrl-C in the terminal is for the process that has started this one
    die_with_parent(signal.SIGTERM, parent)
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(file, stream)


def _run(command: Sequence[str], log: Path, verbose: bool) -> int:
    this = os.getpid()
    with open(log, "w") as log_file:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM, parent=this),
        )
        streams = ((process.stdout, sys.stdout, verbose), (process.stderr, sys.stderr, True))
        readers = [threading.Thread(target=_pass_on, args=(*s, log_file)) for s in streams]
        for reader in readers:
            reader.start()
        status = _wait(process)
        for reader in readers:
            reader.join()
    return status


def _wait(process: "subprocess.Popen[bytes]") -> int:
    """Wait for the end; on Ctrl-C end all its processes first."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        try:
            process.wait(TERMINATION)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        raise


def _pass_on(source: IO[bytes], terminal: IO[str], shown: bool, log: IO[str]) -> None:
    """Copy a stream to the log and, where shown, to the terminal, as it comes."""
    for chunk in iter(lambda: os.read(source.fileno(), 65536), b""):
        text = chunk.decode(errors="replace")
        log.write(re.sub(BAR, "", text))
        log.flush()
        if shown:
            terminal.write(text)
            terminal.flush()


def _failure(workspace: Workspace) -> UserError | RunError:
    """The error of the first process that has failed, or that none has said why."""
    said = workspace.failure.read_text().splitlines() if workspace.failure.exists() else []
    if len(said) < 2:
        return RunError(
            f"{workspace.sim_id}: a process was killed or crashed (log: {workspace.log}); "
            "the old data are untouched"
        )
    status, line = said[:2]
    if int(status) == UserError.exit_status:
        return UserError(f"{workspace.sim_id}: {line}")
    return RunError(f"{workspace.sim_id}: {line} (log: {workspace.log})")
