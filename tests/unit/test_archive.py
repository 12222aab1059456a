"""Archives: what users of GridCellsCond read in them, every older form, one line for nonsense."""

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from analysis.__main__ import main as analyse
from param import Param
from parameters.specs_file import SINGLE, SWEEP
from results.archive import Archive, provenance_file, read_archive, write_archive
from results.data import SimulationData
from results.reader import choose, load_data, load_sim_params, load_spikes, open_simulations
from results.spec import load_spec
from sweeps.member import simulation_hash
from tests.finished import full_params, recording, ring_spikes, write_finished
from workspace.errors import UserError

FACTS = {"run_s": 1.5, "n_processes": 2}
SHARED = {"versions": {"neuron": "9.0.2"}, "mechanisms": "0" * 16}


def ring(**overrides: Any) -> Param:
    params = Param()
    params.update_params({"sim_id": "X"} | overrides)
    return params


def sweep() -> dict[str, Param]:
    return {num: ring(sim_num=num, sim_dur=dur) for num, dur in (("0", 10.0), ("1", 0.5))}


def reread(folder: Path, archive: Archive) -> Archive:
    write_archive(folder / "X.json", archive)
    return read_archive(folder / "X.json")


# ---- as users of the reference read it ----


def test_the_parameters_of_a_run_are_flat_and_whole_numbers_whole(tmp_path: Path) -> None:
    write_archive(tmp_path / "X.json", Archive({"0": ring(g_h_bar=0)}, False, SHARED, {"0": FACTS}))
    params = json.loads((tmp_path / "X.json").read_text())
    assert params.keys() == Param().keys()
    assert params == ring(g_h_bar=0)
    np.arange(5000)[params["allothetic_dur"] :]  # an index, as in their notebooks
    assert type(params["g_h_bar"]) is int
    assert type(params["dt"]) is float
    assert params["show_progress_bar"] is True
    assert type(params["stell_noise"][0]) is int


def test_a_sweep_holds_nothing_but_its_simulations(tmp_path: Path) -> None:
    write_archive(tmp_path / "X.json", Archive(sweep(), True, SHARED, {"1": FACTS}))
    params = json.loads((tmp_path / "X.json").read_text())
    assert [params[sim_num]["sim_dur"] for sim_num in params] == [10, 0.5]
    assert (tmp_path / "X.json").read_text().count("\n") == 4  # a simulation a line


def test_the_provenance_is_in_a_file_beside_it(tmp_path: Path) -> None:
    for archive in (
        Archive({"0": ring()}, False, SHARED, {"0": FACTS}),
        Archive(sweep(), True, SHARED, {"1": FACTS}),
        Archive(sweep(), True, {}, {}),
    ):
        again = reread(tmp_path, archive)
        assert again == archive
        assert json.loads(provenance_file(tmp_path / "X.json").read_text()) == {
            **archive.shared,
            "simulations": archive.facts,
        }
    assert provenance_file(tmp_path / "X.json").name == "X_provenance.json"


def test_provenance_of_one_simulation_joins_what_is_shared(tmp_path: Path) -> None:
    archive = Archive(sweep(), True, SHARED, {"1": FACTS})
    assert archive.provenance("1") == SHARED | FACTS
    assert archive.provenance("0") == SHARED


def test_hashes_do_not_care_about_whole_numbers_and_left_out_defaults(tmp_path: Path) -> None:
    params = ring(sim_dur=3000.0, stell_noise=[100.0, 0.0, 1e-3])
    (archived,) = reread(tmp_path, Archive({"0": params}, False)).params.values()
    assert simulation_hash(archived) == simulation_hash(params)
    assert simulation_hash({k: params[k] for k in params if k != "simulator"}) == simulation_hash(
        params
    )
    assert simulation_hash(params | {"sim_dur": 3001}) != simulation_hash(params)


# ---- older archives, and those of GridCellsCond ----


def older_single(params: Any) -> str:
    return json.dumps({"params": params, "provenance": SHARED | FACTS})


def older_sweep(params: Any) -> str:
    return json.dumps({"sweep": params, "provenance": SHARED | {"simulations": {"1": FACTS}}})


