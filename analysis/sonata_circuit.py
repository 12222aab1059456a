"""The cells and synapses of a network as the nodes and edges of SONATA."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np
import numpy.typing as npt

from analysis.checks import Array
from analysis.connectivity import whole_matrix_that_ran
from analysis.export import INTERNEURON, STELLATE
from analysis.places import coordinates, layer_names
from cells.cell import Cell
from network_configs.connections.sparse_matrix import SparseMatrix, column_starts
from network_configs.network import conductances
from parameters.config_files import layers
from parameters.table import Parameters
from results.data import SimulationData
from workspace.files import write_text, written_whole

MAGIC, VERSION = 0x0A7A, (0, 1)  # attributes that each HDF5 file of the format must have
TYPE_IDS = {STELLATE: 100, INTERNEURON: 101}
TEMPLATES = {STELLATE: "nrn:Stellate", INTERNEURON: "nrn:Interneuron"}
SYNAPSES = {STELLATE: Cell.EXCITATORY, INTERNEURON: Cell.INHIBITORY}  # by the source
Integers = npt.NDArray[np.int64]


class Projection(NamedTuple):
    """The synapses from one population to another, in the order of their targets."""

    source: str
    target: str
    pre: Integers  # node_id of each synapse's source
    post: Integers
    weight: Array  # uS
    sizes: dict[str, int]  # cells of each population

    @property
    def name(self) -> str:
        """As SONATA names edges."""
        return f"{self.source}__{self.target}__chemical"


@contextmanager
def sonata_file(path: Path) -> Iterator[h5py.File]:
    """Give a new HDF5 file of the format, which is in its place when the block has ended."""
    with written_whole(path) as temporary, h5py.File(temporary, "w") as file:
        file.attrs["magic"] = np.uint32(MAGIC)
        file.attrs["version"] = np.array(VERSION, np.uint32)
        yield file


def write_nodes(folder: Path, params: Parameters) -> list[Path]:
    """Write nodes.h5 and node_types.csv; return their paths.

    Each node has its gid, its layer, its place (ring_angle, or sheet_x and sheet_y) and x, y, z in
    cells: rings are circles, sheets squares, and z is the number of the layer.
    """
    path = folder / "nodes.h5"
    columns = _columns(params)
    with sonata_file(path) as file:
        for name, gids in _gids(params).items():
            group = file.create_group(f"nodes/{name}")
            group["node_type_id"] = np.full(len(gids), TYPE_IDS[name], np.uint64)
            group["node_id"] = np.arange(len(gids), dtype=np.uint64)
            group["node_group_id"] = np.zeros(len(gids), np.uint64)
            group["node_group_index"] = np.arange(len(gids), dtype=np.uint64)
            for column, values in columns.items():
                group[f"0/{column}"] = _storable(values[gids.start : gids.stop])
            group["0/model_type"] = _storable(["single_compartment"] * len(gids))
            group["0/model_template"] = _storable([TEMPLATES[name]] * len(gids))
    rows = [(TYPE_IDS[name], name, "single_compartment", TEMPLATES[name]) for name in TYPE_IDS]
    heading = ("node_type_id", "pop_name", "model_type", "model_template")
    return [path, _write_table(folder / "node_types.csv", heading, rows)]


def write_edges(folder: Path, simulation: SimulationData) -> tuple[list[Path], list[str]]:
    """Write edges.h5 and edge_types.csv; return their paths and the names of the populations.

    syn_weight is the peak conductance (uS), delay is in ms. Nothing is written, and a line on
    stderr says why, where the matrix that ran is not there any more.
    """
    matrix = whole_matrix_that_ran(simulation, "exported")
    if matrix is None:
        return [], []
    params, path = simulation.params, folder / "edges.h5"
    projections = list(_projections(params, matrix))
    with sonata_file(path) as file:
        for type_id, projection in enumerate(projections):
            _write_projection(file, projection, type_id, params["netcon_delay"])
    heading = ("edge_type_id", "model_template", "tau1", "tau2", "erev")
    kinetics = [SYNAPSES[projection.source] for projection in projections]
    rows = [(k, "Exp2Syn", own.tau1, own.tau2, own.e) for k, own in enumerate(kinetics)]
    table = _write_table(folder / "edge_types.csv", heading, rows)
    return [path, table], [projection.name for projection in projections]


def _gids(params: Parameters) -> dict[str, range]:
    n_stell, n_cells = params["N_stell"], params["N_stell"] + params["N_intrnrn"]
    return {STELLATE: range(n_stell), INTERNEURON: range(n_stell, n_cells)}


def _columns(params: Parameters) -> dict[str, Any]:
    """What is known of each cell, a value per gid."""
    places = coordinates(params)
    names = layer_names(params)
    return {
        "gid": np.arange(len(names)),
        "layer": np.array(names),
        **places,
        **_positions(params, places),
    }


def _positions(params: Parameters, places: dict[str, Array]) -> dict[str, Array]:
    """x, y, z of all cells, in cells."""
    every = layers(params)
    z = np.repeat(np.arange(len(every), dtype=np.float64), [layer.n_cells for layer in every])
    x, y = np.zeros(len(z)), np.zeros(len(z))
    if "ring_angle" in places:
        around = np.isfinite(places["ring_angle"])
        sizes = np.repeat([layer.n_cells for layer in every], [layer.n_cells for layer in every])
        radius, angle = sizes[around] / (2 * np.pi), places["ring_angle"][around]
        x[around], y[around] = radius * np.cos(angle), radius * np.sin(angle)
    if "sheet_x" in places:
        flat = np.isfinite(places["sheet_x"])
        x[flat], y[flat] = places["sheet_x"][flat], places["sheet_y"][flat]
    return {"x": x, "y": y, "z": z}


def _projections(params: Parameters, matrix: SparseMatrix) -> Iterator[Projection]:
    """The synapses between each two populations that have any."""
    post = np.repeat(np.arange(matrix.n_cells, dtype=np.int32), np.diff(matrix.indptr))
    weight, gids = conductances(params, matrix, post), _gids(params)
    sizes = {name: len(cells) for name, cells in gids.items()}
    for source, of_source in gids.items():
        from_here = (matrix.pre >= of_source.start) & (matrix.pre < of_source.stop)
        for target, of_target in gids.items():
            chosen = from_here & (post >= of_target.start) & (post < of_target.stop)
            if chosen.any():
                pre_id = matrix.pre[chosen].astype(np.int64) - of_source.start
                post_id = post[chosen].astype(np.int64) - of_target.start
                yield Projection(source, target, pre_id, post_id, weight[chosen], sizes)


def _write_projection(file: h5py.File, projection: Projection, type_id: int, delay: float) -> None:
    group, n_edges = file.create_group(f"edges/{projection.name}"), len(projection.pre)
    group["edge_type_id"] = np.full(n_edges, type_id, np.uint64)
    group["edge_group_id"] = np.zeros(n_edges, np.uint64)
    group["edge_group_index"] = np.arange(n_edges, dtype=np.uint64)
    group["source_node_id"] = projection.pre.astype(np.uint64)
    group["source_node_id"].attrs["node_population"] = projection.source
    group["target_node_id"] = projection.post.astype(np.uint64)
    group["target_node_id"].attrs["node_population"] = projection.target
    group["0/syn_weight"] = projection.weight
    group["0/delay"] = np.full(n_edges, delay, np.float64)
    n_sources, n_targets = projection.sizes[projection.source], projection.sizes[projection.target]
    _write_index(group, "source_to_target", projection.pre, n_sources)
    _write_index(group, "target_to_source", projection.post, n_targets)


def _write_index(group: h5py.Group, name: str, nodes: Integers, n_nodes: int) -> None:
    """Which edges each node has, as ranges of edge ids that follow each other."""
    edges = np.argsort(nodes, kind="stable")
    begins = np.ones(len(edges), bool)
    begins[1:] = (np.diff(edges) != 1) | (np.diff(nodes[edges]) != 0)
    first = np.flatnonzero(begins)
    length = np.diff([*first, len(edges)])
    starts = column_starts(np.bincount(nodes[edges[first]], minlength=n_nodes))
    ranges = group.create_dataset(
        f"indices/{name}/node_id_to_ranges", data=np.stack([starts[:-1], starts[1:]], 1)
    )
    group[f"indices/{name}/node_id_to_range"] = ranges  # bmtk's name for the same dataset
    group[f"indices/{name}/range_to_edge_id"] = np.stack([edges[first], edges[first] + length], 1)


def _storable(values: Any) -> Any:
    """Text as HDF5 wants it; numbers as they are."""
    array = np.asarray(values)
    return array.astype(h5py.string_dtype()) if array.dtype.kind == "U" else array


def _write_table(path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """Write a table with columns divided by blanks, as SONATA has them."""
    lines = [" ".join(map(str, row)) for row in (heading, *rows)]
    write_text(path, "\n".join(lines) + "\n")
    return path
