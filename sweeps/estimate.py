"""What a sweep will take, before it starts."""

from parameters.table import SweepParameters
from simulation.estimate import Estimate, estimate, n_synapses
from workspace.machine import n_cores


def estimate_sweep(simulations: SweepParameters) -> Estimate:
    """What these simulations will take side by side on this machine.

    The number of synapses is that of the largest network, whose matrix is built for that.

    Raises
    ------
    UserError : its matrix cannot be built, or a saved one is missing
    """
    largest = max(simulations.values(), key=lambda p: p["N_stell"] + p["N_intrnrn"])
    synapses = n_synapses(largest)
    found = [estimate(params, True, synapses) for params in simulations.values()]
    n_cpus = largest["n_cpus"] or n_cores()
    most = max(found, key=lambda needed: needed.memory)
    together = max(1, min(len(found), n_cpus // most.n_processes))
    core_time = sum(needed.seconds * needed.n_processes for needed in found)
    return Estimate(
        most.n_cells,
        synapses,
        together * most.n_processes,
        max(core_time / n_cpus, max(needed.seconds for needed in found)),
        together * most.memory,
        sum(needed.disk for needed in found),
    )
