"""What a sweep runs: hashes, selections, order, resuming; what its files hold; how it merges."""

import json
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from param import Param, mParam
from parameters.table import SPIKES, Parameters
from results.archive import Archive, read_archive
from results.spec import Spec
from sweeps import files as sweep_files
from sweeps.cluster import connect
from sweeps.files import Merged
from sweeps.member import SweepMember, affects_results, simulation_hash
from sweeps.merge import merge, merge_finished
from sweeps.plan import (
    full_sweep,
    longest_first,
    pending,
    read_finished,
    refuse_existing,
    reset,
    resume_line,
    select_sim_nums,
)
from sweeps.pool import how_it_ended, n_side_by_side
from workspace.errors import UserError
from workspace.paths import Workspace, data_file


def sweep_of(changes: dict[str, dict[str, Any]]) -> dict[str, Parameters]:
    sweep = mParam()
    sweep.update_params(
        {num: {"sim_id": "X", "sim_num": num} | change for num, change in changes.items()}
    )
    return sweep.typed


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The places of sim_id X, its cache in the test's folder too."""
    workspace = Workspace("X", tmp_path)
    workspace.sweep_cache = tmp_path / "sweep_X"
    workspace.sweep_cache.mkdir()
    workspace.params = tmp_path / "params_X.json"
    return workspace


def finish(workspace: Workspace, params: Parameters) -> None:
    """Leave what a finished simulation leaves."""
    member = SweepMember(workspace, params["sim_num"])
    folder = member.attempt.open()
    for data_id in SPIKES:
        write(folder, data_id, {params["sim_num"]: 1})
    member.hand_in({"params": params})
    member.attempt.discard()


# ---- the hash ----


@pytest.mark.parametrize("key", sorted(Param()))
def test_hash_changes_with_what_determines_the_results(key: str) -> None:
    params = Param().typed
    other: Any = params | {key: "something else"}
    changed = simulation_hash(other) != simulation_hash(params)
    assert changed == (affects_results(key))


def test_hash_survives_json_and_the_order_of_the_keys() -> None:
    params = Param().typed
    params["extra_params"] = {"stell_dc": 0.1 + 0.2, "dir_change_t": 1e-300}
    again = json.loads(json.dumps(dict(reversed(params.items()))))
    assert simulation_hash(again) == simulation_hash(params)


# ---- which simulations, in which order ----


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("3", ["3"]),
        ("3,7-9", ["3", "7", "8", "9"]),
        (" 0 - 1 , 4", ["0", "1", "4"]),
        ("5-5", ["5"]),
        ("a-b,0", ["a-b", "0"]),
    ],
)
def test_only_names_simulations_and_ranges(only: str, expected: list[str]) -> None:
    sweep = sweep_of({num: {} for num in [*map(str, range(10)), "a-b"]})
    assert select_sim_nums(only, sweep) == expected


@pytest.mark.parametrize("only", ["12", "8-12", "9-7", "", "3,", "a", "a-c", "-1", "1-"])
def test_only_refuses_what_the_sweep_does_not_have(only: str) -> None:
    sweep = sweep_of({num: {} for num in [*map(str, range(10)), "a-b"]})
    with pytest.raises(UserError, match=r"--only: got .* expected sim_nums of the sweep") as caught:
        select_sim_nums(only, sweep)
    assert "\n" not in str(caught.value)


def test_the_longest_starts_first_and_equals_keep_their_order() -> None:
    ring = {"N_per_sheet": 384, "N_stell": 768, "N_intrnrn": 384}
    sweep = sweep_of(
        {
            "short": {"sim_dur": 10},
            "first": {"sim_dur": 100},
            "second": {"sim_dur": 100},
            "two processes": {"sim_dur": 150, "n_cpus_per_sim": 2},
            "large": {"sim_dur": 60, **ring},
            "fine steps": {"sim_dur": 90, "dt": 0.0125},
        }
    )
    order = [params["sim_num"] for params in longest_first(sweep.values())]
    assert order == ["fine steps", "large", "first", "second", "two processes", "short"]


def test_resume_runs_what_is_missing_failed_or_changed(workspace: Workspace) -> None:
    sweep = sweep_of({num: {} for num in ("done", "failed", "missing", "changed")})
    finish(workspace, sweep["done"])
    finish(workspace, sweep["changed"])
    sweep["changed"]["g_h_bar"] = 0.0
    sweep["done"]["n_cpus"] = 7
    SweepMember(workspace, "failed").record_crash("ended by SIGSEGV")
    finished = read_finished(Merged(workspace, sweep))
    reasons = pending(sweep, workspace, finished)
    assert reasons == {"failed": "failed", "missing": "missing", "changed": "changed"}
    assert resume_line(sweep, finished, reasons) == (
        "1 of 4 simulations are finished; "
        "to run: 1 failed (failed), 1 missing (missing), 1 changed (changed)"
    )


