"""`python -m catalogue` on 60 runs and two sweeps."""

import io
import json
import re
import sys
import time

import h5py
import pandas as pd
import pytest

from catalogue import measured
from catalogue.__main__ import main
from catalogue.columns import columns, differences, spread, unit
from catalogue.frame import frame
from catalogue.listing import aligned
from catalogue.runs import all_runs, named_run
from parameters.table import default_params
from tests.finished import PROVENANCE, full_params, recording, write_finished
from tests.many import make_many, small_ring, spikes
from workspace import paths
from workspace.paths import Workspace


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """60 runs and two sweeps, which no test changes."""
    folder = tmp_path_factory.mktemp("many")
    make_many(folder)
    return folder


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")


@pytest.fixture
def said(capsys, many):
    """Run a command on a folder of results; return its status, lines of stdout, and stderr."""

    def run(*arguments, data_root=many):
        status = main([*map(str, arguments), f"--data_root={data_root}"])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return run


def small(data_root, sim_id="one", **values):
    params = small_ring(data_root, sim_id, 0, **values)
    write_finished(params, spikes(params, 0))
    return params


def test_list_has_a_line_for_each_run_newest_first(said):
    status, lines, err = said("list")
    assert (status, err, len(lines)) == (0, "", 63)
    assert [line.split()[0] for line in lines[3:]] == [f"run_{k:02}" for k in range(59, -1, -1)]
    assert lines[3].split()[:8] == ["run_59", "2026-03-01", "12:00", "1d", "48+24", "2", "s", "1"]
    by_name = {line.split()[0]: line for line in lines}
    assert "  g_h_bar 0, N_per_sheet 24," in by_name["run_57"]
    assert "stell_noise_std 0.066" in by_name["run_56"]
    assert "g_h_bar 0 to 0.0015 (4 values)" in by_name["conductance"]
    assert "2 of 3" in by_name["noise"]


def test_a_thousand_runs_are_listed_in_less_than_two_seconds(tmp_path, said):
    text = json.dumps(full_params(tmp_path, g_h_bar=0))
    for k in range(1000):
        folder = tmp_path / f"run_{k}"
        folder.mkdir()
        (folder / f"run_{k}.json").write_text(text)
        (folder / f"run_{k}_provenance.json").write_text(json.dumps(PROVENANCE))
    start = time.process_time()  # not what others do on this machine
    assert len(said("list", data_root=tmp_path)[1]) == 1001
    assert time.process_time() - start < 2


def test_list_says_how_large_a_run_is(tmp_path, said):
    small(tmp_path)
    (tmp_path / "one" / "figures").mkdir()
    (tmp_path / "one" / "figures" / "large").write_bytes(bytes(5 * 2**20))
    _, lines, _ = said("list", data_root=tmp_path)
    assert "  5.1 MiB  " in lines[1] or "  5 MiB  " in lines[1]


def test_list_of_the_newest(said):
    assert [line.split()[0] for line in said("list", "-n", 3)[1]][-1] == "run_59"


