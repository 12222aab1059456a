"""List the hexagonal patterns that fit a torus with a given side, and how well they fit.

    python -m calibration.torus 31

A pattern has three waves, each with a whole number of periods along x and along y. On a square
torus none is exactly hexagonal: `misfit` says by how much the lengths of the three waves differ.
Which pattern a network settles into also depends on its inhibition. Choose is_mean and ii_mean so
that 2.18 times this distance is near the period you want, and no other pattern's period is as near.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from input_data.sheet_curve import lattice_period
from parameters.kinds import integer
from workspace.errors import in_one_line
from workspace.help_text import Paragraphs

PERIOD_OF_INHIBITION = 2.18  # period / ii_mean of specs/open_field.py, a pattern that stays
HIGHEST = 6  # how often a wave repeats along an axis
WORST_MISFIT = 0.12


class Pattern(NamedTuple):
    """A hexagonal pattern on a torus.

    Attributes
    ----------
    waves : tuple of (int, int)
        How often each of its three waves repeats along x and y.
    n_bumps : int
        Bumps on the torus.
    period : float
        Distance of neighbouring bumps (cells).
    misfit : float
        (longest - shortest wave) / mean; 0 for a regular hexagon.
    """

    waves: tuple[tuple[int, int], ...]
    n_bumps: int
    period: float
    misfit: float


def fitting_patterns(side: int, worst_misfit: float = WORST_MISFIT) -> list[Pattern]:
    """The patterns that fit a torus of this side (cells), the longest period first.

    Of those that mirror or turn into each other there is one.
    """
    steps = range(-HIGHEST, HIGHEST + 1)
    vectors = [np.array(v) for v in product(steps, steps) if v > (0, 0)]
    found: dict[tuple[float, ...], Pattern] = {}
    for first, second in product(vectors, vectors):
        waves = np.array([first, second, second - first])
        length = np.hypot(*waves.T)
        n_bumps = abs(int(first[0] * second[1] - first[1] * second[0]))
        misfit = float(np.ptp(length) / length.mean())
        if n_bumps == 0 or misfit > worst_misfit:
            continue
        shape = tuple(sorted(np.round(length, 6)))
        period = lattice_period(waves, side)
        pattern = Pattern(tuple(map(tuple, waves.tolist())), n_bumps, period, misfit)
        found.setdefault(shape, pattern)
    return sorted(found.values(), key=lambda pattern: -pattern.period)


def table(side: int) -> str:
    """The patterns that fit, a line each."""
    lines = [f"{'bumps':>5} {'period (cells)':>15} {'misfit':>7} {'ii_mean near':>13}  waves"]
    for p in fitting_patterns(side):
        near = p.period / PERIOD_OF_INHIBITION
        lines.append(f"{p.n_bumps:5} {p.period:15.2f} {p.misfit:7.1%} {near:13.2f}  {p.waves}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m calibration.torus",
        description=__doc__,
        formatter_class=Paragraphs,
    )
    parser.add_argument("side", help="cells along a side of the sheet, odd")
    args = parser.parse_args(argv)

    def run() -> int:
        side = int(args.side) if args.side.isdigit() else args.side
        print(table(integer(3).check("side", side, "cells")))
        return 0

    return in_one_line("calibration.torus", run, on_interrupt="nothing was written")


if __name__ == "__main__":
    sys.exit(main())
