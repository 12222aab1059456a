"""Follow the simulations of a sweep while they run: the bar, the failures, Ctrl-C."""

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from types import TracebackType

from tqdm import tqdm

from parameters.table import Parameters
from sweeps.member import SweepMember
from sweeps.plan import cost
from sweeps.pool import Finished, Turn
from workspace.progress_bar import progress_bar

NUMBERS = "{desc} [{elapsed}<{remaining}]"


def follow(
    turns: Generator[Turn, None, None], simulations: Mapping[str, Parameters], verbose: bool
) -> bool:
    """Wait until all have ended, and tell each failure; return False where Ctrl-C has ended them.

    Parameters
    ----------
    turns : of pool.run_side_by_side or cluster.run_on_cluster
    verbose : show what each simulation has printed when it has ended
    """
    try:
        with closing(turns), SweepProgress(simulations) as progress:
            for n_running, ended in turns:
                for simulation in ended:
                    _note(simulation, SweepMember.of(simulations[simulation.sim_num]), verbose)
                progress.show(n_running, ended)
    except KeyboardInterrupt:
        return False
    return True


def _note(simulation: Finished, member: SweepMember, verbose: bool) -> None:
    if simulation.error:
        member.record_crash(simulation.error)
        tqdm.write(member.failure_line(), sys.stderr)
    if verbose and (text := member.log_text()):
        tqdm.write(f"---- {member.label}\n{text}")


class SweepProgress:
    """Progress on stderr: how many simulations are done, have failed and run; the time left.

    It advances by the cost of a simulation, so that long ones, which come first, count as long.
    """

    def __init__(self, simulations: Mapping[str, Parameters]) -> None:
        self._simulations = simulations
        self._n_done = self._n_failed = 0
        shown = all(params["show_progress_bar"] for params in simulations.values())
        self._bar = progress_bar(sum(map(cost, simulations.values())), NUMBERS, shown=shown)

    def __enter__(self) -> "SweepProgress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def show(self, n_running: int, ended: Sequence[Finished]) -> None:
        """Count those that have ended; draw the bar, but not more than ten times a second."""
        n_failed = sum(bool(simulation.error) for simulation in ended)
        self._n_failed += n_failed
        self._n_done += len(ended) - n_failed
        done = f"{self._n_done}/{len(self._simulations)} done"
        line = f"{done}, {self._n_failed} failed, {n_running} running"
        self._bar.set_description_str(line, refresh=False)
        if ended:
            self._bar.update(sum(cost(self._simulations[s.sim_num]) for s in ended))
        else:
            self._bar.refresh()
