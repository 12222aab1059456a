"""The Python API: run simulations and sweeps, and open their results.

For example::

    from gridcells import open_simulation, run_sweep, simulate

    ring = simulate({"sim_id": "ring", "sim_dur": 2000})
    ring.spikes("stell")  # a list of arrays, ms

The scripts s_sim_setup.py and m_sim_setup.py call the same functions.
"""

from gridcells.api import (
    open_simulation,
    open_sweep,
    preview,
    preview_sweep,
    run_sweep,
    simulate,
)
from gridcells.simulation import Simulation
from gridcells.sweep import Sweep
from parameters.grid import grid
from workspace.errors import RunError, UserError

__all__ = [
    "RunError",
    "Simulation",
    "Sweep",
    "UserError",
    "grid",
    "open_simulation",
    "open_sweep",
    "preview",
    "preview_sweep",
    "run_sweep",
    "simulate",
]
