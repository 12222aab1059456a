"""Run simulations on the workers of a Dask cluster that shares its files with this machine."""

import subprocess
import sys
import time
from collections.abc import Generator, Iterable, Sequence
from typing import Any

from tqdm import tqdm

from parameters.table import Parameters
from sweeps.pool import TICK, Finished, Turn, how_it_ended
from workspace.errors import RunError, UserError
from workspace.paths import ROOT
from workspace.words import counted

CONNECTING = 5.0  # s that the scheduler gets to answer


def connect(address: str) -> Any:
    """A client of the Dask scheduler at `address`.

    Raises UserError where Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UserError(
            "--scheduler: Dask is not installed; pip install dask distributed "
            "(the extra [cluster] of pyproject.toml)"
        ) from None
    try:
        return Client(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(
            f"--scheduler: got {address!r}, expected the address of a running Dask scheduler, "
            f"like tcp://host:8786 ({error})"
        ) from None


def describe(address: str, n: int) -> str:
    """Where `run_on_cluster` would run `n` simulations, in words.

    Raises UserError as `connect` does.
    """
    client = connect(address)
    try:
        threads = client.nthreads()
    finally:
        client.close()
    return (
        f"{counted(n, 'task')} for the Dask scheduler {address}, which has "
        f"{counted(len(threads), 'worker')} for {counted(sum(threads.values()), 'task')} at a time"
    )


def run_on_cluster(simulations: Sequence[Parameters], client: Any) -> Generator[Turn, None, None]:
    """Run all simulations as tasks of a Dask scheduler, the first ones first.

    A task starts m_run.py on a worker. Where a worker is lost, Dask runs its tasks on another.
    Yields at least every TICK. When it is closed, or on Ctrl-C, the tasks are ended.

    Parameters
    ----------
    client : of `connect`; it is closed at the end

    Raises RunError where the scheduler is lost.
    """
    tasks: dict[Any, Parameters] = {}
    workers = set(client.nthreads())
    try:
        tasks |= {_submit(client, params, -i): params for i, params in enumerate(simulations)}
        while tasks:
            time.sleep(TICK)
            if client.status != "running":
                raise RunError(
                    "--scheduler: the connection to it was lost; --resume runs what is missing"
                )
            ended = [_ended(task, tasks.pop(task)) for task in list(tasks) if task.done()]
            threads = client.nthreads()
            _tell_lost(workers - threads.keys())
            workers = set(threads)
            yield min(len(tasks), sum(threads.values())), ended
    finally:
        _leave(client, tasks)


def _submit(client: Any, params: Parameters, priority: int) -> Any:
    names = ["--sim_id", params["sim_id"], "--sim_num", params["sim_num"]]
    command = [sys.executable, str(ROOT / "m_run.py"), *names, "--attached"]
    return client.submit(
        subprocess.run, command, stdin=subprocess.DEVNULL, priority=priority, pure=False
    )


def _tell_lost(workers: Iterable[str]) -> None:
    for address in sorted(workers):
        tqdm.write(
            f"worker {address} is lost; its simulations run again on other workers", sys.stderr
        )


def _ended(task: Any, params: Parameters) -> Finished:
    if task.status == "finished":
        return Finished(params["sim_num"], how_it_ended(task.result().returncode))
    why = repr(task.exception()) if task.status == "error" else task.status
    return Finished(params["sim_num"], f"not run by Dask: {why}")


def _leave(client: Any, tasks: dict[Any, Parameters]) -> None:
    """Take back the tasks that wait, end those that run, and go."""
    sim_ids = {params["sim_id"] for params in tasks.values()}

    def end_simulations() -> None:  # a nested function travels whole: workers need not import us
        import psutil

        for process in psutil.Process().children():
            if "--attached" in process.cmdline() and sim_ids.intersection(process.cmdline()):
                process.terminate()

    if tasks and client.status == "running":
        client.cancel(list(tasks))
        client.run(end_simulations, on_error="ignore")
    client.close()
