"""What was recorded of single cells over time."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from analysis.checks import Array
from analysis.drawing.axes import limits, shade, time_axis
from analysis.drawing.traces import draw_trace, quantity
from analysis.figures.registry import figure_of_run
from analysis.figures.run import Run
from analysis.style import GREY, PAGE, new_figure
from workspace.errors import UserError

AFTERMATH = 20.0  # ms after the initial noise in which the membrane potential comes back
COARSE = 0.25  # ms, samples that cut the peaks of spikes
N_CELLS = 3  # whose traces are drawn where none are chosen
TRACES = "stell_traces", "intrnrn_traces"
MOST_PANELS = 14  # of a figure of cells that nobody chose
TALL, LOW = 22, 12  # mm, panels of the membrane potential and of the other quantities


@figure_of_run(
    "stell_traces", "a trace of a stellate cell", lambda run: bool(_data_ids(run, "stell"))
)
def stellate_traces(run: Run) -> Figure:
    """The recorded traces of some stellate cells, one panel per variable."""
    return _stacked(run, "stell")


@figure_of_run(
    "intrnrn_traces", "a trace of an interneuron", lambda run: bool(_data_ids(run, "intrnrn"))
)
def interneuron_traces(run: Run) -> Figure:
    """The recorded traces of some interneurons, one panel per variable."""
    return _stacked(run, "intrnrn")


def _data_ids(run: Run, population: str) -> list[str]:
    """What is drawn of a population, the membrane potential first."""
    check_recorded(run)
    found = [data_id for data_id in run.gids_of if data_id.startswith(f"{population}_")]
    wanted = [k for k in found if not run.gids or set(run.gids) & set(run.gids_of[k])]
    return sorted(wanted, key=lambda data_id: not data_id.endswith("_v"))


def _stacked(run: Run, population: str) -> Figure:
    data_ids = _data_ids(run, population)
    panels = [
        (gid, data_id)
        for gid in _gids(run, data_ids)
        for data_id in data_ids
        if gid in run.gids_of[data_id]
    ]
    heights = [TALL if data_id.endswith("_v") else LOW for _, data_id in panels]
    figure = new_figure(PAGE, 14 + sum(heights) + 4 * len({gid for gid, _ in panels}))
    column = figure.subplots(len(panels), 1, sharex=True, squeeze=False, height_ratios=heights)[
        :, 0
    ]
    ylims = {data_id: _range(run, data_id, panels) for data_id in data_ids}
    named: set[int] = set()
    for axes, (gid, data_id) in zip(column, panels, strict=True):
        shown, unit = quantity(data_id.partition("_")[2]), run.simulation.unit(data_id)
        label = shown.symbol if unit in ("", "1") else f"{shown.symbol}\n({unit})"
        shade(axes, run.shaded)
        draw_trace(
            *(axes, samples(run, data_id, gid), run.params["recorder_dt"], label, shown.colour),
            ylim=ylims[data_id],
        )
        if gid not in named:
            axes.set_title(cell_name(run, gid), loc="left", pad=3)
            named.add(gid)
    column[0].set_title(_coarse(run, data_ids), loc="right", pad=3, color=GREY)
    time_axis(column[-1], 0, run.sim_dur)
    figure.align_ylabels()
    return figure


def _gids(run: Run, data_ids: Sequence[str]) -> list[int]:
    """The cells to draw: those wanted, or a few, evenly, of those with most quantities."""
    recorded = [gid for data_id in data_ids for gid in run.gids_of[data_id]]
    if run.gids:
        return [gid for gid in run.gids if gid in recorded]
    gids, counts = np.unique(recorded, return_counts=True)
    best = gids[counts == counts.max()].tolist()
    return chosen_gids(best, [], max(min(N_CELLS, MOST_PANELS // len(data_ids)), 1))


def chosen_gids(
    recorded: Sequence[int], wanted: Sequence[int], n_cells: int = N_CELLS
) -> list[int]:
    """The gids wanted that were recorded; without wanted ones some of those recorded."""
    if wanted:
        return [gid for gid in wanted if gid in recorded]
    return list(recorded[:: -(-len(recorded) // n_cells)])


def check_recorded(run: Run) -> None:
    """Raise UserError for a chosen gid of which there is no trace."""
    recorded = sorted({gid for gids in run.gids_of.values() for gid in gids})
    for gid in run.gids:
        if gid not in recorded:
            some = ", ".join(map(str, recorded[:8])) + (" ..." if len(recorded) > 8 else "")
            raise UserError(f"cells: got {gid}, expected cells with a trace: {some or 'none'}")


def cell_name(run: Run, gid: int) -> str:
    """What a cell is called in a title."""
    n_stell = run.params["N_stell"]
    return f"Stellate cell {gid}" if gid < n_stell else f"Interneuron {gid - n_stell}"


def samples(run: Run, data_id: str, gid: int) -> Array:
    """A trace of one cell."""
    return run.simulation.trace(data_id, gid).astype(np.float64)


def _coarse(run: Run, data_ids: Sequence[str]) -> str:
    """A remark where the samples are too coarse to show spikes as they are."""
    sample_dt = float(run.params["recorder_dt"])
    if sample_dt <= COARSE or not any(data_id.endswith("_v") for data_id in data_ids):
        return ""
    return f"a sample per {sample_dt:g} ms cuts the peaks of spikes"


def _range(run: Run, data_id: str, panels: Sequence[tuple[int, str]]) -> tuple[float, float]:
    """The range of a quantity after the initial noise, the same for all cells."""
    start = int(min(run.fit_from + AFTERMATH, run.sim_dur / 2) / run.params["recorder_dt"])
    shown = [samples(run, data_id, gid)[start:] for gid, drawn in panels if drawn == data_id]
    return limits(np.concatenate([*shown, np.empty(0)]))
