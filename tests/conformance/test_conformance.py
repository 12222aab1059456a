"""What every network and input must do, a user's own too (docs/extending.md).

python -m pytest tests/conformance --conn_id ID --instr_id ID --specs SPECS_FILE
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from network_configs.connections.build import build_matrix
from param import Param
from parameters.config_files import layers, load_config, load_instrumentation
from parameters.own import known_parameters
from parameters.table import Parameters
from results.spec import load_spec
from tests.tiny import NETWORKS
from workspace.errors import UserError
from workspace.paths import ROOT

Case = tuple[str, str, str]
SIM_DUR = 60.0  # ms
SIZES = ("N_stell", "N_intrnrn", "N_per_sheet", "N_per_axis", "N_sheets_stell")


def input_params(case: Case) -> dict[str, Any]:
    conn_id, instr_id, specs = case
    given = dict(load_spec(specs).input_params) if specs else dict(NETWORKS.get(conn_id, {}))
    return given | {"sim_id": f"conformance_{conn_id}", "conn_id": conn_id, "instr_id": instr_id}


@pytest.fixture
def params(case: Case) -> Parameters:
    params = Param()
    params.update_params(input_params(case))
    return params.typed


def test_the_matrix_has_all_cells_and_is_the_same_each_time(params: Parameters) -> None:
    first, second = build_matrix(params), build_matrix(params)
    assert first.n_cells == params["N_stell"] + params["N_intrnrn"]
    assert len(first.weight) > 0
    for name in ("indptr", "pre", "weight"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_layers_hold_each_cell_once(params: Parameters) -> None:
    gids = [gid for layer in layers(params) for gid in layer.gids]
    assert gids == list(range(params["N_stell"] + params["N_intrnrn"]))
    for layer in layers(params):
        assert layer.geometry != "sheet" or layer.side**2 == layer.n_cells
    names = [layer.name for layer in layers(params)]
    assert len(set(names)) == len(names)


def test_declared_parameters_exist_and_change_the_matrix(case: Case, params: Parameters) -> None:
    """A parameter whose neighbouring values all give the same matrix does not belong there."""
    known = known_parameters(*case[:2])
    base, values = build_matrix(params), dict[str, Any](params)
    for name in load_config(case[0]).PARAMETERS:
        assert name in known
        if name in SIZES:
            continue
        assert any(_differs(params, {name: value}, base) for value in _others(values[name])), (
            f"{name} is in PARAMETERS, but does not change the matrix"
        )


def test_what_an_input_takes_is_complete(case: Case) -> None:
    instr = load_instrumentation(case[1])
    for name in instr.EXTRA_PARAMS:
        assert name in (*(instr.VEL_TYPES or {}), *(instr.INPUT_IDS or ()))
    for parameter in (
        *instr.OWN_PARAMETERS.values(),
        *load_config(case[0]).OWN_PARAMETERS.values(),
    ):
        assert parameter.meaning
        parameter.kind.check("its default", parameter.default)


def test_spikes_are_the_same_on_one_and_on_two_processes(case: Case, tmp_path: Path) -> None:
    one, two = (_spikes(case, n_cpus, tmp_path) for n_cpus in (1, 2))
    assert one == two


def _others(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [[_others(item)[0] for item in value], [*_others(value[0])[:1], *value[1:]]]
    return [value * 1.5 + 0.25, value * 0.75]


def _differs(params: Parameters, change: dict[str, Any], base: Any) -> bool:
    changed: Any = {**params, **change}
    try:
        other = build_matrix(changed)
    except (UserError, ValueError):
        return True
    same_places = len(other.pre) == len(base.pre) and (other.pre == base.pre).all()
    return not (same_places and (other.weight == base.weight).all())


def _spikes(case: Case, n_cpus: int, folder: Path) -> dict[str, list[list[float]]]:
    specs = folder / f"specs_{n_cpus}.py"
    run = {"sim_dur": SIM_DUR, "n_cpus": n_cpus, "data_root": str(folder / str(n_cpus))}
    given = json.dumps(input_params(case) | run)
    text = f"import json\ndef generate_input_params():\n    return json.loads({given!r})\n"
    specs.write_text(text)
    command = [sys.executable, "s_sim_setup.py", str(specs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    found = {}
    for path in (folder / str(n_cpus)).glob("*/*_spks_*.hdf5"):
        with h5py.File(path) as file:
            (group,) = file.values()
            (dataset,) = group.values()
            found[path.name] = [row[np.isfinite(row)].tolist() for row in dataset[:]]
    assert found
    return found
