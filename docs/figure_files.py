"""Make the figures of docs/figures: `python docs/figure_files.py [NAME ...]`.

Runs each published experiment at a size for a laptop, on the fused solver and one process, unless
its data are there already in data/docs, and draws the figure that shows it. All of it takes about
ten minutes, most of that for the two sheets.
"""

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))

from analysis.figures import RUN_FIGURES, SWEEP_FIGURES, Run, SweepOfRuns, drawn  # noqa: E402
from analysis.figures.sweeps import overview  # noqa: E402
from analysis.load import load_simulations  # noqa: E402
from analysis.style import STYLE  # noqa: E402
from gridcells import run_sweep, simulate  # noqa: E402

SPECS = ROOT / "specs" / "paper"
DATA = "data/docs/"
SOLVER = {"simulator": "fused", "n_cpus": 1, "data_root": DATA}
DPI = 110
N_COLOURS = 64


@dataclass(frozen=True)
class Shown:
    """What a file shows.

    Attributes
    ----------
    figure : its name in the registry
    of : the experiment in specs/paper
    sim_num : the simulation of a sweep; None for the sweep, or a single run
    measures : of the figure "measures" only these
    gids : the cells whose traces are shown
    """

    figure: str
    of: str
    sim_num: str | None = None
    measures: tuple[str, ...] = ()
    gids: tuple[int, ...] = ()

    @property
    def command(self) -> str:
        """How a user draws the same."""
        number = "" if self.sim_num is None else f"_{self.sim_num}"
        return f"python -m analysis {self.of}{number} --only {self.figure}"


BIAS_RAD = "Predictive bias as published (rad)"
BIAS = "Predictive bias as published (% of the field)"
SPEED, LASTS = "Bump speed as published (rad/s)", "Field duration as published (ms)"
FIRST, LAST = (f"Inhibition at {which} spike as published (uS)" for which in ("first", "last"))
SIZE, SCALE = "Field size as published (cells)", "Grid scale as published (cells)"
BOTH = BIAS_RAD, BIAS
EXPERIMENTS = {
    "fig1_rebound": Shown("traces", "fig1_rebound"),
    "fig1_resonance": Shown("resonance", "fig1_resonance"),
    "fig1_ring": Shown("raster", "fig1_ring"),
    "fig1_sag": Shown("traces", "fig1_sag"),
    "fig1_sheet_east": Shown("sheets", "fig1_sheet_east"),
    "fig1_sheet_north": Shown("sheets", "fig1_sheet_north"),
    "fig1_size_large": Shown("raster", "fig1_size_large"),
    "fig1_size_small": Shown("raster", "fig1_size_small"),
    "fig1_subthreshold": Shown("spectrum", "fig1_subthreshold"),
    "fig2_trajectory": Shown("trajectory", "fig2_trajectory", "1"),
    "fig2_velocity_curve": Shown("measures", "fig2_velocity_curve", measures=(SPEED,)),
    "fig3_first_spike": Shown("across_field", "fig3_first_spike"),
    "fig3_ramp": Shown("across_field", "fig3_ramp"),
    "fig4_field": Shown("measures", "fig4_field", measures=(SIZE, SCALE)),
    "fig4_matched": Shown("measures", "fig4_matched", measures=(SPEED, LASTS)),
    "fig4_shrink": Shown("measures", "fig4_shrink", measures=(SPEED, LASTS)),
    "fig5_bias_by_g_h": Shown("measures", "fig5_bias_by_g_h", measures=BOTH),
    "fig5_inhibition_by_g_h": Shown("measures", "fig5_inhibition_by_g_h", measures=(FIRST, LAST)),
    "fig5_intrinsic": Shown("prediction", "fig5_intrinsic", "0"),
    "fig5_map": Shown("measures", "fig5_map", measures=(BIAS_RAD,)),
    "fig5_network": Shown("prediction", "fig5_network", "0"),
    "fig5_network_by_asymmetry": Shown(
        "measures", "fig5_network_by_asymmetry", measures=(BIAS_RAD, BIAS)
    ),
    "fig5_time_constants": Shown("measures", "fig5_time_constants", measures=(BIAS_RAD,)),
    "motif_oscillator": Shown("stell_traces", "motif_oscillator"),
    "motif_switch": Shown("intrnrn_traces", "motif_switch"),
}
LONGER = {  # than in the specs file: bumps must pass the cells a few times
    "fig3_first_spike": {"sim_dur": 10000},
    "fig3_ramp": {"sim_dur": 10000},
    "fig4_field": {"sim_dur": 10000},
    "fig5_bias_by_g_h": {"sim_dur": 24000, "extra_params.dir_change_t": 12000},
    "fig5_intrinsic": {"sim_dur": 24000, "extra_params.dir_change_t": 12000},
    "fig5_network": {"sim_dur": 24000, "extra_params.dir_change_t": 12000},
    "fig5_network_by_asymmetry": {"sim_dur": 24000, "extra_params.dir_change_t": 12000},
}


def main(names: Sequence[str]) -> int:
    """Make the files of these names, or all."""
    for name in names or EXPERIMENTS:
        path = DOCS / "figures" / f"{name}.png"
        size = write_small(draw(EXPERIMENTS[name]), path)
        print(f"{path.relative_to(ROOT)}  {size / 1000:.0f} kB", flush=True)
    return 0


def draw(shown: Shown) -> Figure:
    """Run the experiment if need be, and draw it."""
    run_if_missing(shown.of)
    simulations = load_simulations(shown.of, DATA)
    if shown.figure == "measures":
        with rc_context(STYLE):
            return overview(SweepOfRuns(simulations), shown.measures)
    if shown.sim_num is None and len(simulations) > 1:
        found = drawn(SWEEP_FIGURES, SweepOfRuns(simulations, shown.gids), [shown.figure])
    else:
        found = drawn(
            RUN_FIGURES, Run(simulations[shown.sim_num or "0"], shown.gids), [shown.figure]
        )
    _, figure, reason = next(found)
    if figure is None:
        raise SystemExit(f"{shown.of}: no figure {shown.figure}: {reason}")
    return figure


def run_if_missing(experiment: str) -> None:
    """Run an experiment of specs/paper unless its results are there."""
    if (ROOT / DATA / experiment / f"{experiment}.json").exists():
        return
    specs = SPECS / f"{experiment}.py"
    run = run_sweep if "generate_mult_input_params" in specs.read_text() else simulate
    run(specs, changes={**SOLVER, **LONGER.get(experiment, {})})


def write_small(figure: Figure, path: Path) -> int:
    """Write a figure as a PNG of few colours; return its size in bytes."""
    drawn_as = io.BytesIO()
    with rc_context(STYLE):
        figure.savefig(drawn_as, dpi=DPI)
    picture = Image.open(drawn_as).convert("RGB").quantize(N_COLOURS, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