def test_what_others_have_under_way_is_not_among_those_to_run() -> None:
    sweep = sweep_of({num: {} for num in "0123"})
    reasons = {"0": "queued", "1": "running", "2": "killed", "3": "queued"}
    assert resume_line(sweep, {}, reasons) == (
        "0 of 4 simulations are finished; 2 queued (0, 3); 1 running (1); to run: 1 killed (2)"
    )
    assert resume_line(sweep_of({"0": {}}), {}, {"0": "queued"}) == (
        "0 of 1 simulation is finished; 1 queued (0); to run: none"
    )


def test_a_part_without_its_marker_is_not_finished(workspace: Workspace) -> None:
    sweep = sweep_of({"0": {}})
    (workspace.parts / "0").mkdir(parents=True)
    assert read_finished(Merged(workspace, sweep)) == {}


def test_old_data_do_not_count_while_they_are_overwritten(workspace: Workspace) -> None:
    sweep = sweep_of({"0": {}, "1": {}})
    archive(workspace, {"params": sweep["0"]})  # of a single simulation
    for data_id in SPIKES:
        write(workspace.data, data_id, {"0": 1})
    assert pending(sweep, workspace, read_finished(Merged(workspace, sweep))) == {"1": "missing"}
    reset(workspace)
    finish(workspace, sweep["1"])
    assert pending(sweep, workspace, read_finished(Merged(workspace, sweep))) == {"0": "missing"}
    assert workspace.archived_params.exists()


def test_resume_parses_the_archive_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = sweep_of({"0": {}, "1": {}})
    archive(workspace, {"params": sweep["0"]})
    for data_id in SPIKES:
        write(workspace.data, data_id, {"0": 1})
    parsed: list[Path] = []

    def parse(path: Path) -> Archive:
        parsed.append(path)
        return read_archive(path)

    monkeypatch.setattr(sweep_files, "read_archive", parse)
    merged = Merged(workspace, sweep)
    assert pending(sweep, workspace, read_finished(merged)) == {"1": "missing"}
    finish(workspace, sweep["1"])
    left = pending(sweep, workspace, read_finished(merged))
    written = merge_finished(Spec({}, None, None), merged, left)
    assert parsed == [workspace.archived_params]
    assert written == read_archive(workspace.archived_params)
    assert list(written.params) == list(written.facts) == ["0", "1"]


@pytest.mark.parametrize(("ended", "merges"), [("failed", True), ("killed", True), ("", False)])
def test_overwriting_merges_once_every_simulation_has_ended(
    workspace: Workspace, ended: str, merges: bool
) -> None:
    sweep = sweep_of({"0": {}, "1": {}})
    for params in sweep.values():
        finish(workspace, params)
    spec = Spec({}, None, None)
    assert merge_finished(spec, Merged(workspace, sweep), {}) is not None
    reset(workspace)
    workspace.sweep_cache.mkdir()
    finish(workspace, sweep["0"])
    member = SweepMember(workspace, "1")
    if ended == "failed":
        member.record_crash("ended by SIGSEGV")
    elif ended == "killed":
        member.note_start()
    merged = Merged(workspace, sweep)
    left = pending(sweep, workspace, read_finished(merged))
    assert left == {"1": ended or "missing"}
    archive = merge_finished(spec, merged, left)
    assert (archive is not None) == merges
    if archive is not None:
        assert list(archive.facts) == ["0", "1"]  # the old data of the one that has ended badly


def archive(workspace: Workspace, content: dict[str, Any]) -> None:
    workspace.data.mkdir()
    workspace.archived_params.write_text(json.dumps(content))


def test_existing_data_or_parts_are_refused_with_the_ways_out(workspace: Workspace) -> None:
    refuse_existing(workspace)
    finish(workspace, sweep_of({"0": {}})["0"])
    with pytest.raises(UserError, match=r"--resume .* --only .* -o"):
        refuse_existing(workspace)
    workspace.clear_sweep()
    refuse_existing(workspace)
    workspace.data.mkdir()
    with pytest.raises(UserError, match=r"--resume .* --only .* -o"):
        refuse_existing(workspace)


def test_data_without_their_parameters_cannot_be_resumed(workspace: Workspace) -> None:
    workspace.data.mkdir()
    with pytest.raises(UserError, match=r"no parameters .* give -o"):
        read_finished(Merged(workspace, sweep_of({"0": {}})))


# ---- the checks before the start ----


def test_a_saved_matrix_that_is_not_there_is_named_with_its_simulation() -> None:
    own = {"build_conn_matrix": False, "matrix_id": "no_such_matrix"}
    entries = {num: {"sim_id": "X", "sim_num": num} | own for num in ("4", "5")}
    with pytest.raises(UserError, match=r"simulation '4': .*no_such_matrix"):
        full_sweep(Spec(entries))


