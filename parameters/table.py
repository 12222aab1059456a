"""What each parameter and each recorder is: the one place for their kinds, units and meanings.

The defaults are in default_model_params.json and default_sim_params.json.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from parameters.kinds import (
    COUNT,
    FACTORS,
    FILE_NAME,
    FLAG,
    GIDS,
    JSON_DICT,
    LOC,
    NO_NAME,
    NOISE,
    NOT_NEGATIVE,
    NULL,
    NUMBER,
    NUMBERS,
    OFFSETS,
    PATH,
    POSITIVE,
    SEED,
    SIM_NUM,
    TEXT,
    Kind,
    choice,
    either,
    integer,
    literal,
    row_of,
)
from workspace.paths import ROOT

DEFAULT_FILES = ("default_model_params.json", "default_sim_params.json")


@dataclass(frozen=True)
class Parameter:
    """One parameter: what it accepts, its unit ("" where it has none) and its meaning."""

    name: str
    kind: Kind
    unit: str
    meaning: str


@dataclass(frozen=True)
class ExtraParam:
    """One number that a vel_type or an input_id reads from extra_params; as Parameter."""

    input_name: str
    name: str
    kind: Kind
    unit: str
    meaning: str


_P = Parameter
_RECORDERS = Kind("a dict {data_id: {state, cells_to_record, loc}}", JSON_DICT.read)

MODEL_PARAMETERS = (
    _P("N_intrnrn", COUNT, "cells", "how many interneurons"),
    _P("N_stell", COUNT, "cells", "how many stellate cells, all rings or sheets together"),
    _P("N_per_sheet", COUNT, "cells", "cells in one ring (1D) or sheet (2D)"),
    _P("is_peak", NOT_NEGATIVE, "1", "I→S: height of the weight profile"),
    _P("is_stdev", POSITIVE, "rad (1D), cells (2D)", "I→S: width"),
    _P("is_mean", NUMBER, "cells", "I→S: distance of the lobes from the source"),
    _P("si_peak", NOT_NEGATIVE, "1", "S→I: height"),
    _P("si_stdev", POSITIVE, "rad (1D), cells (2D)", "S→I: width"),
    _P(
        "si_mean",
        either(NUMBER, OFFSETS),
        "cells; 2D: list of [dx, dy]",
        "S→I: offset, + for the right ring, − for the left",
    ),
    _P("ii_peak", NOT_NEGATIVE, "1", "I→I: height"),
    _P("ii_stdev", POSITIVE, "rad (1D), cells (2D)", "I→I: width"),
    _P("ii_mean", NUMBER, "cells", "I→I: distance of the lobes"),
    _P("N_per_axis", COUNT, "cells", "side of a 2D sheet, odd"),
    _P("N_sheets_stell", COUNT, "sheets", "stellate sheets in 2D"),
    _P(
        "conn_id",
        FILE_NAME,
        "",
        "connectivity config: network_configs/connections/{conn_id}_config.py",
    ),
    _P(
        "instr_id",
        FILE_NAME,
        "",
        "instrumentation config: network_configs/instrumentations/{instr_id}_instr.py",
    ),
    _P("traj_id", either(NULL, FILE_NAME), "", "trajectory file for vel_type input"),
    _P(
        "vel_type",
        choice("const", "input", "PRED-IHD", "ACVT-1DAC"),
        "",
        "kind of velocity input (1D)",
    ),
    _P(
        "input_id",
        either(NO_NAME, FILE_NAME),
        "",
        "kind of extra input (stdn, motif)",
    ),
    _P("ss_syn_gmax", NOT_NEGATIVE, "µS", "peak S→S conductance"),
    _P("si_syn_gmax", NOT_NEGATIVE, "µS", "peak S→I conductance"),
    _P("ii_syn_gmax", NOT_NEGATIVE, "µS", "peak I→I conductance"),
    _P("is_syn_gmax", NOT_NEGATIVE, "µS", "peak I→S conductance"),
    _P("intrnrn_dc_amp", NUMBER, "nA", "DC into interneurons"),
    _P(
        "stell_const_dc",
        either(NUMBER, NUMBERS),
        "nA",
        "DC into stellate cells, a value per ring or sheet",
    ),
    _P("dc_amp_baseline", NUMBER, "nA", "tuning 1, 2: theta amplitude far from the cue"),
    _P("dc_amp_minimum", NUMBER, "nA", "tuning 2: theta amplitude at the cue"),
    _P("theta_response_scale", POSITIVE, "rad", "tuning 2: reach of the cue"),
    _P("tuning", integer(0, 2), "", "interneuron theta: none, constant, dipping at the cue"),
    _P("stell_noise", NOISE, "[ms, nA, nA]", "noise during the run: end, mean, std"),
    _P("stell_init_noise", NOISE, "[ms, nA, nA]", "initial noise: duration, mean, std"),
    _P("intrnrn_noise", NOISE, "[ms, nA, nA]", "as stell_noise"),
    _P("intrnrn_init_noise", NOISE, "[ms, nA, nA]", "as stell_init_noise"),
    _P("noise_seed", SEED, "", "seed of the noise"),
    _P("init_noise_seed", SEED, "", "seed of the initial noise"),
    _P("Amp_i_theta", NUMBER, "mA/cm²", "interneuron theta amplitude"),
    _P("phi_i_theta", NUMBER, "ms", "theta phase"),
    _P("omega_i_theta", NOT_NEGATIVE, "kHz", "theta frequency"),
    _P("stell_theta_Amp", NUMBER, "mA/cm²", "stellate theta amplitude"),
    _P("stell_theta_omega", NOT_NEGATIVE, "kHz", "stellate theta frequency"),
    _P("g_h_bar", NOT_NEGATIVE, "S/cm²", "HCN maximal conductance"),
    _P("gnap_bar", NOT_NEGATIVE, "S/cm²", "persistent Na maximal conductance"),
    _P("hs_tau", NOT_NEGATIVE, "ms", "slow HCN time factor"),
    _P("hf_tau", NOT_NEGATIVE, "ms", "fast HCN time factor"),
    _P("n_phases", COUNT, "cells", "cells between two fields of the ring"),
    _P("lambda0", POSITIVE, "rad", "length of the circular track"),
    _P("init_allothetic_input", FLAG, "", "pin the network to the animal's position first"),
    _P("allothetic_stell_dc", NUMBER, "nA", "DC of stellate cells while pinned"),
    _P("allothetic_nrn_n", integer(0), "cells", "half width of the pinned group"),
    _P("allothetic_dur", NOT_NEGATIVE, "ms", "how long it is pinned"),
    _P("vel_integ_or", NUMBER, "nA", "DC of the ring that velocity does not drive"),
    _P("si_asym_factor", FACTORS, "1", "asym: S→I width factors (left, right)"),
    _P("is_asym_factor", FACTORS, "1", "asym: I→S width factors (left, right)"),
    _P("is_peak_asym_fact", NOT_NEGATIVE, "1", "asym: I→S height factor"),
    _P("is_mean_asym_factor", NUMBER, "cells", "asym: I→S shift"),
    _P("extra_params", JSON_DICT, "", "what an input needs beyond these"),
    _P("netcon_delay", POSITIVE, "ms", "synaptic delay; > 0"),
)

SIM_PARAMETERS = (
    _P("sim_date_time", either(NULL, TEXT), "", "when it was set up; filled in"),
    _P("sim_dur", POSITIVE, "ms", "how long to simulate"),
    _P("dt", POSITIVE, "ms", "time step"),
    _P("sim_id", FILE_NAME, "", "label of the simulation and of its data; required"),
    _P("sim_num", SIM_NUM, "", "which one of a sweep"),
    _P(
        "split_sim",
        row_of("[true or false, a number > 0]", FLAG, POSITIVE),
        "[bool, ms]",
        "write the data out every so many ms, so that memory stays bounded",
    ),
    _P("n_nodes", COUNT, "hosts", "hosts to run on"),
    _P("n_cpus", either(NULL, COUNT), "processes", "null: all available"),
    _P("n_cpus_per_sim", COUNT, "processes", "processes for each simulation of a sweep"),
    _P("simulator", choice("coreneuron", "neuron", "fused"), "", "what solves the equations"),
    _P("post_sim_analysis", FLAG, "", "draw the figures when the run is done"),
    _P("show_progress_bar", FLAG, "", "progress bar in simulated ms"),
    _P("recorder_dt", POSITIVE, "ms", "sampling interval of the recorders"),
    _P("data_root", PATH, "", "where data/{sim_id} goes"),
    _P("python", either(NULL, PATH), "", "unused in the reference"),
    _P("build_conn_matrix", FLAG, "", "build the matrix, or take a saved one"),
    _P("save_conn_matrix", FLAG, "", "keep the built matrix under saved_matrices/"),
    _P("matrix_id", either(literal("''", ""), FILE_NAME), "", "which saved matrix"),
    _P("split_built_conn_matrix", FLAG, "", "unused in the reference"),
    _P("git_commit_hash", either(NULL, TEXT), "", "filled in"),
    _P("cue_position", NUMBER, "rad", "tuning 2: where the cue is"),
    _P("record_handle_stell", _RECORDERS, "", "what to record from stellate cells"),
    _P("record_handle_intrnrn", _RECORDERS, "", "what to record from interneurons"),
)

PARAMETERS = {parameter.name: parameter for parameter in MODEL_PARAMETERS + SIM_PARAMETERS}
SPIKES = ("stell_spks", "intrnrn_spks")
RECORD_HANDLES = ("record_handle_stell", "record_handle_intrnrn")
HANDLE_KINDS = {"state": FLAG, "cells_to_record": GIDS, "loc": LOC}

# data_id without its population (stell_ or intrnrn_): unit, meaning
RECORDED = {
    "spks": ("ms", "times of spikes: v upwards through +10 mV"),
    "v": ("mV", "membrane potential"),
    "ih": ("mA/cm²", "HCN current"),
    "ina": ("mA/cm²", "sodium current, persistent included"),
    "ik": ("mA/cm²", "potassium current"),
    "nap": ("mA/cm²", "persistent sodium current"),
    "gna": ("S/cm²", "fast sodium conductance"),
    "gh": ("S/cm²", "HCN conductance"),
    "gnap": ("S/cm²", "persistent sodium conductance"),
    "ih_mf": ("1", "fast HCN gate"),
    "ih_ms": ("1", "slow HCN gate"),
    "syn_exc_i": ("nA", "excitatory synaptic current"),
    "syn_exc_g": ("µS", "excitatory synaptic conductance"),
    "syn_inhib_i": ("nA", "inhibitory synaptic current"),
    "syn_inhib_g": ("µS", "inhibitory synaptic conductance"),
    "ext_dc_i": ("nA", "current injected by the DC clamp"),
    "ext_dc_amp": ("nA", "amplitude of the DC clamp"),
    "theta_i": ("mA/cm²", "theta current"),
    "switch_pulse": ("nA", "current of the switching pulses (motif)"),
}

EXTRA_PARAMS = (
    ExtraParam(
        "PRED-IHD", "dir_change_t", NOT_NEGATIVE, "ms", "when the direction of movement turns"
    ),
    ExtraParam("PRED-IHD", "stell_dc", NUMBER, "nA", "DC of the driven ring"),
    ExtraParam("sag", "amp1", NUMBER, "nA", "extra current from 0 to dur1"),
    ExtraParam("sag", "dur1", NOT_NEGATIVE, "ms", "end of amp1"),
    ExtraParam("sag", "amp2", NUMBER, "nA", "extra current from dur1 to dur2"),
    ExtraParam("sag", "dur2", NOT_NEGATIVE, "ms", "end of amp2"),
    ExtraParam("pir", "start", NOT_NEGATIVE, "ms", "when the inhibitory event arrives"),
    ExtraParam("pir", "weight", NOT_NEGATIVE, "1e-4 µS", "its weight"),
    ExtraParam(
        "resonance", "f0", NOT_NEGATIVE, "Hz", "frequency at which the chirp starts, at 2000 ms"
    ),
    ExtraParam("resonance", "f1", POSITIVE, "Hz", "frequency at which the chirp ends"),
    ExtraParam("pulse", "pulse_width", POSITIVE, "ms", "width of a pulse"),
    ExtraParam("pulse", "amp", NUMBER, "nA", "height of a pulse"),
    ExtraParam("pulse", "start", NOT_NEGATIVE, "ms", "first pulse"),
    ExtraParam("pulse", "ipi", POSITIVE, "ms", "period of the pulses into one cell"),
    ExtraParam(
        "pulse", "first_cell_input", integer(0, 1), "1", "interneuron (0 or 1) that is pulsed first"
    ),
)


@cache
def default_params() -> dict[str, Any]:
    """Return the defaults of both JSON files, merged. Shared: copy it before a change."""
    merged: dict[str, Any] = {}
    for name in DEFAULT_FILES:
        merged |= json.loads((ROOT / name).read_text(encoding="utf-8"))
    return merged


def recorded_unit(data_id: str) -> str:
    """Return the unit of what the recorder `data_id` records, e.g. mV for stell_v."""
    return RECORDED[data_id.partition("_")[2]][0]