def test_list_works_without_the_extras(said, monkeypatch):
    for name in ("pandas", "scipy", "matplotlib"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("catalogue.frame", "catalogue.measured", "analysis.measures"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert said("list")[0] == 0
    status, _, err = said("find", "g_h_bar == 0")
    assert (status, err) == (
        2,
        "catalogue: pandas is not installed; it is in the extra [analysis]\n",
    )


def test_what_is_no_run_is_named_and_left_out(tmp_path, said):
    small(tmp_path)
    (tmp_path / "notes").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "broken.json").write_text("{")
    status, lines, err = said("list", data_root=tmp_path)
    assert (status, len(lines)) == (0, 2)
    assert "broken.json:1: not JSON" in err
    assert "notes: left out: it has no notes.json" in err


def test_find_gives_the_simulations_and_their_values(said):
    status, lines, err = said("find", "g_h_bar == 0 and stell_noise_std > 0.03")
    assert (status, err) == (0, "")
    assert lines[0].split() == ["label", "date", "g_h_bar", "stell_noise_std"]
    assert [(line.split()[0], line.split()[-1]) for line in lines[1:]] == [
        ("run_48", "0.058"),
        ("run_36", "0.046"),
        ("run_24", "0.034"),
    ]


def test_find_looks_into_sweeps(said):
    _, lines, _ = said("find", "sim_id == 'conductance' and g_h_bar > 0.0007")
    assert [line.split()[0] for line in lines[1:]] == ["conductance_2", "conductance_3"]
    _, lines, _ = said("find", "not has_data")
    assert [line.split()[0] for line in lines[1:]] == ["noise_2"]


@pytest.mark.parametrize(
    "expression",
    [
        "date > '2026-02-28' and sim_id.str.startswith('run')",
        "n_cells == 72 and run_s > 1 and init_noise_seed in [58, 59] and g_h_bar > 0",
        "recorded.str.contains('stell_spks') and versions_neuron == '9.0.2' and sim_id >= 'run_58'",
    ],
)
def test_find_by_derived_columns_and_provenance(said, expression):
    assert [line.split()[0] for line in said("find", expression)[1][1:]] == ["run_59", "run_58"]


def test_find_by_a_measure(said):
    status, lines, _ = said("find", "--measures", "bump_speed == bump_speed and sim_id == 'noise'")
    assert status == 0
    assert lines[0].split() == ["label", "date", "bump_speed", "sim_id"]
    assert [line.split()[0] for line in lines[1:]] == ["noise_0", "noise_1"]


def test_find_without_an_expression_lists_the_columns(said):
    lines = said("find")[1]
    (line,) = (line for line in lines if line.startswith("g_h_bar "))
    assert "0 to 0.0015 (4 values)" in line
    assert "S/cm²" in line
    assert "maximal HCN conductance" in line


def test_what_is_unknown_is_shown_as_a_dash(said):
    condition = "sim_id == 'noise' and (bump_speed < 100 or not has_data)"
    lines = said("find", "--measures", condition)[1]
    assert [line.split()[-2] == "-" for line in lines[1:]] == [False, False, True]
    columns = {line.split()[0]: line.split()[1] for line in said("find", "--measures")[1]}
    assert (columns["field_duration_as_published"], columns["n_processes"]) == ("-", "2")


def test_an_archive_of_gridcellscond(tmp_path, said):
    """It has fewer parameters, other recorders, and no provenance."""
    params = {"sim_id": "old", "sim_dur": 3000.0, "N_stell": 384, "N_intrnrn": 192, "g_h_bar": 0}
    handle = {"stell_spks": {"state": True, "cells_to_record": "all"}, "other": [1]}
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "old.json").write_text(json.dumps(params | {"record_handle_stell": handle}))
    _, lines, err = said("list", data_root=tmp_path)
    assert (lines[1].split()[0], lines[1].split()[-2:], err) == ("old", ["g_h_bar", "0"], "")
    assert said("find", "g_h_bar == 0 and dt == 0.025", data_root=tmp_path)[1][1].startswith("old")


def test_find_nothing(said):
    assert said("find", "g_h_bar > 1") == (0, [], "none of 67 simulations\n")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("g_h_bar = 0", "== compares"),
        ("g_h_bar", "expected a comparison"),
        ("g_h_bar ==", "invalid syntax"),
        ("g_h_baar == 0", "no column 'g_h_baar'; did you mean 'g_h_bar'?"),
        ("sim_id > 3", "comparison"),
    ],
)
def test_a_wrong_expression_is_one_line(said, expression, words):
    status, lines, err = said("find", expression)
    assert (status, lines, err.count("\n")) == (2, [], 1)
    assert words in err


def test_table_has_parameters_and_measures_of_all(tmp_path, many, said):
    status, lines, err = said("table", "--csv", tmp_path / "all.csv")
    assert (status, err) == (0, "")
    table = pd.read_csv(tmp_path / "all.csv").set_index("label")
    assert lines == [f"{tmp_path}/all.csv: 67 simulations, {len(table.columns) + 1} columns"]
    assert table["g_h_bar"]["conductance_2"] == 0.001
    assert table["right_rate"].notna().sum() == 66
    assert pd.isna(table["right_rate"]["noise_2"])
    found = measured.measures_of(named_run("run_07", many))["0"]
    assert table["right_rate"]["run_07"] == pytest.approx(found["Right rate (Hz)"])


def test_table_of_some_as_csv_on_stdout(said):
    status, lines, _ = said("table", "conductance", "noise_1", "--where=g_h_bar > 0", "--csv=-")
    table = pd.read_csv(io.StringIO("\n".join(lines)))
    assert status == 0
    assert table["label"].tolist() == [*(f"conductance_{k}" for k in (1, 2, 3)), "noise_1"]


