"""What is told before a run: hints without effect, and values that are hardly meant."""

from typing import Any

import pytest

from param import Param, mParam
from parameters.notes import notes, tell_notes
from results.spec import SWEEP, load_spec
from workspace.errors import UserError
from workspace.paths import ROOT

SMALL_SHEET: dict[str, Any] = {
    "conn_id": "2d",
    "instr_id": "2d",
    "N_per_axis": 21,
    "si_mean": [[2, 0], [-2, 0], [0, 2], [0, -2]],
    "stell_const_dc": [0, -4e-3, -4e-3, -4e-3],
}
FITTING = {"is_mean": 4, "ii_mean": 4, "is_stdev": 1.05, "ii_stdev": 1.05, "si_stdev": 1.05}


def told(**input_params: object) -> list[str]:
    params = Param()
    params.update_params({"sim_id": "X", **input_params})
    return [line for _, line in notes(params.typed)]


@pytest.fixture(autouse=True)
def _no_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MPIEXEC", raising=False)


PAPER = sorted(path.stem for path in (ROOT / "specs" / "paper").glob("*.py"))


@pytest.mark.parametrize("name", PAPER)
def test_published_specs_are_silent(name: str) -> None:
    path = ROOT / "specs" / "paper" / f"{name}.py"
    sweep = mParam()
    if "generate_mult_input_params" in path.read_text():
        sweep.update_params(load_spec(path, SWEEP).input_params)
    else:
        sweep.update_params({"0": load_spec(path).input_params | {"sim_num": "0"}})
    lines = [line for params in sweep.typed.values() for _, line in notes(params)]
    assert lines == []


@pytest.mark.parametrize(
    ("given", "beginning"),
    [
        ({"n_nodes": 10}, "n_nodes: 10 has no effect, the run uses only this machine"),
        ({"python": "/usr/bin/python"}, "python: '/usr/bin/python' has no effect"),
        ({"split_built_conn_matrix": True}, "split_built_conn_matrix: true has no effect"),
        ({"stell_const_dc": [1.5, -2.7]}, "stell_const_dc: [1.5, -2.7] is far from"),
        ({"intrnrn_dc_amp": 1.5}, "intrnrn_dc_amp: 1.5 is far from what is usual for this model"),
        ({"is_syn_gmax": 0.1}, "is_syn_gmax: 0.1 is far from"),
        ({"omega_i_theta": 10}, "omega_i_theta: 10.0 is far from"),
        ({"stell_noise": [6000, 0, 1]}, "stell_noise: [6000.0, 0.0, 1.0] is far from"),
        ({"is_stdev": 0.005}, "is_stdev: 0.005 rad is as wide as 0.15 of the 192 cells across"),
        ({"is_mean": 110, "is_stdev": 0.5}, "is_mean: 110.0 is more than half of the 192 cells"),
    ],
)
def test_one_line_for_what_is_odd(given: dict[str, object], beginning: str) -> None:
    (line,) = told(**given)
    assert line.startswith(beginning)


def test_with_a_launcher_n_nodes_has_an_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPIEXEC", "srun")
    assert told(n_nodes=10) == []


def test_a_sweep_tells_each_subject_once(capsys: pytest.CaptureFixture[str]) -> None:
    sweep = mParam()
    sweep.update_params(
        {n: {"sim_id": "X", "sim_num": n, "n_nodes": 10, "intrnrn_dc_amp": n} for n in range(3)}
    )
    tell_notes(sweep.typed)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("note: n_nodes: ")
    assert lines[0].endswith("(and in 2 other simulations)")
    assert lines[1].endswith("(and in 1 other simulations)")


def test_a_sheet_with_the_widths_of_a_ring_is_refused() -> None:
    with pytest.raises(
        UserError,
        match=r"^is_mean: got 32\.0 with is_stdev 0\.136 and N_per_sheet 441, .* I→S synapse",
    ):
        told(**SMALL_SHEET)
    assert told(**SMALL_SHEET, **FITTING) == []


@pytest.mark.parametrize("conn_id", ["1d", "asym"])
def test_a_ring_without_inhibition_is_refused_unless_it_is_meant(conn_id: str) -> None:
    lost = {"conn_id": conn_id, "is_stdev": 1e-4, "is_mean": 32.5}
    with pytest.raises(UserError, match=r"is_mean: got 32\.5 with is_stdev 0\.0001.* I→S synapse"):
        told(**lost)
    assert told(**lost, is_peak=0) == []
    told(**lost, is_syn_gmax=0)
