"""The figures of finished simulations and sweeps, a topic per module.

Importing it fills the registry, in the order in which the figures are drawn: the one to look at
first is the last.
"""

from importlib import import_module

from analysis.figures.registry import (
    RUN_FIGURES,
    SWEEP_FIGURES,
    Drawing,
    Undefined,
    check_names,
    described_kinds,
    drawn,
    figure_of_run,
    figure_of_sweep,
)
from analysis.figures.run import Run
from analysis.figures.sweep_of_runs import SweepOfRuns

__all__ = [
    "RUN_FIGURES",
    "SWEEP_FIGURES",
    "Drawing",
    "Run",
    "SweepOfRuns",
    "Undefined",
    "check_names",
    "described_kinds",
    "drawn",
    "figure_of_run",
    "figure_of_sweep",
]

TOPICS = (
    *("connectivity", "traces", "cells", "rings", "theta", "activity", "sheets"),
    *("arena", "sweeps"),
)
for _topic in TOPICS:
    import_module(f"analysis.figures.{_topic}")