def test_table_as_parquet(tmp_path, said):
    pytest.importorskip("pyarrow")
    assert said("table", "run_03", "noise", "--parquet", tmp_path / "t.parquet")[0] == 0
    table = pd.read_parquet(tmp_path / "t.parquet")
    assert table["label"].tolist() == ["run_03", "noise_0", "noise_1", "noise_2"]
    assert table["g_h_bar"].tolist() == [0, 0.0015, 0.0015, 0.0015]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["table"], "expected --csv FILE or --parquet FILE"),
        (["table", "nope", "--csv=-"], "sim_id: no parameters"),
        (["table", "noise_7", "--csv=-"], "noise_7: no simulation '7'"),
        (["table", "../noise", "--csv=-"], "expected a safe file name"),
    ],
)
def test_a_wrong_name_is_one_line(said, arguments, words):
    status, lines, err = said(*arguments)
    assert (status, lines, err.count("\n")) == (2, [], 1)
    assert words in err


def test_a_data_root_that_is_not_there(tmp_path, said):
    assert said("list", data_root=tmp_path / "nope")[0] == 2


def test_diff_of_two_simulations(said):
    status, lines, err = said("diff", "run_56", "conductance_1")
    rows = {name.strip(): values for name, *values in map(cells, lines)}
    assert (status, err) == (0, "")
    assert rows["name"] == ["run_56", "conductance_1"]
    assert rows["stell_noise_std (nA)"] == ["0.066", "0"]
    assert rows["stell_noise_until (ms)"] == ["2000", "150"]
    assert rows["g_h_bar (S/cm²)"] == ["0.0015", "0.0005"]
    assert "hs_tau (ms)" not in rows
    assert [float(value) for value in rows["Right rate (Hz)"]] == [4.5, 4.125]
    assert rows["Field duration as published (ms)"][0].startswith("undefined (the bumps move by")


def test_diff_of_two_sweeps(said):
    rows = {
        name.strip(): values
        for name, *values in map(cells, said("diff", "conductance", "noise")[1])
    }
    assert rows["name"] == ["conductance (4 simulations)", "noise (3 simulations)"]
    assert rows["g_h_bar (S/cm²)"] == ["0 to 0.0015 (4 values)", "0.0015"]
    assert rows["noise_seed"] == ["0", "1 to 3 (3 values)"]
    assert "dt (ms)" not in rows
    assert " to " in rows["Right rate (Hz)"][0]


def test_diff_of_a_run_with_itself(said):
    assert sum("no difference" in line for line in said("diff", "run_05", "run_05")[1]) == 2


def test_diff_shows_another_provenance(tmp_path, said):
    for sim_id, version in (("one", "9.0.2"), ("two", "9.0.3")):
        small(tmp_path, sim_id)
        facts = {"versions": {"neuron": version}, "host": "here", "simulations": {}}
        (tmp_path / sim_id / f"{sim_id}_provenance.json").write_text(json.dumps(facts))
    rows = {
        name.strip(): v
        for name, *v in map(cells, said("diff", "one", "two", data_root=tmp_path)[1])
    }
    assert rows["versions_neuron"] == ["9.0.2", "9.0.3"]
    assert "host" not in rows


def cells(line):
    return re.split(r" {2,}", line.strip())


def test_units_of_columns():
    found = {name: unit(name) for name in columns(default_params())}
    assert (found["g_h_bar"], found["stell_noise_std"], found["hs_tau"]) == ("S/cm²", "nA", "ms")
    assert (found["si_peak"], found["stell_const_dc_1"], found["split_sim_1"]) == ("", "nA", "ms")


