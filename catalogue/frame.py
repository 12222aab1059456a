"""Runs and sweeps as a pandas table: a row for each simulation."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from catalogue.columns import columns, recorded
from catalogue.runs import Run
from parameters.kinds import nearest, quoted
from workspace.errors import UserError

NAMED_ELSEWHERE = ("sim_id", "sim_num", "sim_date_time", "git_commit_hash")
EXAMPLE = "a comparison like 'g_h_bar == 0 and stell_noise_std > 0'"


def frame(runs: Iterable[Run], measured: bool = False) -> pd.DataFrame:
    """Parameters, provenance and, where wanted, measures of simulations.

    Parameters
    ----------
    runs : iterable of Run
        See runs.all_runs and runs.named_run.
    measured : bool
        Add the measures: those that are not known yet are computed.

    Returns
    -------
    DataFrame
        A row for each simulation; the columns are label, sim_id, sim_num, date (UTC), has_data,
        n_cells, the parameters (see catalogue.columns), the provenance and the measures.
    """
    rows = [row for run in runs for row in _rows(run, measured)]
    return pd.DataFrame(rows).convert_dtypes()


def _rows(run: Run, measured: bool) -> Iterable[dict[str, Any]]:
    found: Mapping[str, Mapping[str, float]] = {}
    if measured:
        from analysis.measured import short_name
        from catalogue.measured import measures_of

        found = {
            sim_num: {short_name(name): float(value) for name, value in measures.items()}
            for sim_num, measures in measures_of(run).items()
        }
    for sim_num in run.sim_nums:
        yield _row(run, sim_num) | dict(found.get(sim_num, {}))


def _row(run: Run, sim_num: str) -> dict[str, Any]:
    params = run.full_params(sim_num)
    known = {key: value for key, value in params.items() if key not in NAMED_ELSEWHERE}
    known["input_id"] = params["input_id"] or None  # false where there is none
    return {
        "label": run.label(sim_num),
        "sim_id": run.sim_id,
        "sim_num": sim_num,
        "date": run.date,
        "has_data": run.has_data(sim_num),
        "n_cells": params["N_stell"] + params["N_intrnrn"],
        **columns(known),
        "recorded": " ".join(recorded(params)),
        **columns(run.archive.provenance(sim_num)),
    }


def matching(table: pd.DataFrame, expression: str) -> pd.DataFrame:
    """The rows for which a pandas expression holds.

    Raises UserError where it is no comparison of columns of the table.
    """
    try:
        holds = table.eval(expression, engine="python")
    except pd.errors.UndefinedVariableError as error:
        (name,) = re.findall(r"'(.+?)'", str(error))[:1] or [str(error)]
        hint = nearest(name, list(table.columns)) or ";"
        raise UserError(
            f"no column {name!r}{hint} `find` without an expression lists the columns; "
            "--measures adds the measures"
        ) from None
    except Exception as error:  # pandas raises what Python raises: SyntaxError, TypeError ...
        reason = " ".join(str(error).split())
        raise UserError(f"got {quoted(expression)}, expected {EXAMPLE} ({reason})") from None
    if not isinstance(holds, pd.Series) or not pd.api.types.is_bool_dtype(holds):
        raise UserError(f"got {quoted(expression)}, expected {EXAMPLE}; == compares")
    return table[holds.fillna(False).astype(bool)]


def names_in(expression: str, table: pd.DataFrame) -> list[str]:
    """The columns that an expression names, in its order."""
    words = re.findall(r"`([^`]+)`|\b([A-Za-z_]\w*)", expression)
    names = dict.fromkeys(quoted or word for quoted, word in words)
    return [name for name in names if name in table.columns]
