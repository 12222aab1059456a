"""NEURON's `h`, imported when it is first used.

The files of networks and inputs say what they take, and the setup scripts ask them, in a process
that runs no simulation: it need not wait for NEURON, nor hold its MPI library.
"""

import functools
import sys
from typing import Any

# NEURON imports them, where they are installed, to show its objects in notebooks: 0.1 s.
FOR_NOTEBOOKS = ("IPython", "bokeh")


@functools.cache
def import_neuron() -> Any:
    """Import NEURON and return its `h`; outside a notebook without what only notebooks need."""
    left_out = [] if "IPython" in sys.modules else list(FOR_NOTEBOOKS)
    hidden = [name for name in left_out if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: not to be found
    try:
        from neuron import h
    finally:
        for name in hidden:
            del sys.modules[name]
    return h


class _LazyH:
    """Stands for neuron.h."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_neuron(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(import_neuron(), name, value)


h: Any = _LazyH()
