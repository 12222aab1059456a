"""Figure 2: the bumps integrate velocity."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import SubFigure

from analysis.decoding import wrapped_difference
from analysis.drawing.axes import pi_text, time_axis
from analysis.drawing.positions import draw_phase
from analysis.load import layer_spikes
from analysis.measures import measures
from analysis.ring_measures import ERROR_STDEV, phase_of, positions
from analysis.style import ANIMAL, BLUE, GREY, STELLATE_POSITION, VERMILLION
from paper.figure import Panel, PaperFigure
from paper.row import Row, listed
from paper.runs import Runs, published, shortened

MIRRORED = (-2.2e-3, -1.5e-3, -5e-4, 1e-3, 3e-3, 1e-2)  # nA
N_SEEDS = 3  # of each of these speeds: over seeds they spread by some 4 %
NOISE_OF_SPEED = 0.05  # of the largest: neighbouring currents differ by less than seeds do
SHOWN = (10_000, 20_000)  # ms of the trajectory


def velocity_curve(panel: SubFigure, runs: Runs) -> list[Row]:
    """Speed of the bumps against the current into one ring."""
    cases = published("fig2_velocity_curve")
    names = list(cases)
    if not runs.full:  # 12 of the 1,000 negative currents, 8 of the 200 positive ones, one repeat
        places = [*np.linspace(0, 999, 12).astype(int), *np.linspace(1025, 1199, 8).astype(int)]
        cases = {names[k]: shortened(cases[names[k]], 10_000) for k in places}
    found = runs.sweep("fig2_velocity_curve", cases).values()
    current = [1e3 * np.ravel(s.params["stell_const_dc"])[0] for s in found]
    speed = [measures(s)["Bump speed as published (rad/s)"] for s in found]
    axes = panel.subplots()
    axes.plot(current, speed, "o-", ms=2.5, color=BLUE)
    axes.set(xlabel="Current into the right ring (pA)", ylabel="Speed (rad/s)", ylim=(0, None))
    ordered = np.array(speed)[np.argsort(current, kind="stable")]
    curve = ordered[np.isfinite(ordered)]
    n_undefined = len(ordered) - len(curve)
    undefined = f" (undefined at {n_undefined}: no spikes)" if n_undefined else ""
    rises = np.diff(curve) > -NOISE_OF_SPEED * curve.max()
    return [
        Row(
            f"velocity curve, {len(ordered)} currents from −2.7 to 20 pA: speed (rad/s)",
            "rises with the current",
            f"{listed([curve[0], curve[-1]], '.2f')}{undefined}",
            "rises",
            bool(rises.all() and curve[-1] > curve[0]),
        )
    ]


def mirror(panel: SubFigure, runs: Runs) -> list[Row]:
    """A current into either ring moves the bumps equally fast."""
    idle, base = -2.7e-3, {"sim_dur": 6000}  # nA, ms
    cases = {}
    for k, dc in enumerate(MIRRORED):
        for seed in range(N_SEEDS):
            seeds = base | {"init_noise_seed": 50 + seed, "noise_seed": 100 + seed}
            cases[f"right_{k}_{seed}"] = seeds | {"stell_const_dc": [dc, idle]}
            cases[f"left_{k}_{seed}"] = seeds | {"stell_const_dc": [idle, dc]}
    found = {
        n: measures(s)["Bump speed (rad/s)"] for n, s in runs.sweep("fig2_mirror", cases).items()
    }
    right, left = (
        np.array(
            [
                np.mean([found[f"{way}_{k}_{seed}"] for seed in range(N_SEEDS)])
                for k in range(len(MIRRORED))
            ]
        )
        for way in ("right", "left")
    )
    axes = panel.subplots()
    currents = 1e3 * np.array(MIRRORED)
    axes.axhline(0, color=GREY, lw=0.5)
    axes.plot(currents, right, "o-", ms=2.5, color=VERMILLION, label="right ring")
    axes.plot(currents, left, "s-", ms=2.5, color=BLUE, label="left ring")
    axes.set(xlabel="Current into one ring (pA)", ylabel="Speed (rad/s)")
    axes.legend()
    label = "bump speed (rad/s), DC " + ", ".join(f"{dc:g}" for dc in currents) + " pA"
    return [
        Row(
            f"{label}, right ring, means of {N_SEEDS} seeds",
            "rises monotonically",
            listed([*right], ".2f"),
            "rises",
            bool((np.diff(right) > 0).all()),
        ),
        Row(
            f"{label}, left ring",
            "mirrors the right",
            listed([*left], ".2f"),
            "± 3 %",
            bool(np.allclose(right, -left, rtol=0.03)),
        ),
    ]


def path_integration(panel: SubFigure, runs: Runs) -> list[Row]:
    """The network follows an animal's fast run of 30 s, without noise and with it."""
    found = runs.sweep("fig2_trajectory", published("fig2_trajectory"))
    errors = [measures(s)["Position error as published (rad)"] for s in found.values()]
    above, below = panel.subplots(2, 1, sharex=True)
    for sim_num, simulation in found.items():
        params = simulation.params
        spikes = layer_spikes(simulation)
        rings = np.concatenate([spikes["Right"], spikes["Left"]])
        decoded, animal = positions(phase_of(rings, params, ERROR_STDEV), params)
        lambda0 = params["lambda0"]
        if sim_num == "1":
            draw_phase(above, animal, 1.0, ANIMAL, "animal", lambda0, "Position (rad)")
            draw_phase(above, decoded, 1.0, STELLATE_POSITION, "decoded", lambda0, "Position (rad)")
        error = np.abs(wrapped_difference(decoded, animal, lambda0))
        colour = BLUE if sim_num == "0" else GREY
        label = {"0": "no noise", "1": "with noise"}.get(sim_num)
        seconds = (np.arange(len(error)) + 0.5) / 1e3
        below.plot(seconds, error, color=colour, label=label, zorder=2 + (sim_num == "0"))
    above.legend(loc="upper right", ncols=2, bbox_to_anchor=(1, 1.25))
    below.set(ylabel="Error (rad)", ylim=(0, lambda0 / 2))
    below.set_yticks([0, lambda0 / 2], ["0", pi_text(lambda0 / 2)])
    below.axhline(lambda0 / 4, color="k", lw=0.6, ls=":", label="chance")
    below.legend(loc="upper right", ncols=3, bbox_to_anchor=(1, 1.3))
    time_axis(below, *SHOWN)
    run = "131 rad in 30 s, up to 10 rad/s"
    return [
        _below(f"position error (rad), {run}, no noise (chance 1.57)", 1.00, errors[:1]),
        _below("position error (rad), the same run with noise, four seeds", 1.16, errors[1:]),
    ]


def _below(quantity: str, theirs: float, errors: Sequence[float]) -> Row:
    """A row of errors, whose mean should be below the published one."""
    mean = float(np.mean(errors))
    each = f" ({listed(errors, '.2f')})" if len(errors) > 1 else ""
    return Row(quantity, f"{theirs:.2f}", f"{mean:.2f}{each}", f"below {theirs:.2f}", mean < theirs)


FIGURE = PaperFigure(
    "fig2",
    "Velocity and path integration",
    """The speed of the bumps rises with the current into the ring that moves them (A) and is
the same for both rings (B). If the network gets the velocity of a running animal, it keeps track of
the animal's position (C; 10 of 30 s are shown). Smaller than published: the velocity curve has 20
currents for 10 s, once, instead of 1,200 currents for 60 s, four times; the run is repeated with
noise four times instead of ten.""",
    ((Panel(velocity_curve), Panel(mirror)), (Panel(path_integration),)),
    (50, 62),
)
