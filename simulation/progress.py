"""What Python does while a simulator runs: a progress bar, and a way out for Ctrl-C."""

import ctypes
import os
import signal
import sys
from types import FrameType, TracebackType

from neuron import h

from workspace.errors import INTERRUPTED
from workspace.progress_bar import progress_bar

N_TURNS = 1000  # how often in a run Python gets a turn
NUMBERS = "{n:.0f}/{total:.0f} ms [{elapsed}<{remaining}]"


class Progress:
    """A context in which the simulator gives Python a turn every thousandth of the run.

    psolve comes back only at its end, so the turns come from an artificial cell, ProgressTick,
    whose events call a function; it sends nothing to other cells. A turn costs microseconds.

    Parameters
    ----------
    sim_dur : length of the run (ms)
    shown : show the progress in simulated ms on stderr
    interactive : Ctrl-C stops the simulator, and raise_if_interrupted raises; otherwise it ends
        the process at once
    columns : width of the terminal that shows it, where stderr is a pipe
    """

    def __init__(
        self, sim_dur: float, shown: bool, interactive: bool = False, columns: int | None = None
    ) -> None:
        self._interactive, self._interrupted = interactive, False
        self._bar = progress_bar(sim_dur, NUMBERS, columns, shown)
        self._turn = ctypes.CFUNCTYPE(None, ctypes.c_double)(self._on_turn)
        self._tick = h.ProgressTick()
        self._tick.interval = sim_dur / N_TURNS
        self._tick.callback = ctypes.cast(self._turn, ctypes.c_void_p).value

    def __enter__(self) -> "Progress":
        handler = self._stop if self._interactive else _leave
        self._old_handler = signal.getsignal(signal.SIGINT)
        if self._old_handler != signal.SIG_IGN:  # as a shell has it for commands in the background
            signal.signal(signal.SIGINT, handler)
        h.stoprun = 0
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.signal(signal.SIGINT, self._old_handler)
        del self._tick  # now, not by a garbage collection in the middle of the next run
        if error is None:
            self._on_turn(self._bar.total)
        self._bar.close()

    def raise_if_interrupted(self) -> None:
        """Raise KeyboardInterrupt if Ctrl-C was pressed in an interactive run."""
        if self._interrupted:
            raise KeyboardInterrupt

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        """Remember the interrupt; NEURON stops at its next step, CoreNEURON ends its chunk."""
        self._interrupted = True
        h.stoprun = 1

    def _on_turn(self, time: float) -> None:
        self._bar.update(min(time, self._bar.total) - self._bar.n)  # 2000 ms may be 2000.0000001


def _leave(signum: int, frame: FrameType | None) -> None:
    """End the process at once: nothing can be raised through the simulator's frames."""
    print("\ninterrupted: the old data are untouched", file=sys.stderr, flush=True)
    os._exit(INTERRUPTED)
