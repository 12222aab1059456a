"""Run simulations side by side on this machine, each in a fresh process."""

import os
import signal
import sys
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import connection, forkserver, get_context
from multiprocessing.context import ForkServerProcess
from types import ModuleType
from typing import NamedTuple

from cells.mechanisms import ensure_compiled
from parameters.table import Parameters
from simulation.launch import TERMINATION, n_processes, redirect_to_log
from sweeps.member import SweepMember, run_member
from workspace.errors import UserError
from workspace.machine import n_cores
from workspace.paths import ROOT

TICK = 1.0  # s between two looks at what runs
# The fork server imports these once: every simulation is a fork of it, and of nothing else. It
# holds no network, so a simulation finds what it finds alone, without half a second of imports.
PRELOADED = ["sweeps.preload"]

Running = dict[ForkServerProcess, Parameters]


class Finished(NamedTuple):
    """A simulation whose processes have ended: its sim_num, and its error ("" if there is none)."""

    sim_num: str
    error: str


Turn = tuple[int, list[Finished]]  # how many run, and those that have ended since the last turn


def run_side_by_side(simulations: Sequence[Parameters], n_cpus: int) -> Generator[Turn, None, None]:
    """Run all simulations, in this order, on at most `n_cpus` processes at a time.

    Yields at least every TICK. When it is closed, or on Ctrl-C, what runs is ended.
    """
    waiting, running, ended = deque(simulations), Running(), list[Finished]()
    start_fork_server()
    try:
        while waiting or running:
            while waiting and _has_room(running, waiting[0], n_cpus):
                params = waiting.popleft()
                running[_start(params)] = params
            yield len(running), ended
            ready = connection.wait([process.sentinel for process in running], TICK)
            ended = [
                _ended(process, running.pop(process))
                for process in list(running)
                if process.sentinel in ready
            ]
        yield 0, ended
    finally:
        _end(running)


def n_side_by_side(sweep: Mapping[str, Parameters]) -> int:
    """How many processes a sweep may use on this machine: n_cpus, or all cores.

    Raises UserError where a simulation needs more, or several without an mpiexec.
    """
    n_cpus = next(iter(sweep.values()))["n_cpus"] or n_cores()
    for sim_num, params in sweep.items():
        if n_processes(params, "n_cpus_per_sim") > n_cpus:
            raise UserError(
                f"simulation {sim_num!r}: n_cpus_per_sim: got {params['n_cpus_per_sim']}, "
                f"expected at most n_cpus, {n_cpus} (processes)"
            )
    return n_cpus


def how_it_ended(status: int) -> str:
    """An exit status in words, "" for 0."""
    if status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"ended with exit status {status}" if status else ""


def start_fork_server() -> None:
    """Start the fork server, unless it runs already; it takes a moment to import NEURON."""
    ensure_compiled()
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, given)])
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process that forks has one thread
    get_context("forkserver").set_forkserver_preload(PRELOADED)
    with _without_main():
        forkserver.ensure_running()


def _has_room(running: Running, params: Parameters, n_cpus: int) -> bool:
    used = sum(other["n_cpus_per_sim"] for other in running.values())
    return not running or used + params["n_cpus_per_sim"] <= n_cpus


def _start(params: Parameters) -> ForkServerProcess:
    process = get_context("forkserver").Process(target=_simulate, args=(dict(params),))
    with _without_main():
        process.start()
    return process


@contextmanager
def _without_main() -> Iterator[None]:
    """Start processes that do not import the main script: it may run a sweep when imported."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _simulate(params: Parameters) -> None:
    from sweeps.preload import FORK_SERVER  # as it was imported there

    redirect_to_log(SweepMember.of(params).log, FORK_SERVER)
    raise SystemExit(run_member(params))


def _ended(process: ForkServerProcess, params: Parameters) -> Finished:
    process.join()
    return Finished(params["sim_num"], how_it_ended(process.exitcode or 0))


def _end(running: Running) -> None:
    """End what runs: each simulation has a session of its own, with its processes."""
    for process in running:
        process.terminate()
    for process in running:
        process.join(TERMINATION)
        if process.exitcode is None and process.pid:
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