class TestMeasures:
    """They are computed once, and again where the data, parameters or code are others."""

    @pytest.fixture(autouse=True)
    def counted(self, tmp_path, monkeypatch):
        self.folder, self.count = tmp_path, 0
        small(tmp_path)
        compute = measured.measures

        def counting(simulation):
            self.count += 1
            return compute(simulation)

        monkeypatch.setattr(measured, "measures", counting)

    def measure(self):
        return measured.measures_of(named_run("one", self.folder))["0"]

    def test_once(self):
        first, second = self.measure(), self.measure()
        assert self.count == 1
        assert str(first) == str(second)
        assert [m.definition for m in first.values()] == [m.definition for m in second.values()]
        assert [m.reason for m in first.values()] == [m.reason for m in second.values()]

    def test_again_with_other_spikes(self):
        self.measure()
        with h5py.File(self.folder / "one" / "stell_spks_one.hdf5", "a") as file:
            file["0/stell_spks"][0, 0] += 1
        self.measure()
        assert self.count == 2

    def test_not_again_where_only_the_time_of_change_is_new(self):
        self.measure()
        (self.folder / "one" / "stell_spks_one.hdf5").touch()
        self.measure()
        assert self.count == 1

    def test_again_with_other_parameters(self):
        self.measure()
        path = self.folder / "one" / "one.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"lambda0": 3}))
        self.measure()
        assert self.count == 2

    def test_again_with_other_code(self, monkeypatch):
        self.measure()
        monkeypatch.setattr(measured, "code_hash", lambda _: "another")
        self.measure()
        assert self.count == 2

    def test_a_file_that_is_no_longer_whole_is_measured_again(self):
        self.measure()
        (self.folder / "one" / "one_measures.json").write_text('{"0": ')
        self.measure()
        assert self.count == 2

    def test_not_kept_while_a_run_replaces_the_data(self, capsys):
        with Workspace("one", self.folder).locked():
            self.measure()
        assert "its measures are not kept" in capsys.readouterr().err
        assert not (self.folder / "one" / "one_measures.json").exists()

    def test_what_cannot_be_measured_is_named(self, capsys):
        (self.folder / "one" / "stell_spks_one.hdf5").write_bytes(b"no HDF5")
        table = frame(all_runs(self.folder)[0], measured=True)
        assert len(table) == 1
        assert "catalogue: one: not measured:" in capsys.readouterr().err


def test_the_code_of_measures_is_what_they_import():
    code = measured._with_imports({paths.ROOT / "analysis" / "measures.py"})
    names = {str(path.relative_to(paths.ROOT)) for path in code}
    assert {"analysis/ring_measures.py", "analysis/spikes.py", "results/data.py"} <= names
    assert not {"analysis/figures.py", "analysis/summary.py", "catalogue/measured.py"} & names
    assert measured.code_hash("1d") != measured.code_hash("2d")


def test_columns():
    found = columns(
        {"stell_noise": [1, 2, 3], "stell_const_dc": [4, 5], "extra_params": {"amp2": 6}}
        | recording(stell_spks=[0], intrnrn_v=[1])
    )
    assert found == {
        "stell_noise_until": 1,
        "stell_noise_mean": 2,
        "stell_noise_std": 3,
        "stell_const_dc_0": 4,
        "stell_const_dc_1": 5,
        "extra_params_amp2": 6,
        "recorded": "stell_spks intrnrn_v",
    }


def test_differences_are_from_the_defaults(tmp_path):
    params = full_params(tmp_path, **recording(stell_v=[0]))
    assert differences([params]) == {"recorded": "stell_spks stell_v intrnrn_spks"}
    values = [params | {"g_h_bar": g, "n_cpus": 3} for g in (0.0, 0.1, 0.2)]
    assert differences(values)["g_h_bar"] == "0 to 0.2 (3 values)"
    assert "n_cpus" not in differences(values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, 1], "1"),
        ([0.5, 1], "0.5 to 1"),
        ([3, 1, 2], "1 to 3 (3 values)"),
        (["a", "b"], "a, b"),
        (["a", "b", "c", "d"], "a, b, c ..."),
        ([None], "-"),
        ([True, False], "True, False"),
    ],
)
def test_spread(values, said):
    assert spread(values) == said


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def shown(many, monkeypatch):
    """Run a command in a terminal of some columns; return the lines of stdout."""

    def run(columns, *arguments):
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys, "stdout", terminal := Terminal())
        assert main([*arguments, f"--data_root={many}"]) == 0
        return terminal.getvalue().splitlines()

    return run


@pytest.mark.parametrize("columns", [80, 120, 200])
@pytest.mark.parametrize("command", [("list",), ("diff", "run_56", "noise"), ("find",)])
def test_lines_fit_into_the_terminal(shown, columns, command):
    lines = shown(columns, *command)
    assert max(map(len, lines)) <= columns


def test_on_a_narrow_terminal_what_differs_has_a_line_of_its_own(shown):
    _, header, _, differs, *_ = shown(80, "list")
    assert header == "    what differs"
    assert differs.startswith("    g_h_bar 0 to 0.0015 (4 values), N_per_sheet 24, is_mean 7")


def test_neither_names_nor_what_is_removed_are_cut(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "stdout", Terminal())
    path = "data/" + 100 * "x"
    assert aligned([("60 KiB", path)]).endswith("...")
    assert aligned([(path, "60 KiB")]).startswith(path)
    assert aligned([("60 KiB", path)], is_cut=False).endswith(path)
