"""Locks between processes and hosts; attempts that go on and stale ones."""

import errno
import fcntl
import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.runs import wait_for
from workspace import locks
from workspace.attempts import Attempt, remove_all_stale, running
from workspace.errors import RunError, UserError
from workspace.locks import Lock, holder, one_at_a_time
from workspace.paths import Workspace


def _child(act: Callable[[Any], Any], argument: Any, said: Connection) -> None:
    held = act(argument)
    said.send(True)
    time.sleep(60)
    del held


@contextmanager
def another_process(act: Callable[[Any], Any], argument: Any) -> Iterator[int]:
    """A process that has done something and goes on; killed at the end."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_child, args=(act, argument, there), daemon=True)
    process.start()
    assert here.poll(30)
    assert process.pid is not None
    try:
        yield process.pid
    finally:
        process.kill()
        process.join()


def take(path: Path) -> Lock:
    lock = Lock(path)
    assert lock.acquire()
    return lock


def gather(folder: Path) -> Attempt:
    attempt = Attempt.unique(folder, "7")
    attempt.open().joinpath("results").write_text("some")
    return attempt


def named(path: Path, host: str, pid: int, age: float) -> None:
    """A lock file of a holder whose last sign of life is `age` seconds ago."""
    path.write_text(json.dumps({"host": host, "pid": pid, "since": "2026-01-02"}))
    os.utime(path, (time.time() - age,) * 2)


def test_a_lock_is_held_by_one_process_and_released_by_its_death(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with another_process(take, path) as pid:
        assert not Lock(path).acquire(patience=0)
        process = holder(path)
        assert process is not None
        assert process.pid == pid
    assert holder(path) is None
    lock = take(path)
    assert lock.is_ours()
    lock.release()
    assert not path.exists()


def test_a_lock_whose_file_was_replaced_is_no_longer_ours(tmp_path: Path) -> None:
    lock = take(tmp_path / "lock")
    lock.path.unlink()
    assert not lock.is_ours()
    other = take(lock.path)
    lock.release()
    assert other.is_ours()
    other.release()


@pytest.mark.parametrize(("age", "is_held"), [(0, True), (10 * locks.SILENCE, False)])
def test_another_host_holds_a_lock_while_it_shows_life(
    tmp_path: Path, age: float, is_held: bool
) -> None:
    path = tmp_path / "lock"
    named(path, "another.host", 1, age)
    assert (holder(path) is not None) == is_held
    lock = Lock(path)
    assert lock.acquire(patience=0) != is_held
    lock.release()


def test_a_holder_shows_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "HEARTBEAT", 0.01)
    lock = take(tmp_path / "lock")
    os.utime(lock.path, (0, 0))
    wait_for(lambda: lock.path.stat().st_mtime > 0)
    lock.release()


@pytest.mark.parametrize(("pid", "is_held"), [(os.getppid(), True), (2**22 + 1, False)])
def test_without_flock_the_named_process_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pid: int, is_held: bool
) -> None:
    def refuse(file: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    path = tmp_path / "lock"
    named(path, locks.socket.gethostname(), pid, 0)
    lock = Lock(path)
    assert lock.acquire(patience=0) != is_held
    lock.release()


def test_a_link_in_the_place_of_a_lock_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious")
    (tmp_path / "lock").symlink_to(target)
    with pytest.raises(OSError, match="symbolic link"):
        Lock(tmp_path / "lock").acquire()
    with pytest.raises(OSError, match="symbolic link"), one_at_a_time(tmp_path / "lock"):
        pass
    assert target.read_text() == "precious"


def test_only_stale_attempts_are_removed(tmp_path: Path) -> None:
    parent = tmp_path / "unfinished"
    with another_process(gather, parent) as pid:
        (alive,) = parent.glob("7.*[!g]")
        stale = parent / "3.0123456789abcdef"
        stale.mkdir()
        remove_all_stale(parent)
        assert alive.joinpath("results").exists()
        assert not stale.exists()
        assert {name: process.pid for name, process in running(parent).items()} == {"7": pid}
    assert running(parent) == {}
    remove_all_stale(parent)
    assert not parent.exists()


def test_an_attempt_whose_folder_was_removed_says_so(tmp_path: Path) -> None:
    attempt = gather(tmp_path)
    attempt.check()
    (attempt.folder / "results").unlink()
    attempt.folder.rmdir()
    with pytest.raises(RunError, match="was removed while the run wrote there"):
        attempt.check()
    attempt.discard()
    assert list(tmp_path.iterdir()) == []


def hold(workspace: Workspace) -> Any:
    held = workspace.locked()
    held.__enter__()
    return held


def test_a_sim_id_is_held_where_its_data_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace("X", tmp_path / "data")
    monkeypatch.setattr("workspace.paths.CACHE", tmp_path / "cache")
    with another_process(hold, workspace):
        monkeypatch.setattr("workspace.paths.CACHE", tmp_path / "cache of another checkout")
        with pytest.raises(UserError, match="'X' is being simulated by another process"):
            hold(workspace)
        hold(Workspace("Y", tmp_path / "data")).__exit__(None, None, None)


def test_a_sim_id_is_held_where_a_link_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "disk" / "X").mkdir(parents=True)
    for root in ("a", "b"):
        (tmp_path / root).mkdir()
        (tmp_path / root / "X").symlink_to(tmp_path / "disk" / "X")
    monkeypatch.setattr("workspace.paths.CACHE", tmp_path / "cache")
    with another_process(hold, Workspace("X", tmp_path / "a")):
        monkeypatch.setattr("workspace.paths.CACHE", tmp_path / "cache of another checkout")
        with pytest.raises(UserError, match="'X' is being simulated by another process"):
            hold(Workspace("X", tmp_path / "b"))


def test_ctrl_c_reaches_the_main_thread_of_a_holder(tmp_path: Path) -> None:
    lock = take(tmp_path / "lock")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell ignores it
    killer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    killer.start()
    with pytest.raises(KeyboardInterrupt):
        time.sleep(30)
    lock.release()
