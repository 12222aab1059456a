"""A web page in one file: nothing is loaded from elsewhere."""

import base64
import io
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from bokeh.embed import components
from bokeh.model import Model
from bokeh.resources import Component, Resources
from matplotlib.figure import Figure

from analysis.figures import Drawing
from analysis.style import in_style
from workspace.files import write_text

DPI = 150  # of the figures: sharp on a screen, small in the file
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #222; max-width: 1100px; margin: 2em auto;
       padding: 0 1.5em; }
h1 { font-size: 1.6em; margin-bottom: 0; } h2 { font-size: 1.15em; margin-top: 2em; }
p.note, figcaption { color: #666; } figcaption { font-size: .9em; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 2px 1.2em 2px 0; }
th { border-bottom: 1px solid #999; font-weight: 600; } tr + tr td { border-top: 1px solid #eee; }
.figures { display: flex; flex-wrap: wrap; gap: 1em 2em; } figure { margin: 0; }
img { max-width: 100%; } img.raster { max-width: none; }
tr.run td:not(:last-child) { white-space: nowrap; }
"""


def write_page(
    path: Path, title: str, sections: Iterable[str], plots: Sequence[Model] = ()
) -> Path:
    """Write a page.

    Parameters
    ----------
    path : Path
        The file; it is written whole or not at all.
    title : str
        Its title.
    sections : iterable of str
        HTML; "{0}", "{1}" ... stand alone where the plots go.
    plots : sequence of bokeh models
        Interactive plots and tables.

    Returns
    -------
    Path
        The file.
    """
    script, places = components(list(plots)) if plots else ("", ())
    body = "\n".join(sections)
    for k, place in enumerate(places):
        body = body.replace(f"{{{k}}}", place, 1)
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f"<title>{escape(title)}</title>",
        '<link rel="icon" href="data:,">',  # or the browser asks a server for one
        f"<style>{STYLE}</style>",
        _library(plots),
        f"</head>\n<body>\n<h1>{escape(title)}</h1>",
        body,
        script,
        "</body>\n</html>\n",
    ]
    write_text(path, "\n".join(parts))
    return path


def _library(plots: Sequence[Model]) -> str:
    """The parts of Bokeh that these plots need, to be put into the page."""
    if not plots:
        return ""
    names = {type(model).__name__ for plot in plots for model in plot.references()}
    needed: list[Component] = ["bokeh", "bokeh-gl"]
    if "DataTable" in names:
        needed += ["bokeh-widgets", "bokeh-tables"]
    return Resources(mode="inline", components=needed).render()


def section(title: str, *parts: str) -> str:
    """A heading and what is below it."""
    return "\n".join([f"<h2>{escape(title)}</h2>", *parts])


def note(text: str) -> str:
    """A remark in grey."""
    return f'<p class="note">{escape(text)}</p>'


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of text; "none" where it has no rows."""
    lines = ["".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows]
    if not lines:
        return note("none")
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    return "\n".join(
        [f"<table><tr>{head}</tr>", *(f"<tr>{line}</tr>" for line in lines), "</table>"]
    )


@in_style
def drawn_or_why(drawing: Drawing) -> str:
    """A figure, embedded, or why there is none."""
    if drawing.figure is None:
        return note(f"{drawing.name.replace('_', ' ')}: {drawing.reason}")
    return picture(drawing.name, drawing.figure)


def picture(name: str, figure: Figure) -> str:
    """A figure of matplotlib, embedded."""
    held = io.BytesIO()
    figure.savefig(held, dpi=DPI, format="png")
    text = escape(name)
    return (
        f'<figure><img src="{data_uri(held.getvalue())}" alt="{text}" '
        f'width="{figure.get_figwidth() * 110:.0f}"><figcaption>{text}</figcaption></figure>'
    )


def data_uri(png: bytes) -> str:
    """A PNG as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