@pytest.mark.parametrize(
    ("text", "is_sweep", "is_ours"),
    [
        (older_single(ring()), False, True),
        (older_sweep(sweep()), True, True),
        (json.dumps(ring()), False, False),
        (json.dumps(sweep()), True, False),
    ],
    ids=["older run", "older sweep", "reference run", "reference sweep"],
)
def test_older_archives_open_and_run_again(
    tmp_path: Path, text: str, is_sweep: bool, is_ours: bool
) -> None:
    path = tmp_path / "X.json"
    path.write_text(text)
    archive = read_archive(path)
    assert archive.params == (sweep() if is_sweep else {"0": ring()})
    assert (archive.is_sweep, archive.is_ours) == (is_sweep, is_ours)
    last = "1" if is_sweep else "0"
    assert archive.provenance(last) == (SHARED | FACTS if is_ours else {})
    again = load_spec(path, SWEEP if is_sweep else SINGLE).input_params
    assert again == (sweep() if is_sweep else ring())
    assert reread(tmp_path / "new", archive).params == archive.params


@pytest.mark.parametrize("name", ["params", "sweep", "provenance", "sim_id"])
def test_a_simulation_may_have_any_name(tmp_path: Path, name: str) -> None:
    archive = Archive({name: ring(sim_num=name)}, True, SHARED, {name: FACTS})
    assert reread(tmp_path, archive) == archive


def as_the_reference_leaves_it(folder: Path, params: dict[str, Any], data: dict[str, Any]) -> None:
    """A flat JSON without our parameters, and HDF5 files without attributes, in float32."""
    folder.mkdir(parents=True)
    theirs = {key: value for key, value in params.items() if key != "simulator"}
    (folder / f"{params['sim_id']}.json").write_text(json.dumps(theirs))
    for data_id, (_, values) in data.items():
        with h5py.File(folder / f"{data_id}_{params['sim_id']}.hdf5", "w") as file:
            file[f"{params['sim_num']}/{data_id}"] = values.astype(np.float32)


@pytest.fixture
def reference(tmp_path: Path) -> tuple[Param, dict[str, Any]]:
    """A run of the reference: its spikes, and the voltage of three cells, with a sample at 2 s."""
    params = full_params(tmp_path, **recording(stell_v=[3, 5, 9]))
    for handle in ("record_handle_stell", "record_handle_intrnrn"):
        for recorder in params[handle].values():
            recorder["loc"] = ""  # as several of theirs
    v = np.linspace(-70, -60, 3 * 2001, dtype=np.float32).reshape(3, 2001)
    data = ring_spikes(params) | {"stell_v": ([3, 5, 9], v)}
    as_the_reference_leaves_it(tmp_path / "done", params, data)
    return params, data


def test_loaders_read_data_of_the_reference(reference: Any, tmp_path: Path) -> None:
    params, data = reference
    simulation = choose(open_simulations("done", tmp_path, SimulationData))
    assert load_sim_params("done", tmp_path) == {k: params[k] for k in params if k != "simulator"}
    assert simulation.recorded() == ["stell_spks", "intrnrn_spks", "stell_v"]
    assert simulation.gids("stell_v").tolist() == [3, 5, 9]
    assert simulation.gids("intrnrn_spks").tolist() == list(range(384, 576))
    assert simulation.unit("stell_v") == "mV"
    assert simulation.provenance == {}
    np.testing.assert_array_equal(simulation.trace("stell_v", 5), data["stell_v"][1][1])
    assert simulation.times("stell_v")[-1] == 2000
    np.testing.assert_array_equal(load_spikes("done", 0, tmp_path)[0], data["stell_spks"][1])
    assert load_data("done", "stell_v", 0, data_root=tmp_path).shape == (2001,)


def test_the_summary_and_the_figures_of_the_reference(
    reference: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert analyse(["done", f"--data_root={tmp_path}", "--summary"]) == 0
    said = capsys.readouterr().out
    assert "2000 ms, by GridCellsCond or a run whose provenance is lost" in said
    assert "Bump speed (rad/s)" in said
    assert "stell_v       3 cells, 2001 samples (mV), one per 1 ms" in said
    assert analyse(["done", f"--data_root={tmp_path}"]) == 0
    assert {"stell_traces_done.svg", "raster_done.png"} <= {
        Path(line).name for line in capsys.readouterr().out.splitlines()
    }
    assert analyse(["done", f"--data_root={tmp_path}", "--nwb", "--sonata"]) == 0


@pytest.mark.parametrize("older", [older_single, json.dumps], ids=["older run", "reference run"])
def test_older_data_open_in_the_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], older: Any
) -> None:
    params = full_params(tmp_path, sim_dur=300)
    write_finished(params, ring_spikes(params))
    provenance_file(tmp_path / "done" / "done.json").unlink()
    (tmp_path / "done" / "done.json").write_text(older(params))
    assert analyse(["done", f"--data_root={tmp_path}", "--summary"]) == 0
    assert "Right rate (Hz)" in capsys.readouterr().out


