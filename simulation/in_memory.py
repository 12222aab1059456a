"""Run a network from Python: what it records stays in memory."""

from network_configs.network import Network
from results.memory import Recordings
from simulation import engine


def run_network(network: Network) -> Recordings:
    """Simulate a network for its sim_dur, from 0 ms on, and return what it recorded.

    It can be run again, also after something was added to it or changed. Ctrl-C, or the
    interrupt of a notebook, stops it: at once on NEURON, at the end of a chunk of at most 2 s
    of simulated time on CoreNEURON.

    Parameters
    ----------
    network : Network
        From `network_init(params)`; own NEURON objects may have been added.

    Returns
    -------
    Recordings
        Spikes and traces. With several MPI processes each calls this, and process 0 gets the
        data of all; those of the others are empty.

    Raises
    ------
    UserError
        Another network has been built in this process since.
    RunError
        A voltage is not finite or beyond its limit.
    KeyboardInterrupt
        The run was interrupted.
    """
    recordings = Recordings(network.params)
    output = recordings if network.pc.id() == 0 else None
    engine.run(network, output, interactive=True)
    return recordings
