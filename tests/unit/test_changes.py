"""--set and --grid: values typed by their parameter, and sweeps that number themselves."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gridcells import grid
from param import Param, mParam
from parameters.changes import changed, read_assignments
from parameters.grid import read_values
from parameters.specs_file import SWEEP
from results.spec import Spec, load_spec
from sweeps.lookup import find_sim_num, get_sim_num
from workspace.errors import UserError


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("g_h_bar", "0", 0.0),
        ("g_h_bar", "1.5e-3", 0.0015),
        ("stell_const_dc", "[-2e-3, -7e-3]", [-2e-3, -7e-3]),
        ("stell_const_dc", "-2e-3", -2e-3),
        ("show_progress_bar", "true", True),
        ("show_progress_bar", "False", False),
        ("split_sim", "[true, 500]", [True, 500.0]),
        ("n_cpus", "null", None),
        ("n_cpus", "None", None),
        ("sim_id", "2024", "2024"),
        ("sim_id", "my run", "my run"),
        ("traj_id", "955", "955"),
        ("data_root", "/tmp/x=y", "/tmp/x=y"),
        ("input_id", "false", False),
        ("conn_id", "asym", "asym"),
    ],
)
def test_text_is_read_as_its_parameter_asks(key: str, text: str, value: Any) -> None:
    found = changed({}, read_assignments("--set", [f"{key}={text}"]))[key]
    assert found == value
    assert type(found) is type(value)


def test_dotted_keys_change_one_value_and_leave_the_original() -> None:
    given = {"vel_type": "PRED-IHD", "extra_params": {"stell_dc": 1e-3, "dir_change_t": 40}}
    changes = {
        "extra_params.dir_change_t": "100",
        "record_handle_stell.stell_v.state": "true",
        "record_handle_stell.stell_v.cells_to_record": "[0, 3]",
    }
    result = changed(given, changes)
    assert result["extra_params"] == {"stell_dc": 1e-3, "dir_change_t": 100}
    assert given["extra_params"] == {"stell_dc": 1e-3, "dir_change_t": 40}
    params = Param()
    params.update_params(
        changed({"sim_id": "X"}, {k: v for k, v in changes.items() if k.startswith("record")})
    )
    recorder = params["record_handle_stell"]["stell_v"]
    assert recorder["state"] is True
    assert recorder["cells_to_record"] == [0, 3]
    assert params["record_handle_stell"]["stell_spks"]["state"] is True


@pytest.mark.parametrize(
    ("assignment", "line"),
    [
        ("g_h_bar", "--set: got 'g_h_bar', expected KEY=VALUE"),
        ("=3", "--set: got '=3', expected KEY=VALUE"),
        ("g_h_ba=0", "'g_h_ba': unknown parameter; did you mean 'g_h_bar'?"),
        ("g_h_bar=abc", "g_h_bar: got 'abc', expected a number >= 0 (S/cm²)"),
        ("g_h_bar=-1", "g_h_bar: got -1, expected a number >= 0 (S/cm²)"),
        ("g_h_bar.x=1", "g_h_bar.x: g_h_bar is not a dict, expected g_h_bar without a dot"),
        ("record_handle_stell.stell_v=1", "expected record_handle_stell.DATA_ID.KEY, with KEY one"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(assignment: str, line: str) -> None:
    with pytest.raises(UserError) as caught:
        changed({}, read_assignments("--set", [assignment]))
    assert line in str(caught.value)


def test_one_parameter_twice_is_refused() -> None:
    with pytest.raises(UserError, match="--set: got g_h_bar twice, expected it once"):
        read_assignments("--set", ["g_h_bar=0", "g_h_bar=1"])


def test_parameters_of_a_users_own_are_known(own_file: Any) -> None:
    own_file(
        "conn_id",
        "mine",
        "from parameters.kinds import COUNT\nfrom parameters.table import Parameter\n"
        "PARAMETERS = ()\nbuild_matrix = None\n"
        "OWN_PARAMETERS = {'n_hubs': Parameter(COUNT, 'cells', 'hubs', default=1)}\n",
    )
    assert changed({}, {"n_hubs": "3", "conn_id": "mine"})["n_hubs"] == 3
    with pytest.raises(UserError, match="'n_hubs': unknown parameter"):
        changed({}, {"n_hubs": "3"})


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0,0.0015", ["0", "0.0015"]),
        ("0:0.0015:6", [0, 0.0003, 0.0006, 0.0009, 0.0012, 0.0015]),
        ("[1,2],[3,4]", ["[1,2]", "[3,4]"]),
        ("a:b:c", ["a:b:c"]),
        ("0", ["0"]),
    ],
)
def test_values_of_a_grid(text: str, values: list[Any]) -> None:
    assert read_values("dt", text) == values


def test_grid_is_numbered_as_get_sim_num_counts() -> None:
    conductances, seeds = [0, 0.0005, 0.0015], np.arange(4)
    sweep = mParam()
    sweep.update_params(grid({"sim_id": "X"}, {"g_h_bar": conductances, "noise_seed": seeds}))
    assert list(sweep) == [str(k) for k in range(12)]
    number = get_sim_num((2, 1), (3, 4))
    assert sweep[str(number)]["g_h_bar"] == 0.0015
    assert sweep[str(number)]["noise_seed"] == 1
    assert find_sim_num(sweep, {"g_h_bar": 0.0015, "noise_seed": 1}) == [str(number)]


def test_parameters_that_vary_together() -> None:
    sweep = grid({}, {("g_h_bar", "noise_seed"): [(0, 5), (0.001, 6)], "dt": "0.01,0.02"})
    assert [(p["g_h_bar"], p["noise_seed"], p["dt"]) for p in sweep.values()] == [
        (0, 5, 0.01),
        (0, 5, 0.02),
        (0.001, 6, 0.01),
        (0.001, 6, 0.02),
    ]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"g_h_bar": ""}, "g_h_bar: got no values"),
        ({"g_h_bar": "0:1:1"}, "g_h_bar: got '0:1:1', expected start:stop:n with n >= 2"),
        ({"g_h_ba": "0,1"}, "'g_h_ba': unknown parameter; did you mean 'g_h_bar'?"),
        ({("g_h_bar", "dt"): [(0, 1, 2)]}, "g_h_bar, dt: got (0, 1, 2), expected 2 values"),
    ],
)
def test_what_is_wrong_in_a_grid_is_said_in_one_line(values: Any, line: str) -> None:
    with pytest.raises(UserError) as caught:
        grid({}, values)
    assert line in str(caught.value)


def test_changes_of_a_spec_are_kept_and_grow() -> None:
    spec = Spec({"sim_id": "X"}).with_changes({"dt": "0.0125"}, is_sweep=False)
    sweep = spec.as_grid({"g_h_bar": np.array([0, 1e-3])})
    assert sweep.input_params["1"] == {
        "sim_id": "X",
        "dt": 0.0125,
        "g_h_bar": 1e-3,
        "sim_num": "1",
    }
    assert sweep.provenance == {
        "changes": {"set": {"dt": "0.0125"}, "grid": {"g_h_bar": [0, 1e-3]}}
    }
    again = sweep.with_changes({"dt": "0.025"}, is_sweep=True)
    assert {params["dt"] for params in again.input_params.values()} == {0.025}
    assert again.provenance["changes"]["set"] == {"dt": "0.025"}
    assert Spec({}).provenance == {}


def test_archive_that_is_run_again_keeps_its_changes(tmp_path: Path) -> None:
    path = tmp_path / "X.json"
    path.write_text('{"0": {"sim_id": "X", "sim_num": "0"}}')
    (tmp_path / "X_provenance.json").write_text('{"changes": {"set": {"dt": "0.0125"}}}')
    assert load_spec(path, SWEEP).provenance == {"changes": {"set": {"dt": "0.0125"}}}
