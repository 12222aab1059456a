"""Draw the figures of a run that has just finished, where it asks for that."""

import subprocess
import sys

from parameters.table import Parameters
from workspace.paths import ROOT


def draw_if_asked(params: Parameters) -> None:
    """With post_sim_analysis, draw the figures and print their names.

    The results are published already, and the drawing is a process of its own: if it fails, one
    line on stderr says so and nothing else changes.
    """
    if not params["post_sim_analysis"]:
        return
    sim_id, data_root = params["sim_id"], params["data_root"]
    command = [sys.executable, "-m", "analysis", sim_id, f"--data_root={data_root}"]
    try:
        drawn = subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    except KeyboardInterrupt:
        print(f"{sim_id}: interrupted while drawing; the results are complete", file=sys.stderr)
        return
    print(drawn.stdout, end="")
    if drawn.returncode:
        reason = (drawn.stderr.splitlines() or [f"exit status {drawn.returncode}"])[-1]
        print(f"{sim_id}: not all figures were drawn: {reason}", file=sys.stderr)
