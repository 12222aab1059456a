"""kill -9 at every file operation of merging and publishing: no result is lost, none is half."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import pytest

from param import mParam
from parameters.table import SPIKES, SweepParameters
from results.spec import Spec
from sweeps.files import Merged
from sweeps.member import SweepMember
from sweeps.merge import merge_finished
from sweeps.plan import pending, prepare_sweep, read_finished, reset
from tests.killed import kill_points
from workspace.attempts import Attempt
from workspace.paths import Workspace, data_file

OLD, NEW = 1, 2


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes longest: asking git for the commit, waiting for the disk."""
    monkeypatch.setattr("sweeps.merge.provenance", dict)
    monkeypatch.setattr("os.fsync", lambda file: None)


@pytest.fixture
def sweep() -> SweepParameters:
    sweep = mParam()
    sweep.update_params({num: {"sim_id": "X", "sim_num": num} for num in "01"})
    return sweep.typed


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "root"
    workspace = Workspace("X", root / "data")
    workspace.sweep_cache = root / "sweep_X"
    workspace.params = root / "params_X.json"
    return workspace


def write(folder: Path, sim_num: str, value: int) -> None:
    for data_id in SPIKES:
        with h5py.File(data_file(folder, data_id, "X"), "a") as file:
            file[f"{sim_num}/{data_id}"] = [value]


def values(workspace: Workspace, sim_num: str) -> list[int]:
    """The values of the two datasets of a simulation in data/X."""
    found = []
    for data_id in SPIKES:
        with h5py.File(data_file(workspace.data, data_id, "X")) as file:
            found.append(int(file[f"{sim_num}/{data_id}"][0]))
    return found


def finish(workspace: Workspace, sweep: SweepParameters, sim_num: str, value: int) -> None:
    """Leave the results of a simulation as its process does."""
    member, params = SweepMember(workspace, sim_num), sweep[sim_num]
    write(member.attempt.open(), sim_num, value)
    member.hand_in({"params": params})
    member.attempt.discard()


def merge(workspace: Workspace, sweep: SweepParameters) -> None:
    """What m_sim_setup.py does when the simulations have ended."""
    workspace.recover()
    spec = Spec({}, b"# the specs file\n", Path("specs.py"))
    merged = Merged(workspace, sweep)
    merge_finished(spec, merged, pending(sweep, workspace, read_finished(merged)))
    if not pending(sweep, workspace, read_finished(Merged(workspace, sweep))):
        workspace.clear_sweep()


def nothing_there(workspace: Workspace, sweep: SweepParameters) -> None:
    for sim_num in sweep:
        finish(workspace, sweep, sim_num, NEW)


def resumed(workspace: Workspace, sweep: SweepParameters) -> None:
    nothing_there(workspace, sweep)
    merge(workspace, sweep)
    finish(workspace, sweep, "0", OLD)  # run twice: the later one counts
    nothing_there(workspace, sweep)


def overwritten(workspace: Workspace, sweep: SweepParameters) -> None:
    for sim_num in sweep:
        finish(workspace, sweep, sim_num, OLD)
    merge(workspace, sweep)
    finish(workspace, sweep, "1", OLD)  # finished again, and not merged
    reset(workspace)
    nothing_there(workspace, sweep)


def restored(copy: Path, root: Path) -> Callable[[], None]:
    """A function that puts a copy of `root` back in its place."""
    shutil.copytree(root, copy)

    def restore() -> None:
        shutil.rmtree(root)
        shutil.copytree(copy, root)

    return restore


@pytest.mark.slow
@pytest.mark.parametrize("state", [nothing_there, resumed, overwritten])
def test_a_merge_can_be_killed_at_any_moment(
    workspace: Workspace,
    sweep: SweepParameters,
    state: Callable[[Workspace, SweepParameters], None],
    tmp_path: Path,
) -> None:
    workspace.data_root.mkdir(parents=True)
    state(workspace, sweep)
    prepare_sweep(sweep, workspace)
    begin = restored(tmp_path / "copy", tmp_path / "root")
    for _ in kill_points(tmp_path, begin, lambda: merge(workspace, sweep)):
        workspace.recover()
        assert pending(sweep, workspace, read_finished(Merged(workspace, sweep))) == {}
        merge(workspace, sweep)
        assert [values(workspace, num) for num in sweep] == [[NEW, NEW]] * 2
        assert [path.name for path in workspace.data_root.iterdir()] == ["X"]


def test_a_single_run_can_be_killed_while_it_publishes(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.data.mkdir(parents=True)
    write(workspace.data, "0", OLD)
    (workspace.data / "notes.txt").write_text("seed 3 is odd")
    attempt = Attempt(workspace.staging)
    write(attempt.open(), "0", NEW)
    attempt.release()
    begin = restored(tmp_path / "copy", tmp_path / "root")
    seen: list[Any] = []
    for _ in kill_points(tmp_path, begin, workspace.publish):
        workspace.recover()
        seen.append(values(workspace, "0"))
        assert seen[-1] in ([OLD, OLD], [NEW, NEW])
        assert (workspace.data / "notes.txt").read_text() == "seed 3 is odd"
        assert [path.name for path in workspace.data_root.iterdir()] == ["X"]
    assert seen[-1] == [NEW, NEW]


@pytest.mark.slow
def test_a_simulation_that_runs_again_can_be_killed_at_any_moment(
    workspace: Workspace, sweep: SweepParameters, tmp_path: Path
) -> None:
    workspace.data_root.mkdir(parents=True)
    finish(workspace, sweep, "0", OLD)
    begin = restored(tmp_path / "copy", tmp_path / "root")
    for _ in kill_points(tmp_path, begin, lambda: finish(workspace, sweep, "0", NEW)):
        workspace.recover()
        assert set(read_finished(Merged(workspace, sweep))) == {"0"}
        assert not workspace.unfinished_parts.exists()
