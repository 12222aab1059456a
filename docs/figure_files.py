"""Make the figures of docs/figures: `python docs/figure_files.py [NAME ...]`.

Runs each published experiment at a size for a laptop, on the fused solver and one process, unless
its data are there already in data/docs, and draws the figure that shows it. All of it takes about
ten minutes, most of that for the two sheets.
"""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))

from analysis.figures import RUN_FIGURES, SWEEP_FIGURES, Run, SweepOfRuns, drawn  # noqa: E402
from analysis.figures.sheets import save_animation  # noqa: E402
from analysis.figures.sweeps import overview  # noqa: E402
from analysis.load import load_simulations  # noqa: E402
from analysis.style import STYLE  # noqa: E402
from docs.shown import ANIMATION, FILES, LONGER, OWN, Shown  # noqa: E402
from gridcells import run_sweep, simulate  # noqa: E402

DATA = "data/docs/"
SOLVER = {"simulator": "fused", "n_cpus": 1, "data_root": DATA}
DPI = 110
N_COLOURS = 64
SPECS = ROOT / "specs"


def main(names: Sequence[str]) -> int:
    """Make the files of these names, or all."""
    for name in names or [*FILES, ANIMATION[0]]:
        if name == ANIMATION[0]:
            path = animate(*ANIMATION)
        else:
            path = write_small(draw(FILES[name]), DOCS / "figures" / f"{name}.png")
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB", flush=True)
    return 0


def animate(name: str, experiment: str) -> Path:
    """Write the GIF of an experiment on sheets."""
    run_if_missing(experiment)
    path = DOCS / "figures" / f"{name}.gif"
    save_animation(Run(load_simulations(experiment, DATA)["0"]), path, DPI)
    return path


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


def run_if_missing(name: str) -> None:
    """Run an experiment of specs/paper, or one of OWN, unless its results are there."""
    if (ROOT / DATA / name / f"{name}.json").exists():
        return
    file, changes = OWN.get(name, (f"paper/{name}", LONGER.get(name, {})))
    specs = SPECS / f"{file}.py"
    run = run_sweep if "generate_mult_input_params" in specs.read_text() else simulate
    run(specs, changes=SOLVER | changes)


def write_small(figure: Figure, path: Path) -> Path:
    """Write a figure as a PNG of few colours."""
    drawn_as = io.BytesIO()
    with rc_context(STYLE):
        figure.savefig(drawn_as, dpi=DPI)
    picture = Image.open(drawn_as).convert("RGB").quantize(N_COLOURS, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
