"""Rows of moving bumps: speed, path integration, the sheet."""

import numpy as np

from analysis.accuracy import position_error
from analysis.decoding import wrapped_difference
from analysis.figures import trajectory
from analysis.load import layer_spikes
from analysis.measures import measures
from analysis.ring_measures import phase_of, positions
from analysis.ring_phase import SAMPLE_DT
from analysis.style import save_figure
from analysis.windows import settled_from
from fidelity.row import Row, listed
from fidelity.simulations import published, simulate
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
        n: measures(s)["Bump speed (rad/s)"] for n, s in simulate("speeds", right | left).items()
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
    """The network follows a run of 30 s without noise."""
    run = {"0": published("fig2_trajectory")["0"]}
    (simulation,) = simulate("path_integration", run).values()
    params = simulation.params
    phase = phase_of(layer_spikes(simulation)["Interneurons"], params)
    decoded, animal = positions(phase, params)
    lambda0 = params["lambda0"]
    save_figure(trajectory(animal, decoded, SAMPLE_DT, lambda0), FIGURES / "path_integration")
    settled = slice(int(settled_from(params) / SAMPLE_DT), None)
    decoded, animal = decoded[settled], animal[settled]
    error = np.unwrap(wrapped_difference(decoded, animal, lambda0), period=lambda0)
    run = np.abs(np.diff(np.unwrap(animal, period=lambda0))).sum()
    return [
        Row(
            "path integration of 30 s, no noise: drift of the decoded position",
            "small against the track",
            f"{error[-1] - error[0]:+.2f} rad at the end of a run of {run:.1f} rad; mean error "
            f"{position_error(decoded, animal, lambda0):.2f} rad (chance 1.57; figure: "
            "[SVG](figures/path_integration.svg), [PNG](figures/path_integration.png))",
        ),
    ]


def sheet() -> list[Row]:
    """Hexagonal bumps on a sheet, moved to the east."""
    params = published("fig1_sheet_east")["0"] | {"sim_dur": SHEET_DUR, "n_cpus_per_sim": 2}
    found = measures(simulate("sheet", {"0": params})["0"])
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
