"""The worked example of docs/trajectories.md: a drive of one's own from a trajectory."""

import re
from types import ModuleType

import numpy as np
import pytest

from input_data import trajectory as files
from input_data.trajectory import Trajectory, save_trajectory
from tests import tiny
from workspace.paths import ROOT

EXAMPLE = re.compile(r"^`network_configs/\S+`:\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LAMBDA0 = 6.2831  # rad
PINNED_STELL = -2.65e-3  # nA, the default


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The instrumentation of the page, in place of that of the rings."""
    (source,) = EXAMPLE.findall((ROOT / "docs" / "trajectories.md").read_text())
    module = ModuleType("push_pull_instr")
    exec(compile(source, "docs/trajectories.md", "exec"), module.__dict__)
    return module


def test_the_velocity_is_pushed_into_one_ring_and_pulled_from_the_other(
    example, monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    monkeypatch.setattr("parameters.config_files.load_instrumentation", lambda _: example)
    velocity = np.where(np.arange(13) < 9, 3.0, -1.0)
    track = Trajectory(np.ones(13), velocity, sample_dt=5.0, allothetic_dur=20.0)
    save_trajectory(files.trajectory_file("run"), track)
    run = {"vel_type": "input", "traj_id": "run", "sim_dur": 60}
    found = tiny.simulate(tiny.RING | run | tiny.recording(["stell_ext_dc_amp"]))
    right, left = np.split(found["stell_ext_dc_amp"], 2)
    push = 2e-4 * 2 * np.pi / LAMBDA0  # nA per rad/s
    for time, expected in (
        (10, (PINNED_STELL, PINNED_STELL)),
        (30, (-2e-3 + 3 * push, -2e-3 - 3 * push)),
        (55, (-2e-3 - push, -2e-3 + push)),
    ):
        np.testing.assert_allclose(right[:, time], expected[0], rtol=1e-5)
        np.testing.assert_allclose(left[:, time], expected[1], rtol=1e-5)
