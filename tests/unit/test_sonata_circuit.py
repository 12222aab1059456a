"""The circuit of a SONATA export: as HDF5, and to libsonata, bluepysnap and bmtk if there."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from analysis.__main__ import main
from network_configs.connections.build import build_matrix
from network_configs.network import on_weight_grid
from tests.finished import full_params, ring_spikes, write_finished
from tests.tiny import SHEET

EDGES = "interneuron__stellate__chemical"


@pytest.fixture(scope="module")
def params(tmp_path_factory):
    params = full_params(tmp_path_factory.mktemp("results"))
    write_finished(params, ring_spikes(params))
    return params


@pytest.fixture(scope="module")
def folder(params):
    assert main(["done", f"--data_root={params['data_root']}", "--sonata"]) == 0
    return Path(params["data_root"]) / "done" / "export" / "done_sonata"


@pytest.fixture(scope="module")
def weights(params):
    """Peak conductances (uS), [source, target]."""
    dense = build_matrix(params).to_dense()
    n_stell = params["N_stell"]
    dense[:n_stell, n_stell:] *= params["si_syn_gmax"]
    dense[n_stell:, :n_stell] *= params["is_syn_gmax"]
    dense[n_stell:, n_stell:] *= params["ii_syn_gmax"]
    return on_weight_grid(dense)


def test_every_synapse_is_an_edge(folder, params, weights):
    found, n_stell = np.zeros_like(weights), params["N_stell"]
    first = {"stellate": 0, "interneuron": n_stell}
    with h5py.File(folder / "edges.h5") as file:
        for group in file["edges"].values():
            pre, post = group["source_node_id"], group["target_node_id"]
            source = pre[:].astype(int) + first[pre.attrs["node_population"]]
            target = post[:].astype(int) + first[post.attrs["node_population"]]
            found[source, target] = group["0/syn_weight"][:]
            assert (group["0/delay"][:] == params["netcon_delay"]).all()
    np.testing.assert_array_equal(found, weights)


@pytest.mark.parametrize(
    ("index", "nodes"),
    [("source_to_target", "source_node_id"), ("target_to_source", "target_node_id")],
)
def test_the_indices_lead_to_the_edges_of_a_node(folder, index, nodes):
    with h5py.File(folder / "edges.h5") as file:
        group = file["edges"][EDGES]
        ranges = group[f"indices/{index}/node_id_to_ranges"][:]
        edges = group[f"indices/{index}/range_to_edge_id"][:]
        for node in (0, 7, 191):
            own = [np.arange(*edges[k]) for k in range(*ranges[node])]
            expected = np.flatnonzero(group[nodes][:] == node)
            assert np.concatenate(own).tolist() == expected.tolist()


def test_nodes_have_places_and_types(folder):
    with h5py.File(folder / "nodes.h5") as file:
        stellate = file["nodes/stellate/0"]
        assert stellate["layer"].asstr()[[0, 200]].tolist() == ["Right", "Left"]
        assert stellate["ring_angle"][48] == pytest.approx(np.pi / 2)
        radius = np.hypot(stellate["x"][:], stellate["y"][:])
        np.testing.assert_allclose(radius, 192 / (2 * np.pi))
        assert file["nodes/interneuron/0/gid"][[0, 191]].tolist() == [384, 575]
    types = (folder / "node_types.csv").read_text().splitlines()
    assert types[1].split() == ["100", "stellate", "single_compartment", "nrn:Stellate"]


@pytest.mark.parametrize("name", ["nodes", "edges", "spikes"])
def test_each_file_names_the_format_and_its_version(folder, name):
    with h5py.File(folder / f"{name}.h5") as file:
        assert file.attrs["magic"] == 0x0A7A
        assert file.attrs["magic"].dtype == np.uint32
        assert file.attrs["version"].tolist() == [0, 1]


def test_the_configs_name_the_files(folder):
    circuit = json.loads((folder / "circuit_config.json").read_text())
    simulation = json.loads((folder / "simulation_config.json").read_text())
    named = [simulation["network"], *circuit["networks"]["nodes"][0].values()]
    named += circuit["networks"]["edges"][0].values()
    files = [name for name in named if isinstance(name, str)]
    assert len(files) == 5
    assert all((folder / name.removeprefix("$BASE_DIR/")).is_file() for name in files)
    assert simulation["run"]["tstop"] == 2000


@pytest.mark.slow
def test_a_sheet_has_square_places(tmp_path):
    params = full_params(tmp_path, sim_dur=500, **SHEET)
    spikes = np.random.default_rng(0).uniform(0, 500, (125, 10))
    data = {"stell_spks": (np.arange(100), spikes[:100])}
    write_finished(params, data | {"intrnrn_spks": (np.arange(100, 125), spikes[100:])})
    assert main(["done", f"--data_root={tmp_path}", "--sonata"]) == 0
    with h5py.File(tmp_path / "done" / "export" / "done_sonata" / "nodes.h5") as file:
        group = file["nodes/stellate/0"]
        assert (group["x"][[0, 4, 5]].tolist(), group["y"][[0, 4, 5]].tolist()) == (
            [-2, 2, -2],
            [-2, -2, -1],
        )


def test_without_its_matrix_the_edges_are_left_out(tmp_path, capsys):
    params = full_params(tmp_path, build_conn_matrix=False, matrix_id="gone")
    write_finished(params, ring_spikes(params))
    assert main(["done", f"--data_root={tmp_path}", "--sonata"]) == 0
    assert "its matrix is not exported" in capsys.readouterr().err
    folder = tmp_path / "done" / "export" / "done_sonata"
    assert not (folder / "edges.h5").exists()
    assert json.loads((folder / "circuit_config.json").read_text())["networks"]["edges"] == []


def test_libsonata_opens_circuit_simulation_and_spikes(folder, weights):
    libsonata = pytest.importorskip("libsonata", reason="libsonata is not installed")
    circuit = libsonata.CircuitConfig.from_file(str(folder / "circuit_config.json"))
    edges = circuit.edge_population(EDGES)
    onto = edges.get_attribute("syn_weight", edges.afferent_edges([3]))
    np.testing.assert_array_equal(onto, weights[384:, 3][weights[384:, 3] > 0])
    config = libsonata.SimulationConfig.from_file(str(folder / "simulation_config.json"))
    assert (config.run.tstop, config.run.dt) == (2000, 0.025)
    spikes = libsonata.SpikeReader(config.output.spikes_file)
    assert set(spikes.get_population_names()) == {"stellate", "interneuron"}


def test_bluepysnap_opens_the_simulation(folder):
    snap = pytest.importorskip("bluepysnap", reason="bluepysnap is not installed")
    simulation = snap.Simulation(str(folder / "simulation_config.json"))
    nodes = simulation.circuit.nodes["stellate"].get(properties=["gid", "layer"])
    assert nodes.loc[200, "layer"] == "Left"
    assert len(simulation.spikes["interneuron"].get()) > 0


def test_bmtk_opens_nodes_edges_and_spikes(folder, weights):
    sonata = pytest.importorskip("bmtk.utils.sonata.file", reason="bmtk is not installed")
    file = sonata.File(
        data_files=[str(folder / "nodes.h5"), str(folder / "edges.h5")],
        data_type_files=[str(folder / "node_types.csv"), str(folder / "edge_types.csv")],
    )
    edges = list(file.edges[EDGES].get_target(3))
    expected = weights[384:, 3]
    assert [edge.source_node_id for edge in edges] == np.flatnonzero(expected).tolist()
    assert edges[0]["syn_weight"] == expected[expected > 0][0]
    assert (edges[0]["erev"], edges[0]["delay"]) == (-75, 1)
    assert next(iter(file.nodes["interneuron"]))["gid"] == 384
