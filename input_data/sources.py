"""Where the path of an animal comes from: a rat of RatInABox, or a CSV file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from input_data.trajectory import MS_PER_S
from workspace.errors import UserError

RAT_DT = 0.02  # s, the time step of RatInABox

Samples = npt.NDArray[np.float64]


def run_rat(
    dur: float, seed: int, environment: Mapping[str, Any], agent: Mapping[str, Any]
) -> tuple[Samples, Samples]:
    """The run of a rat of RatInABox.

    Parameters
    ----------
    dur : float
        How long it runs at least (ms).
    seed : int
        Of numpy's global generator, from which RatInABox draws.
    environment, agent : mapping
        Parameters of the ratinabox.Environment and Agent that differ from their defaults.

    Returns
    -------
    time : ndarray, shape (n,)
        Times from 0 (ms).
    position : ndarray, shape (n, n_dimensions)
        Positions (m).

    Raises
    ------
    UserError
        If RatInABox is not installed.
    """
    try:
        from ratinabox.Agent import Agent
        from ratinabox.Environment import Environment
    except ImportError:
        raise UserError(
            "RatInABox is not installed: it comes with the optional extra [trajectories], "
            "pip install ratinabox; or give positions of your own with --csv"
        ) from None
    np.random.seed(seed)  # noqa: NPY002  RatInABox draws from numpy's global generator
    rat = Agent(Environment(dict(environment)), {"dt": RAT_DT, **agent})
    for _ in range(int(np.ceil(dur / MS_PER_S / RAT_DT)) + 2):
        rat.update()
    time = np.array(rat.history["t"]) * MS_PER_S
    return time - time[0], np.array(rat.history["pos"])


def read_rows(path: Path, n_columns: int, expected: str, gaps: bool = False) -> Samples:
    """The rows of a CSV file of numbers; a first line of other text is a header row.

    Parameters
    ----------
    path : Path
        The file.
    n_columns : int
        How many numbers a row has.
    expected : str
        What they are, for the error.
    gaps : bool
        Whether numbers but the first of a row may be missing or NaN; they are NaN then.

    Returns
    -------
    ndarray, shape (n_rows, n_columns)

    Raises
    ------
    UserError
        If the file cannot be read, or a line is no such row.
    """
    try:
        lines = [line for line in path.read_text().splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"--csv {path}: {error}") from None
    rows = []
    for number, line in enumerate(lines):
        try:
            rows.append(_row(line, n_columns, gaps))
        except ValueError:
            if number > 0:
                raise UserError(f"--csv {path}: got {line!r}, expected {expected}") from None
    return np.array(rows).reshape(-1, n_columns)


def smoothed(samples: Samples, width: float) -> Samples:
    """Samples of shape (n,), convolved with a Gaussian (width in samples); the ends repeat."""
    reach = int(np.ceil(4 * width))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    return np.convolve(np.pad(samples, reach, "edge"), kernel / kernel.sum(), "valid")


def _row(line: str, n_columns: int, gaps: bool) -> list[float]:
    row = [np.nan if gaps and not item.strip() else float(item) for item in line.split(",")]
    if len(row) != n_columns or (gaps and (np.isnan(row[0]) or np.isinf(row).any())):
        raise ValueError
    return row
