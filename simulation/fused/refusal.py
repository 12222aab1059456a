"""What the fused solver cannot run: it is named before the run."""

import gc
from collections.abc import Mapping
from typing import Any, NoReturn

from neuron import h

from cells.cell import Cell
from workspace.errors import UserError

INPUTS = ("exc_syn", "inhb_syn", "ext_dc", "switch_pulse")  # of a cell: at most one of each
CHANNELS = ("stellate_mech", "interneuron_mech")
KNOWN = {"capacitance", "morphology", "i_theta", "v_extreme", *CHANNELS}
LARGEST_DT = 0.05  # ms: beyond it exp_of_small of the kernel is not exact


def refuse(what: str) -> NoReturn:
    """Raise UserError: the fused solver cannot run this."""
    raise UserError(
        f"simulator: got 'fused', which cannot run {what}; expected the model's own cells, "
        'synapses and clamps, or "simulator": "coreneuron", which runs any'
    )


def check_time_steps(dt: float, delay: float) -> None:
    """Refuse what the kernel's whole steps cannot be: time steps and delays (ms)."""
    if h.CVode().active() or h.secondorder:
        refuse("variable or second-order time steps (CVode, secondorder)")
    if dt > LARGEST_DT:
        refuse(f"dt {dt:g} ms, more than {LARGEST_DT:g} ms")
    if delay < dt or abs(delay / dt - round(delay / dt)) > 1e-6:
        refuse(f"netcon_delay {delay:g} ms, no multiple of dt, {dt:g} ms")


def check_cells(cells: Mapping[int, Cell]) -> None:
    """Refuse sections that are none of these cells', and cells that the kernel does not know."""
    for cell in cells.values():
        check_cell(cell)
    if _others(cells):
        gc.collect()  # cells of an earlier network that nobody holds any more
    for section in _others(cells):
        refuse(
            f"the section {section}, which is not a cell of this network (or is one of an earlier "
            "network)"
        )


def _others(cells: Mapping[int, Cell]) -> set[Any]:
    """Sections that are none of these cells'."""
    return set(h.allsec()) - {cell.soma for cell in cells.values()}


def check_cell(cell: Cell) -> None:
    """Refuse a cell that is more than one compartment with channels of the model and our inputs."""
    soma = cell.soma
    if soma.nseg != 1 or soma.children() or soma.parentseg() is not None:
        refuse(f"{soma}: it has more than one compartment")
    mechanisms = [mechanism.name() for mechanism in soma(0.5)]
    if sum(name in CHANNELS for name in mechanisms) != 1:
        refuse(f"{soma}: it has neither {' nor '.join(CHANNELS)} alone")
    for name in mechanisms:
        if name not in KNOWN:
            refuse(f"{name} in {soma}")
    own = [cell.__dict__.get(name) for name in INPUTS]
    for process in soma(0.5).point_processes():
        if process not in own:
            refuse(f"{process} in {soma}")
    pulse = cell.__dict__.get("switch_pulse")
    if pulse is not None and any((pulse.init_mean, pulse.init_std, pulse.mean, pulse.std)):
        refuse(f"{pulse} in {soma}: noise in switch_pulse")
