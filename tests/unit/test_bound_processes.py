"""Processes that are bound to their parent end with it, even if it died before it was bound."""

import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.runs import wait_for
from workspace.paths import ROOT

CODE = f"""
import os, signal, sys, time
sys.path.insert(0, {str(ROOT)!r})
from simulation.launch import die_with_parent
parent = os.getpid()
if os.fork() == 0:
    if "late" in sys.argv:
        while os.getppid() == parent:
            time.sleep(0.01)
    die_with_parent(signal.SIGKILL, parent)
    print(os.getpid(), flush=True)
    time.sleep(600)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux sends a signal then")
@pytest.mark.parametrize("when", ["early", "late"])
def test_a_child_ends_with_its_parent(when: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, when], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    if when == "early":
        child = int(process.stdout.readline())
        process.kill()
        wait_for(lambda: not psutil.pid_exists(child))
    else:
        time.sleep(1)
        process.send_signal(signal.SIGKILL)
        assert process.stdout.read() == ""  # ends when the child has died, without its number
    process.wait()
    process.stdout.close()
