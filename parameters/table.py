"""What each parameter and each recorder is: the one place for their types, units and meanings.

The defaults are in default_model_params.json and default_sim_params.json.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypedDict, get_type_hints

from parameters.kinds import (
    COUNT,
    FACTORS,
    FILE_NAME,
    FLAG,
    GIDS,
    JSON_DICT,
    LABEL,
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
    """What one parameter is, beside its name.

    Attributes
    ----------
    kind : the values it accepts
    unit : "" where it has none, "1" for a pure number
    meaning : a few words
    affects_results : whether the results depend on it: then --resume runs again what has another
    default : of a parameter that is not in the JSON files of the defaults
    typical : smallest and largest value (in `unit`) that the model is run with; others are told
    """

    kind: Kind
    unit: str
    meaning: str
    affects_results: bool = True
    default: Any = None
    typical: tuple[float, float] | None = None


P = Parameter
Offset = list[float]  # [dx, dy] on a sheet (cells)
Noise = list[float]  # [duration or end (ms), mean (nA), standard deviation (nA)]
# What the model is run with; a value in pA, nS or Hz is far outside.
CURRENT, INITIAL_NOISE = (-1.0, 0.1), (-5.0, 5.0)  # nA; -1 silences a stellate cell
CONDUCTANCE, CONDUCTANCE_DENSITY = (0.0, 0.01), (0.0, 0.05)  # uS; S/cm2
CURRENT_DENSITY = (-0.05, 0.05)  # mA/cm2
FREQUENCY = (0.0, 0.2)  # kHz
_RECORDERS = Kind("a dict {data_id: {state, cells_to_record, loc}}", JSON_DICT.read)


class Recording(TypedDict):
    """One data_id: whether it is recorded, from which cells, and where in the cell."""

    state: bool
    cells_to_record: Literal["all"] | list[int]
    loc: str


RecordHandle = dict[str, Recording]  # by data_id


class ModelParams(TypedDict):
    """The parameters of default_model_params.json."""

    N_intrnrn: Annotated[int, P(COUNT, "cells", "how many interneurons")]
    N_stell: Annotated[
        int, P(COUNT, "cells", "how many stellate cells, all rings or sheets together")
    ]
    N_per_sheet: Annotated[int, P(COUNT, "cells", "cells in one ring (1D) or sheet (2D)")]
    is_peak: Annotated[float, P(NOT_NEGATIVE, "1", "I→S: height of the weight profile")]
    is_stdev: Annotated[
        float, P(POSITIVE, "rad (1D), cells (2D)", "I→S: width of the weight profile")
    ]
    is_mean: Annotated[float, P(NUMBER, "cells", "I→S: distance at which the weights peak")]
    si_peak: Annotated[float, P(NOT_NEGATIVE, "1", "S→I: height of the weight profile")]
    si_stdev: Annotated[
        float, P(POSITIVE, "rad (1D), cells (2D)", "S→I: width of the weight profile")
    ]
    si_mean: Annotated[
        float | list[Offset],
        P(
            either(NUMBER, OFFSETS),
            "cells; 2D: list of [dx, dy]",
            "S→I: shift of the weight profile; + for the right ring, − for the left",
        ),
    ]
    ii_peak: Annotated[float, P(NOT_NEGATIVE, "1", "I→I: height of the weight profile")]
    ii_stdev: Annotated[
        float, P(POSITIVE, "rad (1D), cells (2D)", "I→I: width of the weight profile")
    ]
    ii_mean: Annotated[float, P(NUMBER, "cells", "I→I: distance at which the weights peak")]
    N_per_axis: Annotated[int, P(COUNT, "cells", "side of a 2D sheet, odd")]
    N_sheets_stell: Annotated[int, P(COUNT, "sheets", "stellate sheets in 2D")]
    conn_id: Annotated[
        str,
        P(FILE_NAME, "", "connectivity config: network_configs/connections/{conn_id}_config.py"),
    ]
    instr_id: Annotated[
        str,
        P(
            FILE_NAME,
            "",
            "instrumentation config: network_configs/instrumentations/{instr_id}_instr.py",
        ),
    ]
    traj_id: Annotated[
        str | None, P(either(NULL, LABEL), "", "name of the trajectory, for vel_type input")
    ]
    velocity_curve: Annotated[
        str,
        P(
            PATH,
            "",
            "velocity curve for vel_type input: a name in input_data/velocity_curves/, or a path",
        ),
    ]
    vel_type: Annotated[str, P(FILE_NAME, "", "kind of velocity input (rings, sheets)")]
    input_id: Annotated[
        str | Literal[False], P(either(NO_NAME, FILE_NAME), "", "kind of extra input (stdn, motif)")
    ]
    ss_syn_gmax: Annotated[
        float, P(NOT_NEGATIVE, "µS", "peak S→S conductance", typical=CONDUCTANCE)
    ]
    si_syn_gmax: Annotated[
        float, P(NOT_NEGATIVE, "µS", "peak S→I conductance", typical=CONDUCTANCE)
    ]
    ii_syn_gmax: Annotated[
        float, P(NOT_NEGATIVE, "µS", "peak I→I conductance", typical=CONDUCTANCE)
    ]
    is_syn_gmax: Annotated[
        float, P(NOT_NEGATIVE, "µS", "peak I→S conductance", typical=CONDUCTANCE)
    ]
    intrnrn_dc_amp: Annotated[float, P(NUMBER, "nA", "DC into interneurons", typical=CURRENT)]
    stell_const_dc: Annotated[
        float | list[float],
        P(
            either(NUMBER, NUMBERS),
            "nA",
            "DC into stellate cells, one value per ring or sheet",
            typical=CURRENT,
        ),
    ]
    dc_amp_baseline: Annotated[
        float, P(NUMBER, "nA", "tuning 1, 2: theta amplitude far from the cue", typical=CURRENT)
    ]
    dc_amp_minimum: Annotated[
        float, P(NUMBER, "nA", "tuning 2: theta amplitude at the cue", typical=CURRENT)
    ]
    theta_response_scale: Annotated[
        float, P(POSITIVE, "rad", "tuning 2: distance over which the cue acts")
    ]
    tuning: Annotated[
        int,
        P(
            integer(0, 2),
            "",
            "theta into interneurons of rings: 0 none, 1 constant, 2 weaker near the cue",
        ),
    ]
    stell_noise: Annotated[
        Noise,
        P(
            NOISE,
            "[ms, nA, nA]",
            "noise in stellate cells: until, mean, standard deviation",
            typical=CURRENT,
        ),
    ]
    stell_init_noise: Annotated[
        Noise,
        P(
            NOISE,
            "[ms, nA, nA]",
            "initial noise in stellate cells: until, mean, standard deviation",
            typical=INITIAL_NOISE,
        ),
    ]
    intrnrn_noise: Annotated[
        Noise,
        P(
            NOISE,
            "[ms, nA, nA]",
            "noise in interneurons: until, mean, standard deviation",
            typical=CURRENT,
        ),
    ]
    intrnrn_init_noise: Annotated[
        Noise,
        P(
            NOISE,
            "[ms, nA, nA]",
            "initial noise in interneurons: until, mean, standard deviation",
            typical=INITIAL_NOISE,
        ),
    ]
    noise_seed: Annotated[int, P(SEED, "", "seed of the noise")]
    init_noise_seed: Annotated[int, P(SEED, "", "seed of the initial noise")]
    Amp_i_theta: Annotated[
        float, P(NUMBER, "mA/cm²", "interneuron theta amplitude", typical=CURRENT_DENSITY)
    ]
    phi_i_theta: Annotated[float, P(NUMBER, "ms", "interneuron theta phase, given as a time")]
    omega_i_theta: Annotated[float, P(NOT_NEGATIVE, "kHz", "theta frequency", typical=FREQUENCY)]
    stell_theta_Amp: Annotated[
        float, P(NUMBER, "mA/cm²", "stellate theta amplitude", typical=CURRENT_DENSITY)
    ]
    stell_theta_omega: Annotated[
        float, P(NOT_NEGATIVE, "kHz", "stellate theta frequency", typical=FREQUENCY)
    ]
    g_h_bar: Annotated[
        float, P(NOT_NEGATIVE, "S/cm²", "maximal HCN conductance", typical=CONDUCTANCE_DENSITY)
    ]
    gnap_bar: Annotated[
        float,
        P(
            NOT_NEGATIVE,
            "S/cm²",
            "maximal conductance of the persistent sodium current",
            typical=CONDUCTANCE_DENSITY,
        ),
    ]
    hs_tau: Annotated[
        float, P(NOT_NEGATIVE, "ms", "factor of the slow HCN time constant", typical=(0, 1000))
    ]
    hf_tau: Annotated[
        float, P(NOT_NEGATIVE, "ms", "factor of the fast HCN time constant", typical=(0, 100))
    ]
    n_phases: Annotated[int, P(COUNT, "cells", "cells between two fields of the ring")]
    lambda0: Annotated[float, P(POSITIVE, "rad", "length of the circular track")]
    init_allothetic_input: Annotated[
        bool, P(FLAG, "", "first pin the network to the animal's position")
    ]
    allothetic_stell_dc: Annotated[
        float,
        P(NUMBER, "nA", "DC into stellate cells while the network is pinned", typical=CURRENT),
    ]
    allothetic_nrn_n: Annotated[
        int, P(integer(0), "cells", "half width of each pinned group of interneurons")
    ]
    allothetic_dur: Annotated[
        float,
        P(
            NOT_NEGATIVE,
            "ms",
            "start of the run that the measures leave out; a trajectory file has its own",
        ),
    ]
    vel_integ_or: Annotated[
        float, P(NUMBER, "nA", "DC into the ring that the velocity does not drive", typical=CURRENT)
    ]
    si_asym_factor: Annotated[list[float], P(FACTORS, "1", "asym: S→I width factors (left, right)")]
    is_asym_factor: Annotated[list[float], P(FACTORS, "1", "asym: I→S width factors (left, right)")]
    is_peak_asym_fact: Annotated[float, P(NOT_NEGATIVE, "1", "asym: factor of the I→S height")]
    is_mean_asym_factor: Annotated[
        float, P(NUMBER, "cells", "asym: shift of the I→S weight profile")
    ]
    extra_params: Annotated[dict[str, Any], P(JSON_DICT, "", "further values that an input needs")]
    netcon_delay: Annotated[float, P(POSITIVE, "ms", "synaptic delay; > 0", typical=(0, 100))]


class SimParams(TypedDict):
    """The parameters of default_sim_params.json."""

    sim_date_time: Annotated[
        str | None,
        P(
            either(NULL, TEXT),
            "",
            "when the run was set up; filled in by the program",
            affects_results=False,
        ),
    ]
    sim_dur: Annotated[float, P(POSITIVE, "ms", "how long to simulate")]
    dt: Annotated[float, P(POSITIVE, "ms", "time step", typical=(1e-3, 0.1))]
    sim_id: Annotated[
        str, P(FILE_NAME, "", "name of the simulation or sweep and of its results; required")
    ]
    sim_num: Annotated[str, P(LABEL, "", "number or name of the simulation in a sweep")]
    split_sim: Annotated[
        list[float],
        P(
            row_of("[true or false, a number > 0]", FLAG, POSITIVE),
            "[bool, ms]",
            "[true, T]: write the recorded data to disk every T ms, to limit memory",
            affects_results=False,
        ),
    ]
    n_nodes: Annotated[int, P(COUNT, "hosts", "hosts to run on", affects_results=False)]
    n_cpus: Annotated[
        int | None,
        P(
            either(NULL, COUNT),
            "processes",
            "processes to use; null: one per core, at most one per 8 cells",
            affects_results=False,
        ),
    ]
    n_cpus_per_sim: Annotated[
        int,
        P(COUNT, "processes", "processes for each simulation of a sweep", affects_results=False),
    ]
    simulator: Annotated[
        str, P(choice("coreneuron", "neuron", "fused"), "", "what solves the equations")
    ]
    post_sim_analysis: Annotated[
        bool, P(FLAG, "", "draw the figures at the end of the run", affects_results=False)
    ]
    show_progress_bar: Annotated[
        bool,
        P(
            FLAG,
            "",
            "show progress: a bar in a terminal, a line every 10 % in a file",
            affects_results=False,
        ),
    ]
    recorder_dt: Annotated[float, P(POSITIVE, "ms", "sampling interval of the recorders")]
    data_root: Annotated[
        str,
        P(PATH, "", "folder that holds the results: {data_root}/{sim_id}/", affects_results=False),
    ]
    python: Annotated[
        str | None,
        P(
            either(NULL, PATH),
            "",
            "ignored; kept for compatibility with GridCellsCond",
            affects_results=False,
        ),
    ]
    build_conn_matrix: Annotated[
        bool, P(FLAG, "", "true: build the connectivity matrix; false: use a saved one")
    ]
    save_conn_matrix: Annotated[
        bool, P(FLAG, "", "save the built matrix under matrix_id", affects_results=False)
    ]
    matrix_id: Annotated[str, P(either(literal("''", ""), LABEL), "", "name of the saved matrix")]
    split_built_conn_matrix: Annotated[
        bool,
        P(FLAG, "", "ignored; kept for compatibility with GridCellsCond", affects_results=False),
    ]
    git_commit_hash: Annotated[
        str | None,
        P(
            either(NULL, TEXT),
            "",
            "commit of the program; filled in by the program",
            affects_results=False,
        ),
    ]
    cue_position: Annotated[float, P(NUMBER, "rad", "tuning 2: where the cue is")]
    record_handle_stell: Annotated[
        RecordHandle, P(_RECORDERS, "", "what to record from stellate cells")
    ]
    record_handle_intrnrn: Annotated[
        RecordHandle, P(_RECORDERS, "", "what to record from interneurons")
    ]


class Parameters(ModelParams, SimParams):
    """All parameters of one simulation, as param.Param has checked them."""


SweepParameters = Mapping[str, Parameters]  # by sim_num


def declared_in(typed_dict: type) -> dict[str, Parameter]:
    """The parameters of a TypedDict whose keys are Annotated[type, Parameter(...)], by name."""
    hints = get_type_hints(typed_dict, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


def own_parameters(typed_dict: type) -> dict[str, Parameter]:
    """The parameters that a user's subclass of Parameters adds, by name: OWN_PARAMETERS."""
    return {name: p for name, p in declared_in(typed_dict).items() if name not in PARAMETERS}


MODEL_PARAMETERS, SIM_PARAMETERS = declared_in(ModelParams), declared_in(SimParams)
PARAMETERS = MODEL_PARAMETERS | SIM_PARAMETERS
SPIKES = ("stell_spks", "intrnrn_spks")
RECORD_HANDLES = ("record_handle_stell", "record_handle_intrnrn")
HANDLE_KINDS = {"state": FLAG, "cells_to_record": GIDS, "loc": LOC}

# data_id without its population (stell_ or intrnrn_): unit, meaning
RECORDED = {
    "spks": ("ms", "spike times: when v crosses +10 mV upwards"),
    "v": ("mV", "membrane potential"),
    "ih": ("mA/cm²", "HCN current"),
    "ina": ("mA/cm²", "sodium current, including the persistent one"),
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
