"""Finished simulations on disk, as a run leaves them, with given spikes and traces."""

from dataclasses import dataclass

import numpy as np

from param import Param
from parameters.table import SPIKES, recorded_unit
from results.archive import Archive, write_archive
from results.writer import Output
from sweeps.merge import merge
from tests.synthetic import poisson, ring_bumps
from workspace.paths import Workspace

SPEED = 4.0  # rad/s
PROVENANCE = {"versions": {"neuron": "9.0.2"}, "run_s": 1.5, "n_processes": 2}


@dataclass(frozen=True)
class Recorded:
    """What the writer of the results needs of a recorder."""

    data_id: str
    gids: np.ndarray

    @property
    def unit(self):
        return recorded_unit(self.data_id)


def full_params(data_root, **overrides):
    """The parameters of the default ring for 2 s, or as overridden."""
    params = Param()
    defaults = {"sim_id": "done", "data_root": str(data_root), "sim_dur": 2000}
    params.update_params(defaults | overrides)
    params["sim_date_time"] = "2026-01-02T03:04:05+00:00"
    return params


def recording(**gids_of):
    """The parameters that record these data_ids of these cells."""
    return {
        f"record_handle_{kind}": {
            data_id: {"state": True, "cells_to_record": gids}
            for data_id, gids in gids_of.items()
            if data_id.startswith(kind)
        }
        for kind in ("stell", "intrnrn")
    }


def write_finished(params, data):
    """Leave one simulation: `data` has, for each data_id, (gids, spikes or samples)."""
    workspace = Workspace.of(params)
    _write_data(workspace.data, params, data)
    archive = Archive({params["sim_num"]: params}, False, PROVENANCE, {params["sim_num"]: {}})
    write_archive(workspace.archived_params, archive)
    workspace.archived_specs.write_text("# the specs file\n")


def write_sweep(params_of, data_of):
    """Leave a sweep: for each sim_num its parameters, and the data of those that finished."""
    workspace = Workspace.of(next(iter(params_of.values())))
    folders = {sim_num: workspace.parts / sim_num for sim_num in data_of}
    for sim_num, folder in folders.items():
        _write_data(folder, params_of[sim_num], data_of[sim_num])
    workspace.data.mkdir()
    merge(folders, workspace.sim_id, workspace.data)
    facts = {sim_num: {} for sim_num in data_of}
    write_archive(workspace.archived_params, Archive(params_of, True, PROVENANCE, facts))


def _write_data(folder, params, data):
    recorders = {
        data_id: Recorded(data_id, np.asarray(gids)) for data_id, (gids, _) in data.items()
    }
    output = Output(folder, params, [*recorders.values()])
    for data_id, recorder in recorders.items():
        output.append(recorder, [_flat(recorder, data[data_id][1])])
    output.close()


def _flat(recorder, values):
    """Spikes as a recorder hands them over: gids and times; samples as they are."""
    if recorder.data_id not in SPIKES:
        return recorder.gids, values
    rows, order = np.nonzero(np.isfinite(values))
    return recorder.gids[rows], values[rows, order]


def ring_spikes(params, speed=SPEED, phase=None, intrnrn_phase=None):
    """Spikes of a ring network whose bumps are at these phases (rad, per ms) or have this speed."""
    moving = speed * np.arange(int(params["sim_dur"])) / 1000
    phase = moving if phase is None else phase
    size, n_phases = params["N_per_sheet"], params["n_phases"]
    right = ring_bumps(size, n_phases, phase)
    rates = ring_bumps(size, n_phases, phase if intrnrn_phase is None else intrnrn_phase)
    n_stell, n_intrnrn = params["N_stell"], params["N_intrnrn"]
    return {
        "stell_spks": (np.arange(n_stell), poisson(np.concatenate([right, 0 * right]), 0)),
        "intrnrn_spks": (n_stell + np.arange(n_intrnrn), poisson(rates, 1)),
    }
