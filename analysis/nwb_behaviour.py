"""What an NWB file holds beside the cells: the animal, its position, the phase of theta."""

import math
import sys

import numpy as np
from hdmf.backends.hdf5 import H5DataIO
from pynwb import NWBFile, TimeSeries
from pynwb.behavior import Position, SpatialSeries
from pynwb.file import Subject

from analysis.arena_measures import follows_animal
from analysis.checks import Array
from analysis.decoding import decoded_position
from analysis.load import layer_spikes, stellate_rings
from analysis.ring_measures import phase_of
from analysis.ring_phase import SAMPLE_DT
from analysis.spikes import MS_PER_S
from analysis.theta_measures import theta_said
from input_data.arena_run import load_path
from input_data.trajectory import load_track
from parameters.config_files import main_theta
from parameters.table import Parameters
from results.data import SimulationData
from workspace.errors import UserError

M_PER_CM = 0.01
PHASE_DT = 1.0  # ms between the samples of the theta phase


def simulated_animal(simulation: SimulationData) -> Subject:
    """The subject that the format wants: the animal whose cells the model describes."""
    return Subject(
        subject_id=simulation.label,
        species="Rattus norvegicus",
        sex="U",
        age="P0D/",
        description="No animal: a simulated network of the medial entorhinal cortex of the rat",
    )


def add_behaviour(nwb: NWBFile, simulation: SimulationData) -> None:
    """Add position and theta phase in the processing module `behavior`, as far as there are any."""
    places = [*_animal(simulation.params), *_decoded(simulation)]
    theta = list(_theta(simulation.params))
    if places or theta:
        module = nwb.create_processing_module("behavior", "position on the track, phase of theta")
        if places:
            module.add(Position(spatial_series=places, name="Position"))
        for series in theta:
            module.add(series)


def _animal(params: Parameters) -> list[SpatialSeries]:
    """The animal's position, for a run on a trajectory whose file is there."""
    if params["vel_type"] != "input":
        return []
    try:
        return [_in_arena(params) if follows_animal(params) else _run_on_track(params)]
    except UserError as error:
        print(f"note: the NWB file has no position of the animal: {error}", file=sys.stderr)
        return []


def _run_on_track(params: Parameters) -> SpatialSeries:
    """The animal on a circular track."""
    track = load_track(params)
    n_samples = math.ceil(params["sim_dur"] / track.sample_dt)
    text = f"the animal's position, trajectory {params['traj_id']}"
    return _on_track("position", text, track.position[:n_samples], track.sample_dt, params)


def _in_arena(params: Parameters) -> SpatialSeries:
    """The animal in an arena: x and y."""
    run = load_path(params)
    n_samples = math.ceil(params["sim_dur"] / run.sample_dt)
    corners = ", ".join(f"({x:g}, {y:g})" for x, y in run.arena)
    return SpatialSeries(
        name="position",
        description=f"the animal's position, x and y, trajectory {params['traj_id']}",
        data=H5DataIO(run.position[:n_samples], compression=True),
        unit="meters",
        conversion=M_PER_CM,
        reference_frame=f"arena with the corners {corners} cm",
        starting_time=0.0,
        rate=MS_PER_S / run.sample_dt,
    )


def _decoded(simulation: SimulationData) -> list[SpatialSeries]:
    """The position that the stellate rings hold."""
    params = simulation.params
    rings = stellate_rings(layer_spikes(simulation), params)
    if rings is None:
        return []
    decoded = decoded_position(phase_of(rings, params), params["lambda0"])
    text = "position decoded from the stellate rings, Gaussian of 100 ms; NaN where nothing fires"
    return [_on_track("decoded_position", text, decoded, SAMPLE_DT, params, SAMPLE_DT / 2)]


def _on_track(
    name: str, text: str, position: Array, sample_dt: float, params: Parameters, start: float = 0.0
) -> SpatialSeries:
    return SpatialSeries(
        name=name,
        description=text,
        data=H5DataIO(position, compression=True),
        unit="radians",
        reference_frame=f"circular track of {params['lambda0']:g} rad, 0 where its cell 0 fires",
        starting_time=start / MS_PER_S,
        rate=MS_PER_S / sample_dt,
    )


def _theta(params: Parameters) -> list[TimeSeries]:
    """The phase of the strongest theta input."""
    theta = main_theta(params)
    if theta is None:
        return []
    times = np.arange(0, params["sim_dur"], PHASE_DT, dtype=np.float64)
    return [
        TimeSeries(
            name="theta_phase",
            description=f"phase of the {theta_said(theta)}; 0 where it depolarises most",
            data=H5DataIO(theta.phase(times), compression=True),
            unit="radians",
            starting_time=0.0,
            rate=MS_PER_S / PHASE_DT,
        )
    ]
