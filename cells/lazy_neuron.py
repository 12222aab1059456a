"""NEURON's `h`, imported when it is first used.

The files of networks and inputs say what they take, and the setup scripts ask them, in a process
that runs no simulation: it need not wait for NEURON, nor hold its MPI library.
"""

from typing import Any


class _LazyH:
    """Stands for neuron.h."""

    def __getattr__(self, name: str) -> Any:
        from neuron import h

        return getattr(h, name)

    def __setattr__(self, name: str, value: Any) -> None:
        from neuron import h

        setattr(h, name, value)


h: Any = _LazyH()
