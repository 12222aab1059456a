"""The simulations of the figures: those of specs/paper, run as sweeps and kept in data/paper."""

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

from gridcells import Sweep, preview_sweep, run_sweep
from parameters.specs_file import SINGLE, SWEEP
from workspace.paths import ROOT

SPECS = ROOT / "specs" / "paper"
DATA_ROOT = "data/paper"
TOLD = ("sweep", "time", "memory", "disk")  # lines of a preview that a dry run shows

InputParams = dict[str, Any]
Cases = dict[str, InputParams]  # by sim_num
T = TypeVar("T")


class NotRun(Exception):
    """A dry run has told what it would run."""


@dataclass(frozen=True)
class Runs:
    """Runs the simulations of a figure that are missing, and opens all of them.

    Attributes
    ----------
    full : the published sizes instead of those for a laptop
    simulator : which one runs them
    scheduler : address of the Dask scheduler that runs them; None for this machine
    data_root : folder of the results
    dry : tell what would run, and run nothing
    core_seconds : what the simulations of each sweep have taken, by its name, however long ago
    """

    full: bool = False
    simulator: str = "fused"
    scheduler: str | None = None
    data_root: str = DATA_ROOT
    dry: bool = False
    core_seconds: dict[str, float] = field(default_factory=dict)

    def size(self, laptop: T, published: T) -> T:
        """One of two sizes."""
        return published if self.full else laptop

    def cases(self, published: Cases, sim_dur: float, *counts: tuple[int, int]) -> Cases:
        """The published cases; for a laptop some of them (see `thinned`), until sim_dur (ms)."""
        if self.full:
            return published
        return {n: shortened(p, sim_dur) for n, p in thinned(published, *counts).items()}

    def sweep(self, name: str, cases: Mapping[str, InputParams]) -> Sweep:
        """Run the cases that are missing as one sweep; all of them, by sim_num.

        Raises
        ------
        RunError
            One fails.
        NotRun
            It is a dry run.
        """
        labels = {
            "sim_id": f"{name}_published" if self.full else name,
            "data_root": self.data_root,
            "simulator": self.simulator,
            "show_progress_bar": False,
        }
        sweep = {n: params | labels | {"sim_num": n} for n, params in cases.items()}
        if self.dry:
            told = preview_sweep(sweep, resume=True).splitlines()
            print("\n".join(line for line in told if line.startswith(TOLD)))
            raise NotRun
        found = run_sweep(sweep, resume=True, scheduler=self.scheduler)
        self.core_seconds[name] = sum(
            (facts["build_s"] + facts["run_s"]) * facts["n_processes"]
            for facts in found.provenance.values()
        )
        return found


def published(name: str) -> Cases:
    """The simulations of specs/paper/{name}.py at the published size; a single one is "0"."""
    module = _load(SPECS / f"{name}.py")
    module.FULL = True  # type: ignore[attr-defined]
    if hasattr(module, SWEEP):
        return dict(getattr(module, SWEEP)())
    return {"0": getattr(module, SINGLE)()}


def thinned(cases: Mapping[str, InputParams], *counts: tuple[int, int]) -> Cases:
    """Some of the cases of a grid, evenly spaced, the first and the last of each axis among them.

    Parameters
    ----------
    cases : dict
        In order; the last axis of the grid varies fastest.
    counts : tuple of int
        For each axis of the grid how many values it has, and how many are wanted.
    """
    places = np.arange(len(cases)).reshape([size for size, _ in counts])
    wanted = [np.linspace(0, size - 1, n).round().astype(int) for size, n in counts]
    names = list(cases)
    return {names[k]: cases[names[k]] for k in places[np.ix_(*wanted)].ravel()}


def shortened(params: InputParams, sim_dur: float) -> InputParams:
    """The same for sim_dur (ms); a run that turns does so in its middle, as published."""
    extra = dict(params.get("extra_params", {}))
    if "dir_change_t" in extra:
        extra["dir_change_t"] = sim_dur / 2
    return params | {"sim_dur": sim_dur} | ({"extra_params": extra} if extra else {})


def recording(**cells: Sequence[int]) -> InputParams:
    """Parameters that record these quantities of these stellate cells, {data_id: gids}."""
    handles = {key: {"state": True, "cells_to_record": list(gids)} for key, gids in cells.items()}
    return {"record_handle_stell": handles}


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
