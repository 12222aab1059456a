"""The registry of figures: what each is called, what it needs, and which runs it applies to.

A figure is a function of a `Run` that returns a matplotlib Figure, registered where it is defined::

    @figure_of_run("rates", "spikes of all cells of a population", lambda run: bool(run.spikes))
    def rates(run: Run) -> Figure:
        figure = new_figure(COLUMN, 50)
        draw_rates(figure.subplots(), ...)
        return figure

`python -m analysis` then draws it and lists it, and reports show it. A function that yields
(name, Figure) pairs draws several. It raises `Undefined` with the reason where a run that it
applies to has nothing to show. TOPICS in analysis/figures/__init__.py names the module.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from matplotlib import rc_context
from matplotlib.figure import Figure

from analysis.figures.run import Run
from analysis.figures.sweep_of_runs import SweepOfRuns
from analysis.style import STYLE
from parameters.kinds import nearest
from workspace.errors import UserError

Source = TypeVar("Source", Run, SweepOfRuns)
Drawn = Figure | Iterable[tuple[str, Figure]]


class Undefined(Exception):
    """Raised by a figure that applies to a run but has nothing to show; its text is the reason."""


class Drawing(NamedTuple):
    """A figure of a run: its name, and the Figure or the reason why there is none."""

    name: str
    figure: Figure | None
    reason: str = ""


@dataclass(frozen=True)
class Kind(Generic[Source]):
    """A registered figure.

    Attributes
    ----------
    name : str
        Beginning of its file name.
    needs : str
        What a run must have for it, in words.
    applies : callable
        Whether a run has that.
    draw : callable
        Draws it; one Figure, or several with their names.
    """

    name: str
    needs: str
    applies: Callable[[Source], bool]
    draw: Callable[[Source], Drawn]

    @property
    def shows(self) -> str:
        """What it shows: the first line of its docstring."""
        return (self.draw.__doc__ or "").partition("\n")[0]


RUN_FIGURES: dict[str, Kind[Run]] = {}
SWEEP_FIGURES: dict[str, Kind[SweepOfRuns]] = {}

_Function = TypeVar("_Function", bound=Callable[..., Drawn])


def figure_of_run(
    name: str, needs: str, applies: Callable[[Run], bool]
) -> Callable[[_Function], _Function]:
    """Register a function as the figure of this name for the runs that it applies to."""

    def register(draw: _Function) -> _Function:
        RUN_FIGURES[name] = Kind(name, needs, applies, draw)
        return draw

    return register


def figure_of_sweep(
    name: str, needs: str, applies: Callable[[SweepOfRuns], bool]
) -> Callable[[_Function], _Function]:
    """Register a function as the figure of this name for the sweeps that it applies to."""

    def register(draw: _Function) -> _Function:
        SWEEP_FIGURES[name] = Kind(name, needs, applies, draw)
        return draw

    return register


def drawn(
    kinds: Mapping[str, Kind[Source]], source: Source, names: Iterable[str] = ()
) -> Iterator[Drawing]:
    """The figures that apply to a run or sweep, in the order of the registry.

    Parameters
    ----------
    kinds : mapping
        RUN_FIGURES or SWEEP_FIGURES.
    source : Run or SweepOfRuns
        What is drawn.
    names : iterable of str
        Only these figures; without any, all.

    Yields
    ------
    Drawing
        With a Figure, or with the reason why there is none.
    """
    chosen = set(names) or set(kinds)
    for kind in kinds.values():
        if kind.name in chosen and kind.applies(source):
            yield from _drawings(kind, source)


def check_names(names: Iterable[str], kinds: Mapping[str, Kind[Any]]) -> None:
    """Raise UserError for a name that no figure of the registry has."""
    for name in names:
        if name not in kinds:
            expected = f"expected figures among {', '.join(kinds)}"
            raise UserError(f"only: got {name!r}, {expected}{nearest(name, list(kinds))}")


def described_kinds(kinds: Mapping[str, Kind[Source]], source: Source | None = None) -> str:
    """A line per figure: its name, what it shows, what it needs; marked where it applies."""
    width = max(map(len, kinds))
    return "\n".join(
        f"{'*' if source is not None and kind.applies(source) else ' '} {kind.name:{width}}  "
        f"{kind.shows} Needs {kind.needs}."
        for kind in kinds.values()
    )


def _drawings(kind: Kind[Source], source: Source) -> Iterator[Drawing]:
    """What one kind draws; in the style, which is left while the caller has a drawing."""
    try:
        with rc_context(STYLE):
            found = kind.draw(source)
            several = [(kind.name, found)] if isinstance(found, Figure) else list(found)
    except (Undefined, UserError) as why:  # UserError: a file that it needs is gone
        yield Drawing(kind.name, None, str(why))
        return
    for name, figure in several:
        yield Drawing(name, figure)
