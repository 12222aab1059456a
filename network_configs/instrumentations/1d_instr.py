"""Inputs and recorders of the rings (conn_id 1d and asym)."""

from collections.abc import Iterable, Iterator

from input_data.trajectory_input import trajectory_cautions
from network_configs.instrumentations.common import attach_common
from network_configs.instrumentations.drive import attach_drive
from network_configs.instrumentations.trajectory import interneuron_drives, tuned_theta
from network_configs.instrumentations.velocity import (
    RING_EXTRA_PARAMS,
    RING_VELOCITY,
    attach_velocity,
    check_velocity,
)
from network_configs.network import Network
from parameters.rules import conflict
from parameters.table import Parameters
from parameters.theta import ThetaInput
from parameters.theta import theta_inputs as theta_currents

VEL_TYPES = RING_VELOCITY
INPUT_IDS = ()
EXTRA_PARAMS = RING_EXTRA_PARAMS


def checks(params: Parameters) -> Iterator[str]:
    """There are two rings to drive, a current for each, and positions where they are needed."""
    yield from check_velocity(params)
    if params["tuning"] == 2 and params["vel_type"] != "input":
        yield conflict(
            params, "tuning", "vel_type", expected="vel_type 'input', which has positions"
        )


def cautions(params: Parameters) -> Iterator[str]:
    """A trajectory or a velocity curve that hardly fits the run."""
    yield from trajectory_cautions(params)


def theta_inputs(params: Parameters) -> Iterable[ThetaInput]:
    """The theta currents of the parameters, and the theta of `tuning`."""
    return [*theta_currents(params), *tuned_theta(params)]


def setup_instrumentation(network: Network) -> Network:
    """Drive the rings by vel_type, the interneurons by intrnrn_dc_amp and `tuning`."""
    attach_velocity(network, VEL_TYPES)
    for gids, drive in interneuron_drives(network.params):
        present = [network.interneurons[gid] for gid in gids if gid in network.interneurons]
        attach_drive(network, present, drive)
    return attach_common(network)
