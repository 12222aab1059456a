"""What every network and input must do, a user's own too (docs/extending.md).

python -m pytest tests/conformance --conn_id ID --instr_id ID --specs SPECS_FILE
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from math import isqrt
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from network_configs.connections.build import build_matrix
from network_configs.connections.sparse_matrix import SparseMatrix
from network_configs.instrumentations.arena import SheetParams
from param import Param
from parameters.config_files import layers, load_config, load_instrumentation
from parameters.kinds import Kind
from parameters.own import known_parameters
from parameters.table import Parameters, own_parameters
from results.spec import load_spec
from tests.tiny import NETWORKS, recording
from workspace.errors import UserError
from workspace.paths import ROOT

Case = tuple[str, str, str]
SIM_DUR = 60.0  # ms
VOLTAGES = ["stell_v", "intrnrn_v"]
ON_A_RUN = set(own_parameters(SheetParams))  # act with vel_type input: physics/test_arena_input.py
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
        others = _others(values[name], known[name].kind)
        assert any(_differs(params, {name: value}, base) for value in others), (
            f"{name} is in PARAMETERS, but does not change the matrix"
        )


def test_declared_sizes_change_the_matrix(case: Case, params: Parameters) -> None:
    """The other sizes follow; a size of which only this value is accepted is right, too."""
    base, values = build_matrix(params), dict[str, Any](params)
    given = {name: value for name, value in input_params(case).items() if name not in SIZES}
    for name in set(load_config(case[0]).PARAMETERS) & set(SIZES):
        found = [_resized(given | {name: n}) for n in _other_sizes(values[name])]
        accepted = [matrix for matrix in found if isinstance(matrix, SparseMatrix)]
        if accepted:
            same = f"{name} is in PARAMETERS, but does not change the matrix"
            assert not all(_same(matrix, base) for matrix in accepted), same
        else:
            assert any(name in str(error) for error in found), f"{name}: {found[0]}"


def test_own_parameters_have_an_effect(case: Case, params: Parameters) -> None:
    """On the voltages, in the simulation that the specs file describes."""
    own = {
        **load_config(case[0]).OWN_PARAMETERS,
        **load_instrumentation(case[1]).OWN_PARAMETERS,
    }
    own = {name: parameter for name, parameter in own.items() if name not in ON_A_RUN}
    base, values = _voltages(case, {}) if own else np.empty(0), dict[str, Any](params)
    for name, parameter in own.items():
        others = _others(values[name], parameter.kind)
        assert others, f"{name}: no other value of it is known"
        assert any((_voltages(case, {name: other}) != base).any() for other in others), (
            f"{name} is in OWN_PARAMETERS, but has no effect on the voltages with these specs"
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


def _others(value: Any, kind: Kind) -> list[Any]:
    """Other values of a parameter, of its kind."""
    return [other for other in _near(value, kind.names) if _accepts(kind, other)]


def _near(value: Any, names: Sequence[str]) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, list) and value:
        return [[_near(item, ())[0] for item in value], [_near(value[0], ())[0], *value[1:]]]
    if isinstance(value, (int, float)):
        return [value * 1.5 + 0.25, value * 0.75, value + 1]
    return [name for name in names if name != value]


def _accepts(kind: Kind, value: Any) -> bool:
    try:
        kind.check("", value)
    except UserError:
        return False
    return True


def _other_sizes(n: int) -> list[int]:
    """Some of them larger, one the number of cells of a larger sheet."""
    return [n + 1, n + 2, 2 * n, (isqrt(n) + 2) ** 2]


def _resized(given: dict[str, Any]) -> SparseMatrix | UserError:
    params = Param()
    try:
        params.update_params(given)
        return build_matrix(params.typed)
    except UserError as error:
        return error


def _differs(params: Parameters, change: dict[str, Any], base: SparseMatrix) -> bool:
    changed: Any = {**params, **change}
    try:
        return not _same(build_matrix(changed), base)
    except (UserError, ValueError):
        return True


def _same(matrix: SparseMatrix, other: SparseMatrix) -> bool:
    return matrix.n_cells == other.n_cells and matrix.fingerprint() == other.fingerprint()


def _voltages(case: Case, change: dict[str, Any]) -> np.ndarray:
    """Voltages of all cells over SIM_DUR, in this process."""
    from network_configs.network_init import network_init
    from simulation.in_memory import run_network

    run = {"sim_dur": SIM_DUR, "simulator": "neuron"} | recording(VOLTAGES)
    recordings = run_network(network_init(input_params(case) | run | change))
    return np.vstack([recordings.trace(data_id) for data_id in VOLTAGES])


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
