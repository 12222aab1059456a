"""Where a system lacks a call of Linux, it is left out: nobody has run the program on macOS yet."""

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from simulation.launch import die_with_parent, n_cores
from simulation.worker import unlink_shared_memory
from workspace import machine


def missing(*_: Any, **__: Any) -> Any:
    raise AssertionError("this system does not have it")


def test_without_affinity_all_cores_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert n_cores() == 7
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert n_cores() == 1


def test_without_proc_all_memory_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "MEMORY_INFO", tmp_path / "none")
    monkeypatch.setattr(machine, "CGROUP_LIMIT", tmp_path / "none")
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 1000}.get)
    assert machine.available_memory() == 4_096_000


def test_without_prctl_no_signal_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", missing)
    monkeypatch.setattr(os, "kill", missing)
    monkeypatch.setattr(sys, "platform", "darwin")
    die_with_parent(parent=-1)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(AssertionError, match="does not have it"):
        die_with_parent(parent=-1)


def test_without_proc_no_shared_memory_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda path: "proc" not in path.parts)
    monkeypatch.setattr(Path, "read_text", missing)
    unlink_shared_memory()
