"""Param and mParam: the defaults, overrides, and one line for each mistake."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from param import Param, mParam
from parameters.kinds import nearest
from parameters.table import (
    DEFAULT_FILES,
    MODEL_PARAMETERS,
    PARAMETERS,
    RECORD_HANDLES,
    RECORDED,
    ROOT,
    SIM_PARAMETERS,
    recorded_unit,
)
from tests.conftest import OwnFile
from workspace.errors import UserError

REFERENCE = ROOT / "tests" / "reference"
ADDED = {
    "n_cpus_per_sim",
    "simulator",
    "velocity_curve",
    *RECORD_HANDLES,
}  # to the authors' parameters
CHANGED = {"show_progress_bar": True}  # defaults that are not the authors'
# In parameters.csv the column of units holds types, too.
TYPES = {"name", "name or false", "bool", "dict", "text", "path", "integer", "[1, 1]"}

SHEET: dict[str, object] = {
    "conn_id": "2d",
    "instr_id": "2d",
    "N_per_sheet": 5041,
    "N_stell": 20164,
    "N_intrnrn": 5041,
    "si_mean": [[6.25, 0], [-6.25, 0], [0, 6.25], [0, -6.25]],
    "is_mean": 10,
    "ii_mean": 10,
    **dict.fromkeys(("si_stdev", "is_stdev", "ii_stdev"), 1.05),
    "stell_const_dc": [0, -4e-3, -4e-3, -4e-3],
}
CELL: dict[str, object] = {
    "conn_id": "stdn",
    "instr_id": "stdn",
    "N_stell": 1,
    "N_intrnrn": 1,
    "N_per_sheet": 1,
    "is_peak": 0,
    "stell_const_dc": [-2.75e-3, -1],
}
MOTIF: dict[str, object] = {
    "conn_id": "motif",
    "instr_id": "motif",
    "N_stell": 2,
    "N_intrnrn": 2,
    "stell_const_dc": -2.7e-3,
}
SAG = {"dur1": 250, "dur2": 1000, "amp1": -2.7e-3, "amp2": -3.5e-3}
PULSE = {"pulse_width": 20, "amp": 1e-2, "start": 1000, "ipi": 2000, "first_cell_input": 0}
TURN = {"stell_dc": -2e-3, "dir_change_t": 40000}
ALL_V: dict[str, object] = {
    "record_handle_stell": {"stell_v": {"state": True, "cells_to_record": "all"}},
    "record_handle_intrnrn": {"intrnrn_v": {"state": True, "cells_to_record": "all"}},
}
PUBLISHED: dict[str, dict[str, object]] = {
    "fig1 sag": CELL | ALL_V | {"input_id": "sag", "extra_params": SAG, "recorder_dt": 0.025},
    "fig1 rebound": CELL | {"input_id": "pir", "extra_params": {"start": 1500, "weight": 0.15}},
    "fig1 resonance": CELL | {"input_id": "resonance", "extra_params": {"f0": 1, "f1": 14}},
    "fig1 subthreshold": CELL | {"input_id": None, "sim_dur": 10000},
    "fig1 ring": {"vel_type": "ACVT-1DAC", "sim_dur": 6000, "stell_noise": [6000, 0, 1e-3]},
    "fig1 size": {"ii_mean": 48, "is_mean": 48, "si_mean": 38, "n_phases": 96},
    "fig1 sheet": SHEET | {"N_per_axis": np.int64(71)},
    "fig2 velocity curve": {"stell_const_dc": [np.float64(2e-2), -2.7e-3], "sim_dur": 60000.0},
    "fig2 trajectory": {"vel_type": "input", "traj_id": "example", "allothetic_stell_dc": -0.0027},
    "fig3 ramp": {"split_sim": [True, 1000], "recorder_dt": 0.025} | ALL_V,
    "fig4 field": {"si_peak": 0, "g_h_bar": 0, "stell_const_dc": [0.0015, -1]},
    "fig5 intrinsic": {"conn_id": "asym", "vel_type": "PRED-IHD", "extra_params": TURN},
    "fig5 time constants": {"hs_tau": 53.1, "hf_tau": 2.5, "sim_dur": 360000},
    "fig5 network": {"conn_id": "asym", "is_asym_factor": [0.1, 1.9]},
    "motif oscillator": MOTIF | ALL_V | {"recorder_dt": 0.025},
    "motif switch": MOTIF | {"input_id": "pulse", "extra_params": PULSE},
    "template": {"N_intrnrn": 196, "N_per_sheet": 196, "N_stell": 392.0},
}

WRONG = [
    # what is given, what the line holds
    ({"sim_id": ""}, "sim_id: got '', expected a safe file name"),
    ({"sim_id": 7}, "sim_id: got 7, expected a safe file name"),
    *[
        ({"sim_id": name}, "sim_id: got ")
        for name in (".", "..", "a/b", "a\\b", "a\nb", "-o", ".x", " ")
    ],
    ({"sim_id": "x" * 101}, "at most 100 bytes"),
    ({"sim_id": "é" * 51}, "at most 100 bytes"),
    ({"matrix_id": "../m"}, "matrix_id: got '../m'"),
    ({"sim_num": "a/b"}, "sim_num: got 'a/b'"),
    ({"N_stel": 384}, "'N_stel': unknown parameter; did you mean 'N_stell'?"),
    ({"n_stell": 384}, "did you mean 'N_stell'?"),
    ({"sim_dur": True}, "sim_dur: got True, expected a number > 0 (ms)"),
    ({"sim_dur": "100"}, "sim_dur: got '100', expected a number > 0 (ms)"),
    ({"sim_dur": 0}, "sim_dur: got 0, expected a number > 0 (ms)"),
    ({"dt": -0.025}, "dt: got -0.025, expected a number > 0 (ms)"),
    ({"recorder_dt": 0}, "recorder_dt: got 0, expected a number > 0 (ms)"),
    ({"g_h_bar": np.nan}, "g_h_bar: got nan, expected a number >= 0 (S/cm²)"),
    ({"lambda0": np.inf}, "lambda0: got inf"),
    ({"stell_const_dc": np.array([0.0, np.nan])}, "stell_const_dc: got [0.0, nan]"),
    ({"extra_params": {"a": [{"b": np.nan}]}}, "extra_params: got {'a': [{'b': nan}]}"),
    ({"extra_params": {1: 2}}, "keys are text"),
    ({"N_stell": 384.5}, "N_stell: got 384.5, expected an integer >= 1 (cells)"),
    ({"N_stell": True}, "N_stell: got True"),
    ({"init_noise_seed": 2**32}, "expected an integer from 0 to 4294967295"),
    ({"n_cpus": 0}, "n_cpus: got 0, expected null or an integer >= 1 (processes)"),
    ({"show_progress_bar": 1}, "show_progress_bar: got 1, expected true or false"),
    ({"stell_noise": [100, 0]}, "stell_noise: got [100, 0], expected [until >= 0, mean, standard"),
    ({"stell_init_noise": [100, 0, -1]}, "stell_init_noise: got [100, 0, -1]"),
    ({"split_sim": [True, 0]}, "split_sim: got [True, 0], expected [true or false, a number > 0]"),
    ({"split_sim": [1, 1000]}, "split_sim: got [1, 1000]"),
    ({"vel_type": "PRED"}, "vel_type: got 'PRED' with instr_id '1d' (default), expected vel_type"),
    ({"vel_type": "PRED_IHD"}, "did you mean 'PRED-IHD'?"),
    ({"simulator": "Neuron"}, "did you mean 'neuron'?"),
    ({"conn_id": "assym"}, "conn_id: got 'assym', expected one of 1d, 2d, asym, motif, stdn"),
    ({"conn_id": "assym"}, "did you mean 'asym'?"),
    ({"instr_id": "stn"}, "instr_id: got 'stn', expected one of 1d, 2d, motif, stdn"),
    ({"vel_type": "input"}, "vel_type: got 'input' with traj_id None (default)"),
    ({"vel_type": "PRED-IHD"}, "expected a number extra_params['dir_change_t']"),
    (CELL | {"input_id": "sagg"}, "did you mean 'sag'?"),
    (CELL | {"input_id": "pir", "extra_params": {"start": 1500}}, "extra_params['weight']"),
    (CELL | {"vel_type": "ACVT-1DAC"}, "vel_type: got 'ACVT-1DAC' with instr_id 'stdn'"),
    ({"input_id": "sag"}, "input_id: got 'sag' with instr_id '1d' (default)"),
    (SHEET | {"instr_id": "1d"}, "conn_id: got '2d' with instr_id '1d' (default), expected a netw"),
    ({"N_per_sheet": 196, "N_stell": 384}, "N_per_sheet: got 196 with N_stell 384 (default)"),
    ({"N_per_sheet": 196, "N_stell": 384}, "expected N_stell = 2 * N_per_sheet = 392 (cells)"),
    ({"N_stell": 401}, "N_stell: got 401 with N_per_sheet 200"),
    ({"N_intrnrn": 100, "N_per_sheet": 192}, "expected N_intrnrn = N_per_sheet = 192 (cells)"),
    (MOTIF | {"N_stell": 3}, "N_stell: got 3 with conn_id 'motif', expected N_stell = 2 (cells)"),
    (CELL | {"N_intrnrn": 2}, "expected N_intrnrn = 1 (cells)"),
    (SHEET | {"N_per_sheet": 5040}, "N_per_sheet = the square of an odd number = 5041"),
    (SHEET | {"N_per_sheet": 4900}, "N_per_sheet = the square of an odd number = 4761"),
    (SHEET | {"N_stell": 10082}, "expected si_mean of 2 offsets [dx, dy], one per sheet"),
    (SHEET | {"N_stell": 20160}, "expected N_stell = N_sheets_stell * N_per_sheet = 15123"),
    (SHEET | {"N_intrnrn": 2601}, "expected N_intrnrn = N_per_sheet = 5041"),
    (SHEET | {"N_per_axis": 51}, "expected N_per_axis = sqrt(N_per_sheet) = 71"),
    (SHEET | {"si_mean": 22}, "si_mean of 4 offsets [dx, dy]"),
    (SHEET | {"si_mean": [[1, 0], [0, 1]]}, "si_mean of 4 offsets [dx, dy]"),
    (SHEET | {"stell_const_dc": [0, 0]}, "stell_const_dc of 4 numbers"),
    ({"si_mean": [[1, 0]]}, "one number as si_mean (cells)"),
    ({"stell_const_dc": [0, 0, 0]}, "stell_const_dc of 2 numbers, one per ring (nA)"),
    ({"stell_const_dc": 0}, "stell_const_dc of 2 numbers"),
    (MOTIF | {"stell_const_dc": [0, 0]}, "one number as stell_const_dc (nA)"),
    (CELL | {"stell_const_dc": 0}, "stell_const_dc as a list (nA)"),
    ({"recorder_dt": 0.03}, "recorder_dt: got 0.03 with dt 0.025 (default)"),
    ({"recorder_dt": 0.01}, "recorder_dt a multiple of dt (ms)"),
    ({"netcon_delay": 0.01}, "netcon_delay: got 0.01 with dt 0.025 (default)"),
    ({"sim_dur": 0.01}, "expected sim_dur >= dt (ms)"),
    ({"record_handle_stell": []}, "record_handle_stell: got [], expected a dict"),
    (
        {"record_handle_stell": {"stell_vv": {"state": True}}},
        "record_handle_stell: unknown data_id 'stell_vv'; did you mean 'stell_v'?",
    ),
    (
        {"record_handle_stell": {"intrnrn_v": {"state": True}}},
        "record_handle_stell: unknown data_id 'intrnrn_v'",
    ),
    (
        {"record_handle_stell": {"stell_v": {"State": True}}},
        "record_handle_stell['stell_v']: unknown key 'State', expected one of state,",
    ),
    (
        {"record_handle_stell": {"stell_v": {"state": 1}}},
        "record_handle_stell['stell_v']['state']: got 1, expected true or false",
    ),
    (
        {"record_handle_stell": {"stell_v": {"cells_to_record": [0, 384]}}},
        "record_handle_stell['stell_v']['cells_to_record']: got [384], expected 'all' or gids",
    ),
    (
        {"record_handle_intrnrn": {"intrnrn_v": {"cells_to_record": [383]}}},
        "got [383], expected 'all' or gids from 384 to 575",
    ),
    ({"record_handle_stell": {"stell_v": {"cells_to_record": [3, 3]}}}, "different gids"),
    ({"record_handle_stell": {"stell_v": {"loc": "v"}}}, "a colon-separated path from the cell"),
]


def updated(**input_params: object) -> Param:
    params = Param()
    params.update_params({"sim_id": "X", **input_params})
    return params


def refusal(input_params: object) -> str:
    with pytest.raises(UserError) as caught:
        Param().update_params(input_params)  # type: ignore[arg-type]
    return str(caught.value)


def test_every_parameter_of_the_files_is_in_the_table_and_the_other_way_round() -> None:
    for file, table in zip(DEFAULT_FILES, (MODEL_PARAMETERS, SIM_PARAMETERS), strict=True):
        in_file = json.loads((ROOT / file).read_text(encoding="utf-8"))
        assert list(in_file) == list(table)


def test_parameters_are_those_of_the_authors() -> None:
    with (REFERENCE / "parameters.csv").open(encoding="utf-8", newline="") as file:
        facts = {row["parameter"]: row for row in csv.DictReader(file)}
    assert set(PARAMETERS) == set(facts) | ADDED
    for name, fact in facts.items():
        in_file = json.loads((ROOT / fact["file"]).read_text(encoding="utf-8"))
        assert in_file[name] == CHANGED.get(name, json.loads(fact["default"]))
        is_type = fact["unit"] in TYPES or "|" in fact["unit"]
        assert is_type or PARAMETERS[name].unit == fact["unit"]


def test_only_spikes_are_recorded_by_default_and_each_recorder_has_place_and_unit() -> None:
    defaults = Param()
    for handle, n_data_ids in zip(RECORD_HANDLES, (18, 10), strict=True):
        recorders = defaults[handle]
        assert len(recorders) == n_data_ids
        assert [name for name in recorders if recorders[name]["state"]] == [next(iter(recorders))]
        for data_id, recorder in recorders.items():
            assert recorder["cells_to_record"] == "all"
            assert ":_ref_" in recorder["loc"]
            assert recorded_unit(data_id)
    suffixes = {data_id.partition("_")[2] for h in RECORD_HANDLES for data_id in defaults[h]}
    assert suffixes == set(RECORDED)
    assert recorded_unit("stell_syn_inhib_g") == "µS"
    assert recorded_unit("intrnrn_spks") == "ms"


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_experiments_are_accepted(name: str) -> None:
    params = updated(**PUBLISHED[name])
    assert json.loads(json.dumps(params)) == params


def test_cases_of_the_authors_results_are_accepted() -> None:
    cases = json.loads((REFERENCE / "cases.json").read_text(encoding="utf-8"))
    sag, motif = cases["traces"]["RSAG"], cases["traces"]["RMOTIF"]
    for case in ("ring_1d", "ring_template", "ring_default"):
        Param().update_params(cases[case]["input_params"])
    Param().update_params(motif)
    mParam().update_params(sag)


def test_values_become_plain_and_of_one_type() -> None:
    params = updated(
        N_stell=np.float64(384.0),
        sim_dur=np.int32(100),
        stell_const_dc=np.array([1, 2]),
        stell_noise=(100, 0, 0.5),
        sim_num=np.int64(3),
        input_id="none",
        data_root=Path("elsewhere"),
        extra_params={"sweep": np.arange(2), "on": np.bool_(True)},
        record_handle_stell={"stell_v": {"cells_to_record": range(2)}},
    )
    assert type(params["N_stell"]) is int
    assert type(params["sim_dur"]) is float
    assert params["stell_const_dc"] == [1.0, 2.0]
    assert params["stell_noise"] == [100.0, 0.0, 0.5]
    assert params["sim_num"] == "3"
    assert params["input_id"] is False
    assert params["data_root"] == "elsewhere"
    assert params["extra_params"] == {"sweep": [0, 1], "on": True}
    assert params["record_handle_stell"]["stell_v"]["cells_to_record"] == [0, 1]
    assert json.loads(json.dumps(params)) == params


def test_recorder_handles_merge_by_data_id_and_by_key() -> None:
    params = updated(record_handle_stell={"stell_v": {"state": True}})
    default = Param()["record_handle_stell"]
    assert params["record_handle_stell"]["stell_v"] == {**default["stell_v"], "state": True}
    others = {data_id for data_id in default if data_id != "stell_v"}
    assert all(params["record_handle_stell"][data_id] == default[data_id] for data_id in others)
    params.update_params({"record_handle_stell": {"stell_v": {"cells_to_record": [5]}}})
    assert params["record_handle_stell"]["stell_v"]["state"] is True
    assert Param()["record_handle_stell"] == default


SMALL_SHEET = {
    "N_per_sheet": 961,
    "N_per_axis": 31,
    "N_sheets_stell": 4,
    "N_stell": 3844,
    "N_intrnrn": 961,
}
RING_OF_96 = {"N_per_sheet": 96, "N_stell": 192, "N_intrnrn": 96}


@pytest.mark.parametrize("name", RING_OF_96)
def test_sizes_of_rings_follow_from_any_of_them(name: str) -> None:
    params = updated(**{name: RING_OF_96[name]})
    assert {key: params[key] for key in RING_OF_96} == RING_OF_96
    params.update_params({"sim_dur": 10})
    assert {key: params[key] for key in RING_OF_96} == RING_OF_96


@pytest.mark.parametrize("name", ["N_per_sheet", "N_per_axis", "N_stell", "N_intrnrn"])
def test_sizes_of_sheets_follow_from_any_of_them(name: str) -> None:
    others = {key: value for key, value in SHEET.items() if not key.startswith("N_")}
    params = updated(**others, **{name: SMALL_SHEET[name]})
    assert {key: params[key] for key in SMALL_SHEET} == SMALL_SHEET


def test_side_of_a_sheet_follows_its_size_unless_given() -> None:
    params = updated(**SHEET)
    assert params["N_per_axis"] == 71
    params.update_params({"N_per_sheet": 961, "N_stell": 3844, "N_intrnrn": 961})
    assert params["N_per_axis"] == 31


@pytest.mark.parametrize(("given", "line"), WRONG)
def test_what_is_wrong_is_refused_in_one_line(given: dict[str, object], line: str) -> None:
    message = refusal({"sim_id": "X"} | given)
    assert line in message
    assert "\n" not in message


def test_sim_id_is_required() -> None:
    assert refusal({"sim_dur": 100}).startswith("sim_id: missing")
    assert refusal(None).startswith("parameters: got None, expected a dict")


def test_a_refused_update_changes_nothing() -> None:
    params = updated(g_h_bar=0)
    before = json.dumps(params)
    with pytest.raises(UserError):
        params.update_params({"sim_dur": 10, "record_handle_stell": {"stell_v": {"state": 1}}})
    assert json.dumps(params) == before


def test_a_users_own_network_and_input_go_with_any(own_file: OwnFile) -> None:
    own_file("conn_id", "my", "PARAMETERS = ()\ndef build_matrix(params): ...\n")
    own_file("instr_id", "my", "def setup_instrumentation(network): ...\n")
    updated(conn_id="my", instr_id="my", N_stell=7, stell_const_dc=1, input_id="mine")
    updated(conn_id="my", instr_id="stdn", N_stell=7, N_intrnrn=2)
    updated(conn_id="stdn", instr_id="my", vel_type="mine")


def sweep_of(*entries: dict[str, object]) -> dict[object, dict[str, object]]:
    return {i: {"sim_id": "X", "sim_num": str(i), **entry} for i, entry in enumerate(entries)}


def test_sweep_keys_become_text() -> None:
    sweep = mParam()
    sweep.update_params(sweep_of({"g_h_bar": 0}, {"g_h_bar": np.float64(0.001)}))
    assert list(sweep) == ["0", "1"]
    assert [params["sim_num"] for params in sweep.values()] == ["0", "1"]
    assert [params["g_h_bar"] for params in sweep.values()] == [0, 0.001]
    assert all(isinstance(params, Param) for params in sweep.values())


@pytest.mark.parametrize(
    ("sweep", "line"),
    [
        ({}, "sweep: got {}, expected a dict {sim_num: input_params}"),
        ([{}], "sweep: got [{}], expected a dict"),
        ({"0": {"sim_id": "X"}}, "simulation '0': sim_num: got None, expected its key"),
        (sweep_of({}, {"sim_num": 0}), "simulation 1: sim_num: got 0, expected its key"),
        (sweep_of({}, {"sim_id": "Y"}), "simulation 1: sim_id: got 'Y', expected 'X' as in"),
        (sweep_of({}, {"data_root": "d"}), "simulation 1: data_root: got 'd', expected 'data/' as"),
        (
            sweep_of({}, {"g_h": 0}),
            "simulation 1: 'g_h': unknown parameter; did you mean 'g_h_bar'",
        ),
        (sweep_of({}, {"sim_dur": -1}), "simulation 1: sim_dur: got -1"),
        ({"0": 5}, "simulation '0': parameters: got 5, expected a dict"),
        ({"a/b": {"sim_id": "X", "sim_num": "a/b"}}, "simulation 'a/b': its key: got 'a/b'"),
        (
            {0: {"sim_id": "X", "sim_num": 0}, "0": {"sim_id": "X", "sim_num": 0}},
            "simulation '0': sim_num: got '0' twice",
        ),
    ],
)
def test_contradictions_of_a_sweep_name_the_entry(sweep: object, line: str) -> None:
    params = mParam()
    with pytest.raises(UserError) as caught:
        params.update_params(sweep)  # type: ignore[arg-type]
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)
    assert not params


def test_nearest_is_silent_when_nothing_is_near() -> None:
    assert nearest("xyz", list(PARAMETERS)) == ""