@pytest.mark.parametrize(
    ("second", "refused"),
    [({"is_peak": 1}, True), ({"noise_seed": 1}, False), ({"is_peak": 1, "matrix_id": "b"}, False)],
    ids=["another matrix", "the same matrix", "another name"],
)
def test_two_matrices_of_one_name_are_refused(second: dict[str, Any], refused: bool) -> None:
    saving = {"sim_id": "X", "save_conn_matrix": True, "matrix_id": "a"}
    entries = {"0": saving | {"sim_num": "0"}, "1": saving | {"sim_num": "1"} | second}
    spec = Spec(entries)
    if not refused:
        assert list(full_sweep(spec)) == ["0", "1"]
        return
    with pytest.raises(UserError, match="simulation '1': matrix_id: got 'a', under which"):
        full_sweep(spec)


def test_a_simulation_must_fit_on_the_processes() -> None:
    fits = sweep_of({"0": {"n_cpus": 3, "n_cpus_per_sim": 3}})
    assert n_side_by_side(fits) == 3
    wide = sweep_of({"0": {"n_cpus": 3}, "1": {"n_cpus": 3, "n_cpus_per_sim": 4}})
    with pytest.raises(UserError, match=r"simulation '1': n_cpus_per_sim: got 4.* at most n_cpus"):
        n_side_by_side(wide)


def test_a_missing_dask_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match=r"pip install dask distributed .*\[cluster\]"):
        connect("tcp://127.0.0.1:8786")


@pytest.mark.parametrize(
    ("status", "words"), [(0, ""), (1, "ended with exit status 1"), (-11, "ended by SIGSEGV")]
)
def test_how_a_process_ended(status: int, words: str) -> None:
    assert how_it_ended(status) == words


def test_the_last_line_of_the_log_explains_a_crash(workspace: Workspace) -> None:
    member = SweepMember(workspace, "0")
    member.log.write_text("a\nout of space\n\n")
    member.record_crash("ended by SIGABRT")
    assert member.error() == "ended by SIGABRT: out of space"
    member.record_crash("something later")
    assert member.error() == "ended by SIGABRT: out of space"


# ---- the files ----


def test_m_run_reads_its_own_line_of_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_files, "CACHE", tmp_path)
    sweep = sweep_of({"1": {}, "11": {}, 'a "quoted", name': {"noise_seed": 3}})
    path = tmp_path / "params_X.json"
    sweep_files.write_sweep(path, sweep)
    assert json.loads(path.read_text()) == sweep
    assert all(sweep_files.read_simulation("X", num) == params for num, params in sweep.items())
    with pytest.raises(UserError, match=r"sim_num: no '12' .* did you mean '1"):
        sweep_files.read_simulation("X", "12")
    with pytest.raises(UserError, match=r"sim_id: no .*params_Y.json; prepare the sweep"):
        sweep_files.read_simulation("Y", "1")


def test_merging_takes_each_group_from_its_folder(tmp_path: Path) -> None:
    for folder, groups in (("old", {"0": 1, "1": 2}), ("new", {"1": 3})):
        for data_id in ("stell_v",) if folder == "new" else ("stell_v", "stell_ih"):
            write(tmp_path / folder, data_id, groups)
    target = tmp_path / "merged"
    target.mkdir()
    merge({"0": tmp_path / "old", "1": tmp_path / "new", "2": tmp_path / "new"}, "X", target)
    assert read(target, "stell_v") == {"0": [1, "mV"], "1": [3, "mV"]}
    assert read(target, "stell_ih") == {"0": [1, "mV"]}


def test_merging_leaves_no_empty_file(tmp_path: Path) -> None:
    write(tmp_path / "old", "stell_v", {"0": 1})
    target = tmp_path / "merged"
    target.mkdir()
    merge({"1": tmp_path / "old"}, "X", target)
    assert list(target.iterdir()) == []


def write(folder: Path, data_id: str, groups: dict[str, int]) -> None:
    folder.mkdir(exist_ok=True)
    with h5py.File(data_file(folder, data_id, "X"), "w") as file:
        for sim_num, value in groups.items():
            file[f"{sim_num}/{data_id}"] = np.full((2, 3), value)
            file[f"{sim_num}/{data_id}"].attrs["unit"] = "mV"


def read(folder: Path, data_id: str) -> dict[str, list[Any]]:
    with h5py.File(data_file(folder, data_id, "X")) as file:
        datasets = {sim_num: file[f"{sim_num}/{data_id}"] for sim_num in file}
        return {num: [data[1, 2], data.attrs["unit"]] for num, data in datasets.items()}
