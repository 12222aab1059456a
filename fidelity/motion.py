"""Rows of moving bumps: speed, path integration, the sheet."""

from collections.abc import Sequence

import numpy as np

from analysis.measures import measures
from fidelity.row import Row, listed
from fidelity.simulations import published, run_cases
from workspace.paths import ROOT

FIGURES = ROOT / "docs" / "figures"
SHEET_DUR = 4000.0  # ms; the noise lasts for the first


def speeds() -> list[Row]:
    """Speed against the current into either ring."""
    currents, idle = (-2.2e-3, -1.5e-3, -5e-4, 1e-3, 3e-3, 1e-2), -2.7e-3  # nA
    base = {"sim_dur": 6000, "init_noise_seed": 50, "noise_seed": 100}
    right = {f"right_{k}": base | {"stell_const_dc": [dc, idle]} for k, dc in enumerate(currents)}
    left = {f"left_{k}": base | {"stell_const_dc": [idle, dc]} for k, dc in enumerate(currents)}
    found = {
        n: measures(s)["Bump speed (rad/s)"] for n, s in run_cases("speeds", right | left).items()
    }
    rightward, leftward = ([found[n] for n in ring] for ring in (right, left))
    mirrored = np.allclose(rightward, -np.array(leftward), rtol=0.03)
    label = "bump speed (rad/s), DC " + ", ".join(f"{dc * 1e3:g}" for dc in currents) + "e-3 nA"
    return [
        Row(
            f"{label}, right ring",
            "rises monotonically",
            listed(rightward, ".2f"),
            "rises",
            bool((np.diff(rightward) > 0).all()),
        ),
        Row(
            f"{label}, left ring",
            "mirrors the right",
            listed(leftward, ".2f"),
            "± 3 %",
            bool(mirrored),
        ),
    ]


def path_integration() -> list[Row]:
    """The network follows a fast run of 30 s, without noise and with it."""
    found = run_cases("path_integration", published("fig2_trajectory"))
    errors = [measures(s)["Position error as published (rad)"] for s in found.values()]
    run = "131 rad in 30 s, up to 10 rad/s"
    return [
        _below(f"position error (rad), {run}, no noise (chance 1.57)", 1.00, errors[:1]),
        _below("position error (rad), the same run with noise, four seeds", 1.16, errors[1:]),
    ]


def sheet() -> list[Row]:
    """Hexagonal bumps on a sheet, moved to the east."""
    params = published("fig1_sheet_east")["0"] | {"sim_dur": SHEET_DUR, "n_cpus_per_sim": 2}
    found = measures(run_cases("sheet", {"0": params})["0"])
    score = found["Grid score"]
    drift = [found[f"Drift along {axis} (cells/s)"] for axis in "xy"]
    lattice = [found[name] for name in ("Grid scale (cells)", "Orientation (degrees)")]
    return [
        Row("sheet of 71 × 71, 1 … 4 s: grid score", "> 1", f"{score:.2f}", "> 1", score > 1),
        Row("sheet: scale (cells), orientation (degrees)", "", listed(lattice, ".1f")),
        Row(
            "sheet, east driven: drift along x, y (cells/s)",
            "to the east: > 0, about 0",
            listed(drift, "+.1f"),
            "y < 5 % of x",
            bool(drift[0] > 0 and abs(drift[1]) < 0.05 * drift[0]),
        ),
    ]


def _below(quantity: str, published: float, errors: Sequence[float]) -> Row:
    """A row of errors, whose mean should be below the published one."""
    mean = float(np.mean(errors))
    each = f" ({listed(errors, '.2f')})" if len(errors) > 1 else ""
    below = f"below {published:.2f}"
    return Row(quantity, f"{published:.2f}", f"{mean:.2f}{each}", below, mean < published)
