"""The example of docs/python.md runs in a fresh interpreter and does what it says."""

import re
import subprocess
import sys
from pathlib import Path

from workspace.paths import ROOT

LOOK = """
import numpy as np
v, t = voltage.as_numpy(), np.arange(len(voltage)) * 0.025
assert len(v) == 12001, len(v)
during, before = v[(t > 110) & (t < 190)].mean(), v[(t > 60) & (t < 95)].mean()
assert during < before - 10, (before, during)
assert sum(map(len, recordings.spikes("stell"))) > 0
assert len(plt.gca().lines[0].get_ydata()) == len(v)
print("seen")
"""


def example() -> str:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    (code,) = (c for c in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "IClamp" in c)
    return code


def test_it_is_ten_lines() -> None:
    lines = [line for line in example().splitlines() if line and "import" not in line]
    assert len(lines) <= 10


def test_own_clamp_and_recorder_in_a_fresh_interpreter(tmp_path: Path) -> None:
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport matplotlib\n"
    code = f"{start}matplotlib.use('agg')\n{example()}{LOOK}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "seen"
    assert list(tmp_path.iterdir()) == []  # nothing is written
