"""What an NWB file says to those who open it: pynwb, and nwbinspector, pynapple, neo if there."""

import numpy as np
import pynwb
import pytest

from analysis.__main__ import main
from analysis.places import coordinates
from input_data import trajectory
from input_data.arena_run import ArenaRun, save_arena_run
from input_data.trajectory import load_track
from tests.finished import full_params, recording, ring_spikes, write_finished
from tests.tiny import SHEET

V = np.linspace(-70, -60, 2001, dtype=np.float32)


@pytest.fixture(scope="module")
def params(tmp_path_factory):
    """A finished ring on a trajectory that has recorded voltage and theta current."""
    folder = tmp_path_factory.mktemp("results")
    recorded = recording(stell_v=[3, 5], intrnrn_theta_i=[400])
    params = full_params(folder, vel_type="input", traj_id="example", **recorded)
    traces = {"stell_v": ([3, 5], np.stack([V, V + 1])), "intrnrn_theta_i": ([400], V[None])}
    write_finished(params, ring_spikes(params) | traces)
    return params


@pytest.fixture(scope="module")
def path(params):
    assert main(["done", f"--data_root={params['data_root']}", "--nwb", "--institution=IISER"]) == 0
    return f"{params['data_root']}/done/export/done.nwb"


@pytest.fixture
def nwb(path):
    with pynwb.NWBHDF5IO(path, "r") as io:
        assert pynwb.validate(io=io) == []
        yield io.read()


def test_the_cells_have_their_places(nwb, params):
    units = nwb.units
    assert units.resolution == pytest.approx(2.5e-5)
    row = units[192 + 48]
    assert (row["layer"].item(), row["gid"].item()) == ("Left", 240)
    assert row["ring_angle"].item() == pytest.approx(np.pi / 2)


def test_position_and_theta_are_in_the_file(nwb, params):
    position = nwb.processing["behavior"]["Position"]["position"]
    track = load_track(params)
    np.testing.assert_array_equal(position.data[:], track.position[:200])
    assert (position.rate, position.unit) == (100.0, "radians")
    assert len(nwb.processing["behavior"]["Position"]["decoded_position"].data) == 2000
    theta = nwb.processing["behavior"]["theta_phase"]
    at_peak = 1000 * 0.75 / (0.01 * 3.14 / np.pi) / 1000  # ms: the outward current is lowest
    assert np.cos(theta.data[round(at_peak)]) == pytest.approx(1, abs=1e-2)
    assert nwb.acquisition["intrnrn_theta_i"].conversion == 1e-3


def test_what_the_file_says_about_itself(nwb):
    assert nwb.institution == "IISER"
    assert "No animal" in nwb.subject.description
    assert "stellate cells" in nwb.experiment_description


def test_a_sheet_has_x_and_y(tmp_path):
    found = coordinates(full_params(tmp_path, **SHEET))
    assert set(found) == {"sheet_x", "sheet_y"}
    side = SHEET["N_per_axis"]
    assert found["sheet_x"][: side + 1].tolist() == [
        *range(-(side // 2), side // 2 + 1),
        -(side // 2),
    ]
    assert found["sheet_y"][[0, side]].tolist() == [-(side // 2), 1 - side // 2]


def test_a_trajectory_that_is_gone_is_told(tmp_path, capsys):
    params = full_params(tmp_path, vel_type="input", traj_id="example")
    params["traj_id"] = "gone"
    write_finished(params, ring_spikes(params))
    assert main(["done", f"--data_root={tmp_path}", "--nwb"]) == 0
    assert "note: the NWB file has no position of the animal: traj_id" in capsys.readouterr().err


def test_an_animal_in_an_arena_has_x_and_y(tmp_path, monkeypatch):
    monkeypatch.setattr(trajectory, "FOLDER", tmp_path / "trajectories")
    (tmp_path / "trajectories").mkdir()
    path = np.random.default_rng(0).uniform(0, 100, (60, 2))
    corners = np.array([[0.0, 0], [100, 0], [100, 100], [0, 100]])
    run = ArenaRun(path, np.zeros((60, 2)), 10.0, 0.0, corners)
    save_arena_run(tmp_path / "trajectories" / "traj_box.hdf5", run)
    params = full_params(tmp_path, sim_dur=500, **SHEET)
    params.update({"vel_type": "input", "traj_id": "box"})
    silent = {"stell_spks": (range(100), np.full((100, 1), np.nan))}
    write_finished(params, silent)
    assert main(["done", f"--data_root={tmp_path}", "--nwb"]) == 0
    with pynwb.NWBHDF5IO(f"{tmp_path}/done/export/done.nwb", "r") as io:
        position = io.read().processing["behavior"]["Position"]["position"]
        np.testing.assert_array_equal(position.data[:], path[:50])
        assert (position.rate, position.unit, position.conversion) == (100.0, "meters", 0.01)
        assert "(100, 0)" in position.reference_frame


def test_nwbinspector_finds_nothing_critical(path):
    inspector = pytest.importorskip("nwbinspector", reason="nwbinspector is not installed")
    messages = list(inspector.inspect_nwbfile(nwbfile_path=path))
    worst = {message.importance.name for message in messages}
    assert worst <= {"BEST_PRACTICE_SUGGESTION"}, messages


def test_pynapple_computes_tuning_curves(path):
    pynapple = pytest.importorskip("pynapple", reason="pynapple is not installed")
    file = pynapple.load_file(path)
    curves = pynapple.compute_tuning_curves(file["units"], file["decoded_position"], bins=16)
    peaks = 2 * np.pi * (np.nanargmax(curves.values[:192], axis=1) + 0.5) / 16
    phases = 2 * np.pi * np.arange(192) / 64
    assert np.median(np.abs(np.angle(np.exp(1j * (peaks - phases))))) < 0.5


def test_neo_reads_spikes_and_traces(path, params):
    neo = pytest.importorskip("neo", reason="neo is not installed")
    blocks = neo.io.NWBIO(path, "r").read_all_blocks()
    trains = [train for segment in blocks[0].segments for train in segment.spiketrains]
    assert len(trains) == params["N_stell"] + params["N_intrnrn"]
    signals = {s.name: s for segment in blocks[0].segments for s in segment.analogsignals}
    assert float(signals["stell_v"][-1, 1].rescale("mV")) == pytest.approx(-59)
