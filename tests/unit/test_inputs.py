"""The files that a run reads are identified by their content, not by their name."""

from pathlib import Path
from typing import Any

import pytest

from param import Param
from results.archive import Archive
from results.spec import Spec
from simulation import inputs
from simulation.inputs import changed_inputs, input_files, input_hashes
from simulation.provenance import tell_other_origin
from sweeps.plan import pending
from workspace.paths import Workspace

SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def track(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is the trajectory of every run."""
    path = tmp_path / "traj_run.hdf5"
    path.write_bytes(b"abc")
    monkeypatch.setattr(inputs, "trajectory_file", lambda traj_id: path)
    return path


def following(**overrides: Any) -> Any:
    return Param() | {"sim_id": "X", "vel_type": "input", "traj_id": "run"} | overrides


def test_a_run_of_built_parameters_reads_no_file() -> None:
    assert input_files(following(vel_type="const")) == {}


def test_every_file_that_is_read_is_listed(track: Path, tmp_path: Path) -> None:
    own = tmp_path / "currents.npy"
    own.write_bytes(b"1")
    params = following(
        build_conn_matrix=False, matrix_id="m", extra_params={"a": [str(own)], "b": "no file"}
    )
    assert input_files(params).keys() == {
        "matrix_id",
        "traj_id",
        "velocity_curve",
        "extra_params[a][0]",
    }
    assert input_hashes(params)["traj_id"] == {"file": str(track), "sha256": SHA_OF_ABC}


def test_another_content_under_the_same_name_is_a_change(track: Path) -> None:
    facts = {"inputs": input_hashes(following())}
    assert changed_inputs(following(), facts) == []
    assert changed_inputs(following(), {}) == []  # an archive of before
    track.write_bytes(b"abcd")
    assert changed_inputs(following(), facts) == [f"traj_id ({track})"]
    track.unlink()
    assert changed_inputs(following(), facts) == [f"traj_id ({track})"]


def test_resume_counts_it_as_changed(track: Path, tmp_path: Path) -> None:
    sweep = {"0": following(sim_num="0")}
    marker = {"params": sweep["0"], "inputs": input_hashes(sweep["0"])}
    workspace = Workspace("X", tmp_path)
    assert pending(sweep, workspace, {"0": marker}) == {}
    track.write_bytes(b"another run")
    assert pending(sweep, workspace, {"0": marker}) == {"0": "changed"}


def test_a_rerun_says_so(track: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = {"0": {"inputs": input_hashes(following())}}
    spec = Spec(
        following(), path=Path("X.json"), archive=Archive({"0": following()}, False, {}, facts)
    )
    tell_other_origin(spec)
    assert capsys.readouterr().err == ""
    track.write_bytes(b"another run")
    tell_other_origin(spec)
    expected = f"X.json: traj_id ({track}) was another file: the spikes will differ\n"
    assert capsys.readouterr().err == expected