# ---- lists of spikes and traces ----


def test_spikes_are_lists_without_padding(tmp_path: Path) -> None:
    params = full_params(tmp_path, **recording(intrnrn_v=[400, 390]))
    data = ring_spikes(params) | {"intrnrn_v": ([400, 390], np.eye(2, 2001, dtype=np.float32))}
    write_finished(params, data)
    simulation = choose(open_simulations("done", tmp_path, SimulationData))
    stell, intrnrn = simulation.load_spikes()
    assert [len(trains) for trains in (stell, intrnrn)] == [384, 192]
    assert not any(np.isnan(times).any() for times in stell + intrnrn)
    padded, expected = simulation.spike_array("stell"), data["stell_spks"][1]
    assert [len(t) for t in stell] == np.isfinite(expected).sum(axis=1).tolist()
    assert padded is not None
    np.testing.assert_array_equal(
        padded[:, : data["stell_spks"][1].shape[1]], data["stell_spks"][1]
    )
    np.testing.assert_array_equal(
        simulation.trace("intrnrn_v", [390, 400])[:, :2], [[0, 1], [1, 0]]
    )
    assert simulation.trace("intrnrn_v").shape == (2, 2001)


def test_each_file_of_spikes_is_read_once(tmp_path: Path) -> None:
    params = full_params(tmp_path, sim_dur=300)
    write_finished(params, ring_spikes(params))
    simulation = choose(open_simulations("done", tmp_path, SimulationData))
    first, label = simulation.load_spikes(), simulation.params["sim_id"]
    for path in (tmp_path / "done").iterdir():
        path.rename(path.with_suffix(".gone"))
    again = simulation.load_spikes()
    assert all(map(np.array_equal, first[0] + first[1], again[0] + again[1]))
    assert simulation.params["sim_id"] == label


@pytest.mark.parametrize(
    ("ask", "line"),
    [
        (lambda s: s.spikes("stel"), "population: got 'stel', expected stell or intrnrn; did you"),
        (lambda s: s.trace("stell_v", 4), "stell_v: got gid 4, expected one that is recorded: 3"),
        (lambda s: s.trace("stell_ih"), "no data .*stell_ih_done.hdf5; finished runs: done"),
    ],
)
def test_what_was_not_recorded_is_said(tmp_path: Path, ask: Any, line: str) -> None:
    params = full_params(tmp_path, sim_dur=10, **recording(stell_v=[3]))
    write_finished(params, {"stell_v": ([3], np.zeros((1, 11), np.float32))})
    simulation = choose(open_simulations("done", tmp_path, SimulationData))
    with pytest.raises(UserError, match=line):
        ask(simulation)


# ---- nonsense ----


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{", "X.json:1: not JSON: "),
        ("3", "X.json: got 3, expected a JSON object"),
        ("[" * 100_000, "X.json: "),
        ('{"sim_num": "0"}', "'sim_num': got '0', expected the parameters of a run"),
        ('{"0": {"sim_id": "X", "sim_num": "1"}}', "sim_num: got '1', expected its key, '0'"),
        ('{"0": {"sim_id": "X"}, "provenance": {}}', "'provenance': got {}, expected the param"),
        ('{"params": {"sim_id": "X"}, "provenance": 3}', "provenance: got 3, expected a JSON"),
        (
            '{"sweep": {"0": {"sim_id": "X"}}, "provenance": {"simulations": [1]}}',
            "simulations: got [1], expected {sim_num: provenance}",
        ),
        (
            '{"sweep": {"0": {"sim_id": "X"}}, "provenance": {"simulations": {"1": {}}}}',
            "no parameters of simulation '1', which has provenance",
        ),
    ],
)
def test_nonsense_is_one_line(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "X.json").write_text(text)
    with pytest.raises(UserError) as caught:
        read_archive(tmp_path / "X.json")
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"N_stell": "many"}, "done.json: N_stell: got 'many', expected an integer >= 1 (cells)"),
        ({"record_handle_stell": 3}, "done.json: record_handle_stell: got 3, expected {data_id:"),
        ({"extra_params": None}, "done.json: extra_params: got None, expected a dict"),
    ],
)
def test_nonsense_among_the_values_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], line: str
) -> None:
    params = full_params(tmp_path, sim_dur=300)
    write_finished(params, ring_spikes(params))
    (tmp_path / "done" / "done.json").write_text(json.dumps(params | change))
    assert analyse(["done", f"--data_root={tmp_path}", "--summary"]) == 2
    error = capsys.readouterr().err
    assert line in error
    assert error.count("\n") == 1
