"""Write the figures of a finished simulation or sweep into data/{sim_id}/figures."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from analysis.checks import Array
from analysis.figures import (
    RUN_FIGURES,
    SWEEP_FIGURES,
    Drawing,
    Run,
    SweepOfRuns,
    check_names,
    drawn,
)
from analysis.figures.sheets import save_animation
from analysis.figures.traces import TRACES, check_recorded
from analysis.measured import Measured
from analysis.style import save_figure
from results.data import SimulationData
from workspace.errors import UserError

FOLDER = "figures"


def draw(
    simulation: SimulationData, gids: Sequence[int] = (), names: Sequence[str] = ()
) -> list[Path]:
    """Draw one simulation.

    Parameters
    ----------
    simulation : SimulationData
        A finished one.
    gids : sequence of int
        The cells whose traces are drawn; without any, some of those recorded.
    names : sequence of str
        Only these figures of the registry; without any, all that apply.

    Returns
    -------
    list of Path
        The files written, SVG and PNG; the one to look at first is the last.
    """
    check_names(names, RUN_FIGURES)
    run = Run(simulation, gids)
    check_recorded(run)
    written = _save(drawn(RUN_FIGURES, run, names), simulation.folder, simulation.label)
    if run.sheets and (not names or "sheets" in names):
        path = simulation.folder / FOLDER / f"sheets_{simulation.label}.gif"
        save_animation(run, path)
        written.append(path)
    return written


def draw_traces(simulation: SimulationData, gids: Sequence[int]) -> list[Path]:
    """Draw the traces of these cells only; return the files written, SVG and PNG."""
    return draw(simulation, gids, TRACES)


def draw_sweep(simulations: Mapping[str, SimulationData], names: Sequence[str] = ()) -> list[Path]:
    """Draw the measures of a sweep and what else its figures are.

    Parameters
    ----------
    simulations : mapping of str to SimulationData
        {sim_num: simulation}, those that failed among them.
    names : sequence of str
        Only these figures of the registry; without any, all that apply.

    Returns
    -------
    list of Path
        The files written, SVG and PNG.

    Raises
    ------
    UserError
        There is nothing to draw, or no figure of such a name.
    """
    first = next(iter(simulations.values()))
    check_names(names, SWEEP_FIGURES)
    found = list(drawn(SWEEP_FIGURES, SweepOfRuns(simulations), names))
    if not any(drawing.figure for drawing in found):
        why = found[-1].reason if found else "the figures asked for do not apply to it"
        raise UserError(f"the sweep has nothing to draw: {why}")
    return _save(found, first.folder, first.sim_id)


def drawings(simulation: SimulationData, gids: Sequence[int] = ()) -> Iterator[Drawing]:
    """The figures that apply to a simulation, see draw; some may be a reason instead."""
    run = Run(simulation, gids)
    check_recorded(run)
    return drawn(RUN_FIGURES, run)


def sweep_drawings(
    simulations: Mapping[str, SimulationData],
    measured: Mapping[str, dict[str, Measured]] | None = None,
) -> Iterator[Drawing]:
    """The figures that apply to a sweep, see draw_sweep; some may be a reason instead.

    Parameters
    ----------
    simulations : mapping of str to SimulationData
        {sim_num: simulation}, the failed ones too.
    measured : mapping, optional
        {sim_num: its measures}, where they are known already.
    """
    return drawn(SWEEP_FIGURES, SweepOfRuns(simulations, measured=measured))


def decoded_phase(simulation: SimulationData) -> Array | None:
    """Phase of the bumps of the rings (rad, one per ms); None without rings, or silent ones."""
    phase = Run(simulation).phase
    return phase if phase is not None and np.isfinite(phase).any() else None


def _save(found: Iterable[Drawing], folder: Path, label: str) -> list[Path]:
    """Save what is drawn; say on stderr which figures have nothing to show, and why."""
    written = []
    for name, figure, reason in found:
        if figure is None:
            print(f"{label}: no figure {name}: {reason}", file=sys.stderr)
        else:
            written += save_figure(figure, folder / FOLDER / f"{name}_{label}")
    return written
