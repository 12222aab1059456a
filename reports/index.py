"""The page over all runs and sweeps in a folder of results."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from tqdm import tqdm

from catalogue.listing import duration, network, what_differs
from catalogue.runs import Run, all_runs
from reports.page import data_uri, note, write_page
from reports.pictures import small_raster
from results.data import SimulationData
from workspace.errors import UserError
from workspace.files import size_text

HEADER = ("", "sim_id", "date (UTC)", "network", "duration", "size", "what differs")
MOST_SHOWN = 6  # of what differs in a run; the rest is shown on a click
FILTER = """<p><input id="filter" size="50" placeholder="filter: words that a line must have"></p>
<script>
document.getElementById("filter").addEventListener("input", event => {
  const words = event.target.value.toLowerCase().split(/\\s+/);
  for (const row of document.querySelectorAll("tr.run"))
    row.hidden = !words.every(word => row.textContent.toLowerCase().includes(word));
});
</script>"""


def write_index(data_root: str | Path = "data/") -> tuple[Path, list[str]]:
    """Write index.html: a line for each run or sweep, newest first.

    A line links the page of the run; where there is none, its folder.

    Parameters
    ----------
    data_root : path
        Folder of the results.

    Returns
    -------
    path, troubles : Path, list of str
        The file, and a line for each folder that could not be read.

    Raises
    ------
    UserError
        There is no such folder, or nothing in it.
    """
    runs, troubles = all_runs(data_root)
    if not runs:
        raise UserError(f"--data_root: got '{data_root}', expected a folder with finished runs")
    lines = list(zip(runs, what_differs(runs), strict=True))
    shown = tqdm(lines, desc="index", disable=None, leave=False)
    rows = [_row(run, changed, troubles) for run, changed in shown]
    head = "".join(f"<th>{name}</th>" for name in HEADER)
    sections = [
        note(
            f"{len(runs)} runs and sweeps. A line opens the page of the run, or its folder if it "
            "has no page yet; python -m analysis SIM_ID --html writes the page."
        ),
        FILTER,
        f"<table><tr>{head}</tr>",
        *rows,
        "</table>",
    ]
    root = runs[0].folder.parent
    return write_page(root / "index.html", f"Runs in {root.name}", sections), troubles


def _row(run: Run, changed: Sequence[str], troubles: list[str]) -> str:
    page = run.folder / f"{run.sim_id}.html"
    target = quote(f"{run.sim_id}/{page.name}" if page.exists() else f"{run.sim_id}/")
    finished = [sim_num for sim_num in run.sim_nums if run.has_data(sim_num)]
    n = len(run.sim_nums)
    of_sweep = f"{len(finished)} of {n} simulations" if run.archive.is_sweep else ""
    cells = [
        f"{run.date:%Y-%m-%d %H:%M}",
        network(run),
        duration(run),
        size_text(run.size),
    ]
    return (
        f'<tr class="run"><td><a href="{target}">{_thumbnail(run, finished, troubles)}</a></td>'
        f'<td><a href="{target}">{escape(run.sim_id)}</a><br>{of_sweep}</td>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + f"<td>{_folded(changed)}</td></tr>"
    )


def _folded(changed: Sequence[str]) -> str:
    """What differs; behind a click where it is long, as on sheets, which differ in each size."""
    parts = (changed[:MOST_SHOWN], changed[MOST_SHOWN:])
    shown, folded = (escape(", ".join(part)) for part in parts)
    if not folded:
        return shown or "nothing"
    return f"{shown}<details><summary>{len(parts[1])} more</summary>{folded}</details>"


def _thumbnail(run: Run, finished: list[str], troubles: list[str]) -> str:
    """The raster of a run, of a sweep that of the first simulation that has finished."""
    if not finished:
        return "no data"
    try:
        raster = small_raster(SimulationData(run.archive, finished[0], run.folder))
    except (UserError, OSError) as error:
        troubles.append(f"{run.label(finished[0])}: no thumbnail: {error}")
        return "not readable"
    if raster is None:
        return "no spikes"
    return f'<img src="{data_uri(raster)}" class="raster" alt="raster">'
