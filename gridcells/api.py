"""Run a simulation or a sweep, and open what has finished."""

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from gridcells.preview import preview_simulation
from gridcells.preview import preview_sweep as sweep_preview
from gridcells.simulation import Simulation
from gridcells.sweep import Sweep
from parameters.grid import GridValues
from parameters.specs_file import SINGLE, SWEEP
from results.reader import choose, open_archive, open_simulations
from results.spec import Spec, load_spec
from simulation.run import run_simulation
from sweeps import run as sweeps
from workspace.errors import UserError
from workspace.paths import Workspace

InputParams = Mapping[str, Any]
File = str | PathLike[str]


def simulate(
    input_params: InputParams | File,
    *,
    changes: InputParams | None = None,
    overwrite: bool = False,
    verbose: bool = False,
    in_process: bool = False,
    on_end: str | None = None,
) -> Simulation:
    """Run one simulation and open its results, which are in data/{sim_id}.

    Ctrl-C, or the interrupt of a notebook, ends it; existing data are untouched then.

    Parameters
    ----------
    input_params : dict or path
        The parameters that differ from the defaults, `sim_id` among them; or a specs file (.py),
        or the archive of a run (.json) to run it again.
    changes : dict, optional
        Other values of some parameters than those of the file, as --set has them: {"g_h_bar": 0,
        "extra_params.dur1": 250}.
    overwrite : bool
        Replace existing data of this sim_id once the new run has succeeded.
    verbose : bool
        Show all that the processes print.
    in_process : bool
        A run on one process runs in this one, which cannot simulate anything else afterwards;
        by default in one of its own.
    on_end : str, optional
        A command that the shell runs when the simulation has ended, well or not. It finds SIM_ID,
        STATUS and MESSAGE in its environment.

    Returns
    -------
    Simulation

    Raises
    ------
    UserError
        A parameter is wrong, or there are data of this sim_id; nothing was written.
    RunError
        The run has failed; existing data are untouched.
    """
    spec = _single_spec(input_params, changes)
    params = run_simulation(spec, overwrite, verbose, in_process, on_end)
    return open_simulation(params["sim_id"], data_root=params["data_root"])


def run_sweep(
    mult_input_params: Mapping[Any, InputParams] | File,
    *,
    changes: InputParams | None = None,
    grid: GridValues | None = None,
    resume: bool = False,
    only: str | Iterable[int | str] | None = None,
    overwrite: bool = False,
    scheduler: str | None = None,
    slurm: str | None = None,
    prepare_only: bool = False,
    verbose: bool = False,
    on_end: str | None = None,
) -> Sweep:
    """Run the simulations of a sweep side by side and open their results.

    Ctrl-C, or the interrupt of a notebook, ends it; what has finished is kept.

    Parameters
    ----------
    mult_input_params : dict or path
        {sim_num: parameters that differ from the defaults}, each with its sim_num and the same
        sim_id; or a specs file (.py), or the archive of a sweep (.json) to run it again.
        With `grid`, what `simulate` takes: the parameters of one simulation.
    changes : dict, optional
        Other values of some parameters in all simulations, see `simulate`.
    grid : dict, optional
        Run all combinations of these values, {parameter: values}, see `gridcells.grid`.
    resume : bool
        Run what is missing, has failed or has changed since.
    only : str or list, optional
        Run these simulations (again): "3,7-9" or [3, 7, 8, 9].
    overwrite : bool
        Run all; replace existing data of this sim_id once the new ones are there.
    scheduler : str, optional
        Run on the workers of the Dask scheduler at this address.
    slurm : str, optional
        Submit to Slurm with these options of sbatch ("" for none), and return at once.
    prepare_only : bool
        Run nothing: prepare m_run.py for a cluster's queue, and merge what it has finished.
    verbose : bool
        Show all that the simulations print.
    on_end : str, optional
        See `simulate`; of a sweep that Slurm runs, it runs when the simulations are merged.

    Returns
    -------
    Sweep
        Its finished simulations; empty if there are none yet.

    Raises
    ------
    UserError
        A parameter is wrong, or there are data of this sim_id; nothing was written.
    RunError
        Simulations have failed; `open_sweep` opens the others, `resume` runs these again.
    """
    if sum((resume, overwrite, only is not None)) > 1:
        raise UserError("resume, only, overwrite: got several of them, expected at most one")
    choice = sweeps.Choice(resume, only, overwrite, scheduler, slurm, prepare_only, verbose, on_end)
    spec = _sweep_spec(mult_input_params, changes, grid)
    folder, archive = sweeps.run_sweep(spec, choice)
    return Sweep(archive, folder)


def preview(
    input_params: InputParams | File, *, changes: InputParams | None = None, overwrite: bool = False
) -> str:
    """What `simulate` would run with these arguments: parameters, size, time, memory and disk.

    Raises
    ------
    UserError
        What `simulate` would refuse.
    """
    return preview_simulation(_single_spec(input_params, changes), overwrite)


def preview_sweep(
    mult_input_params: Mapping[Any, InputParams] | File,
    *,
    changes: InputParams | None = None,
    grid: GridValues | None = None,
    resume: bool = False,
    only: str | Iterable[int | str] | None = None,
    overwrite: bool = False,
    scheduler: str | None = None,
    slurm: str | None = None,
) -> str:
    """What `run_sweep` would run with these arguments: parameters, size, time, memory and disk.

    Raises
    ------
    UserError
        What `run_sweep` would refuse.
    """
    spec = _sweep_spec(mult_input_params, changes, grid)
    return sweep_preview(spec, sweeps.Choice(resume, only, overwrite, scheduler, slurm))


def open_simulation(
    sim_id: str, sim_num: int | str | None = None, data_root: File = "data/"
) -> Simulation:
    """Open a finished simulation, or one of a sweep.

    Parameters
    ----------
    sim_id : str
        Its label.
    sim_num : int or str, optional
        Which simulation of a sweep.
    data_root : path
        Folder of the results; a relative one is taken from the project's root.

    Raises
    ------
    UserError
        There is no such simulation, or it is one of several and sim_num is missing.
    """
    return choose(open_simulations(sim_id, Path(data_root), Simulation), sim_num)


def open_sweep(sim_id: str, data_root: File = "data/") -> Sweep:
    """Open the finished simulations of a sweep; a single run is a sweep of one.

    Parameters
    ----------
    sim_id, data_root
        See open_simulation.

    Raises
    ------
    UserError
        There is no such sim_id.
    """
    root = Path(data_root)
    return Sweep(open_archive(sim_id, root), Workspace(sim_id, root).data)


def _single_spec(given: InputParams | File, changes: InputParams | None) -> Spec:
    return _spec(given, SINGLE).with_changes(changes or {}, is_sweep=False)


def _sweep_spec(
    given: Mapping[Any, Any] | File, changes: InputParams | None, grid: GridValues | None
) -> Spec:
    if grid:
        return _single_spec(given, changes).as_grid(grid)
    return _spec(given, SWEEP).with_changes(changes or {}, is_sweep=True)


def _spec(given: Mapping[Any, Any] | File, function: str) -> Spec:
    if isinstance(given, (str, PathLike)):
        return load_spec(given, function)
    return Spec(dict(given) if isinstance(given, Mapping) else given)
