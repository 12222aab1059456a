"""Draw what fits a finished simulation, into data/{sim_id}/figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isqrt
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from analysis import figures, sheet_figures
from analysis.checks import Array
from analysis.connectivity import centred_on_ring, matrix_that_ran
from analysis.load import layer_spikes, layers_like
from analysis.measures import stellate_rings
from analysis.ring_measures import phase_of, positions
from analysis.ring_phase import SAMPLE_DT
from analysis.sheet_measures import frame_dt, layer_frames
from analysis.spikes import population_rate
from analysis.style import save_figure
from analysis.windows import STDEV, noise_end, settled_from
from network_configs.connections.matrix_summary import MatrixSummary
from parameters.config_files import layers
from parameters.layers import Layer
from parameters.table import SPIKES, Parameters
from results.data import SimulationData
from workspace.errors import UserError

FOLDER = "figures"
N_CELLS = 3  # whose traces are drawn where none are chosen
N_FRAMES = 5  # of the sheets side by side
AFTERMATH = 100.0  # ms after the noise in which the rates settle, and the smoothing reaches back
RATE_BIN = 1.0  # ms, of the rates over time

Drawing = tuple[str, Figure]


def draw_traces(simulation: SimulationData, gids: Sequence[int]) -> list[Path]:
    """Draw the traces of these cells only; return the files written, SVG and PNG."""
    folder, label = simulation.folder / FOLDER, simulation.label
    return [
        path
        for name, figure in recorded_traces(simulation, gids)
        for path in save_figure(figure, folder / f"{name}_{label}")
    ]


def draw(simulation: SimulationData, gids: Sequence[int] = ()) -> list[Path]:
    """Draw one simulation.

    Parameters
    ----------
    simulation : SimulationData
        A finished one.
    gids : sequence of int
        The cells whose traces are drawn; without any, some of those recorded.

    Returns
    -------
    list of Path
        The files written, SVG and PNG; the one to look at first is the last.
    """
    folder, label = simulation.folder / FOLDER, simulation.label
    written = [
        path
        for name, figure in drawings(simulation, gids)
        for path in save_figure(figure, folder / f"{name}_{label}")
    ]
    return written + _animation(simulation, folder / f"sheets_{label}.gif")


def drawings(simulation: SimulationData, gids: Sequence[int] = ()) -> Iterator[Drawing]:
    """The figures that fit a simulation, each with its name; see draw."""
    spikes = layer_spikes(simulation)
    yield from connectivity(simulation)
    yield from recorded_traces(simulation, gids)
    yield from activity(simulation.params, spikes)
    yield from chosen_cells(simulation)


def connectivity(simulation: SimulationData) -> Iterator[Drawing]:
    """The matrix that ran, and the weights of one cell against the distance."""
    params, matrix = simulation.params, matrix_that_ran(simulation)
    if matrix is None:
        return
    sizes = {layer.name: layer.n_cells for layer in layers(params)}
    yield "connectivity", figures.connectivity_matrix(matrix.image, sizes)
    if rings := _projections(matrix, layers_like(params, None, "ring")):
        middle = len(next(iter(rings.values()))) // 2
        profiles = {label: centred_on_ring(row, middle) for label, row in rings.items()}
        distance = next(iter(profiles.values()))[0]
        weights = {label: row for label, (_, row) in profiles.items()}
        yield "weights", figures.weight_profile(distance, weights)
    if maps := _projections(matrix, layers_like(params, None, "sheet")):
        side = isqrt(len(next(iter(maps.values()))))
        squares = {label: row.reshape(side, side) for label, row in maps.items()}
        yield "weights", sheet_figures.weight_maps(squares)


def recorded_traces(simulation: SimulationData, gids: Sequence[int]) -> Iterator[Drawing]:
    """Each recorded quantity, below the voltage where that was recorded of the same cells.

    Raises UserError for a gid of which there is no trace.
    """
    gids_of = {
        data_id: _recorded_gids(simulation, data_id)
        for data_id in simulation.recorded()
        if data_id not in SPIKES
    }
    _check_recorded(gids, gids_of.values())
    for data_id, recorded in gids_of.items():
        voltage = f"{data_id.partition('_')[0]}_v"
        common = [gid for gid in recorded if gid in gids_of.get(voltage, ())]
        data_ids = dict.fromkeys([voltage, data_id] if common else [data_id])
        if chosen := chosen_gids(common or recorded, gids):
            yield data_id, _traces(simulation, list(data_ids), chosen)


def chosen_cells(simulation: SimulationData) -> Iterator[Drawing]:
    """The spikes of a population of which only some cells were recorded."""
    spikes, gids = {}, {}
    for population, name in (("stell", "Stellate"), ("intrnrn", "Interneurons")):
        data_id = f"{population}_spks"
        if data_id in simulation.recorded() and simulation.spike_array(population) is None:
            gids[name] = _recorded_gids(simulation, data_id)
            with simulation.opened(data_id) as dataset:
                spikes[name] = dataset[:]
    if spikes:
        figure = figures.raster(spikes, simulation.params["sim_dur"], gids=gids)
        yield "raster_of_chosen_cells", figure


def activity(params: Parameters, spikes: Mapping[str, Array]) -> Iterator[Drawing]:
    """Rates over time, and the raster of small layers or the frames of sheets."""
    if not spikes:
        return
    duration = params["sim_dur"]
    rates = {
        name: population_rate(times, duration, bin_width=min(RATE_BIN, duration))
        for name, times in spikes.items()
    }
    fit_from = min(noise_end(params) + AFTERMATH, duration / 2)
    yield "rates", figures.rates_over_time(rates, min(RATE_BIN, duration), fit_from)
    if sheets := _sheet_spikes(params, spikes):
        maps, times = _sheet_maps(params, sheets)
        shown = np.linspace(_first_settled(params), len(maps) - 1, N_FRAMES).round().astype(int)
        brightest = _brightest(params, maps)
        yield (
            "sheets",
            sheet_figures.sheet_frames(maps[shown], list(sheets), times[shown], brightest),
        )
        return
    phase = decoded_phase(params, spikes)
    if phase is not None and params["vel_type"] == "input":
        decoded, animal = positions(phase, params)
        yield "trajectory", figures.trajectory(animal, decoded, SAMPLE_DT, params["lambda0"])
    if phase is not None:  # near the end the smoothing sees one side only
        phase = phase[: max(int((duration - 2 * STDEV) / SAMPLE_DT), 1)]
    yield "raster", figures.raster(spikes, duration, phase, SAMPLE_DT)


def decoded_phase(params: Parameters, spikes: Mapping[str, Array]) -> Array | None:
    """Phase of the bumps of the rings (rad, one per ms); None without rings, or silent ones."""
    rings = stellate_rings(spikes, params)
    phase = None if rings is None else phase_of(rings, params)
    return phase if phase is not None and np.isfinite(phase).any() else None


def _animation(simulation: SimulationData, path: Path) -> list[Path]:
    """The bumps on the sheets as a GIF, where there are sheets."""
    spikes = _sheet_spikes(simulation.params, layer_spikes(simulation))
    if not spikes:
        return []
    frames, times = _sheet_maps(simulation.params, spikes)
    brightest = _brightest(simulation.params, frames)
    sheet_figures.save_animation(path, frames, list(spikes), times.tolist(), brightest)
    return [path]


def _sheet_spikes(params: Parameters, spikes: Mapping[str, Array]) -> dict[str, Array]:
    """The spikes of the layers that are sheets."""
    names = [layer.name for layer in layers_like(params, None, "sheet")]
    return {name: spikes[name] for name in names if name in spikes}


def _sheet_maps(params: Parameters, spikes: Mapping[str, Array]) -> tuple[Array, Array]:
    """Rates (Hz), frames x layers x side x side, and the middle of each frame (ms)."""
    maps = np.concatenate([layer_frames(times, params) for times in spikes.values()], axis=1)
    return maps, (np.arange(len(maps), dtype=np.float64) + 0.5) * frame_dt(params)


def _first_settled(params: Parameters) -> int:
    return int(min(settled_from(params), params["sim_dur"] / 2) / frame_dt(params))


def _brightest(params: Parameters, maps: Array) -> float:
    return sheet_figures.brightest_rate(maps[_first_settled(params) :])


def _projections(matrix: MatrixSummary, places: Sequence[Layer]) -> dict[str, Array]:
    """Weights from the middle cell of a layer to a layer, by projection; the layers are alike.

    Stellate layers to which the interneurons project as to the first one are left out.
    """
    stellate = [layer for layer in places if layer.population == "stell"]
    interneurons = [layer for layer in places if layer.population == "intrnrn"]
    pairs = [(source, target) for source in stellate for target in interneurons]
    pairs += [(source, target) for source in interneurons for target in places]
    found: dict[str, Array] = {}
    drawn: dict[tuple[str, str], list[Array]] = {}
    for source, target in pairs:
        weights = _weights(matrix, source, target)
        alike = drawn.setdefault((source.name, target.population), [])
        if not any((weights == other).all() for other in alike):
            alike.append(weights)
            found[f"{_short(source)} to {_short(target)}"] = weights
    return found


def _short(layer: Layer) -> str:
    return "I" if layer.name == "Interneurons" else layer.name


def _weights(matrix: MatrixSummary, source: Layer, target: Layer) -> Array:
    return matrix.rows[source.middle][target.gids.start : target.gids.stop]


def _recorded_gids(simulation: SimulationData, data_id: str) -> list[int]:
    return list(simulation.gids(data_id).tolist())


def _check_recorded(wanted: Sequence[int], gids_of: Iterable[list[int]]) -> None:
    recorded = sorted({gid for gids in gids_of for gid in gids})
    for gid in wanted:
        if gid not in recorded:
            some = ", ".join(map(str, recorded[:8])) + (" ..." if len(recorded) > 8 else "")
            raise UserError(f"cells: got {gid}, expected cells with a trace: {some or 'none'}")


def chosen_gids(recorded: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """The gids wanted that were recorded; without wanted ones some of those recorded."""
    if wanted:
        return [gid for gid in wanted if gid in recorded]
    return list(recorded[:: -(-len(recorded) // N_CELLS)])


def _traces(simulation: SimulationData, data_ids: Sequence[str], gids: Sequence[int]) -> Figure:
    n_stell = simulation.params["N_stell"]
    names = [
        f"Stellate cell {gid}" if gid < n_stell else f"Interneuron {gid - n_stell}" for gid in gids
    ]
    quantities = {
        f"{data_id.partition('_')[2]} ({simulation.unit(data_id)})": _samples(
            simulation, data_id, gids
        )
        for data_id in data_ids
    }
    params = simulation.params
    fit_from = min(noise_end(params), params["sim_dur"] / 2)
    return figures.traces(quantities, params["recorder_dt"], names, fit_from=fit_from)


def _samples(simulation: SimulationData, data_id: str, gids: Sequence[int]) -> Array:
    return simulation.trace(data_id, gids).astype(np.float64)
