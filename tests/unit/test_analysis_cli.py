import json
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pynwb
import pytest
from PIL import Image

from analysis import style
from analysis.__main__ import main
from analysis.figures import sheets
from simulation import post_analysis
from tests.finished import full_params, recording, ring_spikes, write_finished, write_sweep
from tests.tiny import MOTIF, SHEET
from workspace.paths import ROOT

V = np.linspace(-70, -60, 2001, dtype=np.float32)


def analyse(tmp_path, *arguments):
    return main(["done", f"--data_root={tmp_path}", *map(str, arguments)])


@pytest.fixture(autouse=True)
def coarse_pictures(monkeypatch):
    """Drawn with few dots, for speed."""
    monkeypatch.setattr(style, "DPI", 50)
    monkeypatch.setattr(sheets, "GIF_DPI", 50)


@pytest.fixture
def ring(tmp_path):
    """A finished ring that has recorded the voltage of three cells and the inhibition of two."""
    recorded = recording(stell_v=[3, 5, 9], stell_syn_inhib_g=[5, 9], intrnrn_v=[400])
    params = full_params(tmp_path, **recorded)
    data = ring_spikes(params) | {
        "stell_v": ([3, 5, 9], np.stack([V, V + 1, V + 2])),
        "stell_syn_inhib_g": ([5, 9], np.zeros((2, 2001), np.float32)),
        "intrnrn_v": ([400], V[None]),
    }
    write_finished(params, data)
    return params


def drawn(capsys):
    """The names of the figures that were said to be drawn; each must be there."""
    paths = capsys.readouterr().out.splitlines()
    for path in paths:
        if path.endswith(".svg"):
            assert "<svg" in Path(path).read_text()[:500]
        else:
            Image.open(path).verify()
    return [path.rpartition("/")[2] for path in paths]


def test_a_ring_is_drawn_the_raster_last(ring, tmp_path, capsys):
    assert analyse(tmp_path) == 0
    names = [
        "network",
        "connectivity",
        "weights",
        "stell_traces",
        "intrnrn_traces",
        "theta",
        "rates",
    ]
    assert drawn(capsys) == [f"{n}_done.{s}" for n in [*names, "raster"] for s in ("svg", "png")]
    assert (tmp_path / "done" / "figures" / "raster_done.png").is_file()


def test_a_silent_ring_says_that_it_has_no_phase(tmp_path):
    params = full_params(tmp_path)
    silent = np.full((params["N_stell"], 1), np.nan)
    write_finished(params, {"stell_spks": (range(params["N_stell"]), silent)})
    assert analyse(tmp_path) == 0
    raster = (tmp_path / "done" / "figures" / "raster_done.svg").read_text()
    assert "<!-- Right" in raster
    assert "no phase: the stellate cells are silent" in raster


def test_the_traces_of_chosen_cells(ring, tmp_path, capsys):
    assert analyse(tmp_path, "--cells=9,3") == 0
    svg = (tmp_path / "done" / "figures" / "stell_traces_done.svg").read_text()
    assert svg.index("<!-- Stellate cell 9 -->") < svg.index("<!-- Stellate cell 3 -->")
    assert "intrnrn_traces_done.svg" not in drawn(capsys)


def test_a_cell_that_was_not_recorded_is_refused(ring, tmp_path, capsys):
    assert analyse(tmp_path, "--cells=3,4") == 2
    error = capsys.readouterr().err
    line = "analysis: cells: got 4, expected cells with a trace: 3, 5, 9, 400"
    assert error.splitlines()[-1] == line


@pytest.mark.slow
def test_sheets_are_drawn_with_an_animation(tmp_path, capsys):
    params = full_params(tmp_path, sim_dur=500, **SHEET)
    spikes = np.random.default_rng(0).uniform(0, 500, (125, 10))
    data = {"stell_spks": (np.arange(100), spikes[:100])}
    write_finished(params, data | {"intrnrn_spks": (np.arange(100, 125), spikes[100:])})
    assert analyse(tmp_path) == 0
    names = drawn(capsys)
    assert names[-1] == "sheets_done.gif"
    assert {"weights_done.svg", "sheets_done.png", "connectivity_done.svg"} <= set(names)
    with Image.open(tmp_path / "done" / "figures" / "sheets_done.gif") as animation:
        assert animation.n_frames == 5


def test_a_motif_without_spikes_is_drawn(tmp_path, capsys):
    write_finished(
        full_params(tmp_path, **MOTIF), {"stell_spks": ([0, 1], np.full((2, 1), np.nan))}
    )
    assert analyse(tmp_path) == 0
    assert "raster_done.svg" in drawn(capsys)


def test_the_spikes_of_some_cells_are_drawn_with_their_gids(tmp_path, capsys):
    params = full_params(tmp_path, **recording(stell_spks=[7, 30, 250]))
    spikes = np.array([[100.0, 200.0], [300.0, np.nan], [400.0, np.nan]])
    whole = ring_spikes(params)["intrnrn_spks"]
    write_finished(params, {"stell_spks": ([7, 30, 250], spikes), "intrnrn_spks": whole})
    assert analyse(tmp_path) == 0
    assert {"raster_done.svg", "raster_of_chosen_cells_done.svg"} <= set(drawn(capsys))
    svg = (tmp_path / "done" / "figures" / "raster_of_chosen_cells_done.svg").read_text()
    assert all(f"<!-- {gid} -->" in svg for gid in (7, 30, 250))


def sweep(tmp_path, *values, sim_dur=1500):
    """A sweep of small rings, each with its overrides; the first of them has failed."""
    params_of = {
        str(k): full_params(tmp_path, sim_num=k, sim_dur=sim_dur, **overrides)
        for k, overrides in enumerate(values)
    }
    write_sweep(params_of, {k: ring_spikes(p) for k, p in params_of.items() if k != "0"})


def test_a_sweep_is_drawn_against_what_varies(tmp_path, capsys):
    sweep(tmp_path, *({"g_h_bar": g} for g in (0, 0.001, 0.0015)))
    assert analyse(tmp_path) == 0
    assert drawn(capsys) == ["measures_done.svg", "measures_done.png"]
    svg = (tmp_path / "done" / "figures" / "measures_done.svg").read_text()
    assert "<!-- g_h_bar (S/cm²) -->" in svg
    assert "<!-- Bump speed (rad/s) -->" in svg


def test_a_sweep_that_has_nothing_to_draw_says_why(tmp_path, capsys):
    sweep(tmp_path, *({"g_h_bar": g} for g in (0, 0.001)), sim_dur=300)
    assert analyse(tmp_path) == 2
    error = capsys.readouterr().err
    assert error.startswith("analysis: the sweep has nothing to draw: the run ends at 300 ms")


def test_one_simulation_of_a_sweep(tmp_path, capsys):
    sweep(tmp_path, {"g_h_bar": 0}, {"g_h_bar": 0.001})
    assert analyse(tmp_path, "--sim_num", 1) == 0
    assert drawn(capsys)[-1] == "raster_done_1.png"


@pytest.mark.slow
def test_a_sweep_over_three_parameters_has_a_panel_for_each(tmp_path, capsys):
    values = [{"g_h_bar": g, "hs_tau": h, "gnap_bar": n} for g, h, n in np.eye(3) * 1e-3 + 1e-3]
    sweep(tmp_path, {}, *values, *values[::-1])
    assert analyse(tmp_path) == 0
    svg = (tmp_path / "done" / "figures" / "measures_done.svg").read_text()
    for label in ("g_h_bar (S/cm²)", "gnap_bar (S/cm²)", "Bump speed (rad/s)"):
        assert f"<!-- {label} -->" in svg


def test_a_sweep_that_varies_no_number_says_so(tmp_path, capsys):
    sweep(tmp_path, {}, {})
    assert analyse(tmp_path) == 2
    assert "no number varies in this sweep" in capsys.readouterr().err


def sweep_with_traces(tmp_path):
    """A sweep of two rings that have recorded the voltage of two cells."""
    params_of = {
        str(k): full_params(tmp_path, sim_num=k, g_h_bar=k / 1000, **recording(stell_v=[3, 5]))
        for k in range(2)
    }
    traces = {"stell_v": ([3, 5], np.stack([V, V + 1]))}
    write_sweep(params_of, {k: ring_spikes(p) | traces for k, p in params_of.items()})


def test_cells_of_a_sweep_are_drawn_in_each_simulation(tmp_path, capsys):
    sweep_with_traces(tmp_path)
    assert analyse(tmp_path, "--cells=5") == 0
    assert drawn(capsys) == [f"stell_traces_done_{k}.{s}" for k in (0, 1) for s in ("svg", "png")]
    svg = (tmp_path / "done" / "figures" / "stell_traces_done_0.svg").read_text()
    assert "<!-- Stellate cell 5 -->" in svg
    assert "<!-- Stellate cell 3 -->" not in svg


@pytest.mark.slow
def test_all_draws_each_simulation_of_a_sweep_and_its_measures(tmp_path, capsys):
    sweep_with_traces(tmp_path)
    assert analyse(tmp_path, "--all") == 0
    names = drawn(capsys)
    assert {"raster_done_0.svg", "raster_done_1.png", "measures_done.svg"} <= set(names)


def test_the_sim_id_may_name_a_simulation_of_a_sweep(tmp_path, capsys):
    sweep(tmp_path, {"g_h_bar": 0}, {"g_h_bar": 0.001})
    assert main(["done_1", f"--data_root={tmp_path}"]) == 0
    assert drawn(capsys)[-1] == "raster_done_1.png"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nope"], r"sim_id: no parameters .*/nope/nope.json; finished runs: done"),
        (["../done"], "sim_id: got '../done', expected a safe file name"),
        (["done", "--sim_num", "7"], "sim_num: got '7', expected one of 0"),
    ],
)
def test_what_is_not_there_is_one_line(ring, tmp_path, capsys, arguments, line):
    assert main([*arguments, f"--data_root={tmp_path}"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.startswith(f"analysis: {line.split('.*')[0]}")
    assert error.rstrip().endswith(line.split(".*")[-1]) or ".*" not in line


def test_nwb_is_valid_and_holds_spikes_traces_and_parameters(ring, tmp_path, capsys):
    assert analyse(tmp_path, "--nwb") == 0
    path = capsys.readouterr().out.strip()
    assert path.endswith("done/export/done.nwb")
    with pynwb.NWBHDF5IO(path, "r") as io:
        assert pynwb.validate(io=io) == []
        nwb = io.read()
        assert len(nwb.units) == 576
        last = nwb.units[575]
        assert (last["cell_type"].item(), last["gid"].item()) == ("interneuron", 575)
        expected = ring_spikes(ring)["intrnrn_spks"][1][-1]
        found = np.asarray(last["spike_times"].item()) * 1000
        np.testing.assert_allclose(found, expected[np.isfinite(expected)])
        trace = nwb.acquisition["stell_v"]
        np.testing.assert_allclose(trace.data[:, 1] * trace.conversion, (V + 1) * 1e-3, rtol=1e-6)
        assert (trace.unit, trace.rate) == ("volts", 1000.0)
        assert nwb.processing["cells"]["stell_v_cells"]["gid"][:].tolist() == [3, 5, 9]
        notes = json.loads(nwb.notes)
        assert notes["params"] == ring
        assert notes["provenance"]["versions"] == {"neuron": "9.0.2"}
        assert nwb.source_script == "# the specs file\n"


def test_sonata_holds_every_spike_in_order_of_time(ring, tmp_path, capsys):
    assert analyse(tmp_path, "--sonata") == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert paths[-1].name == "simulation_config.json"
    with h5py.File(paths[-1].with_name("spikes.h5")) as file:
        assert (file.attrs["magic"], file.attrs["version"].tolist()) == (0x0A7A, [0, 1])
        assert set(file["spikes"]) == {"stellate", "interneuron"}
        group = file["spikes/interneuron"]
        times, nodes = group["timestamps"][:], group["node_ids"][:]
        assert group["timestamps"].attrs["units"] == "ms"
        sorting = h5py.check_enum_dtype(group.attrs.get_id("sorting").dtype)
        assert group.attrs["sorting"] == sorting["by_time"]
    expected = ring_spikes(ring)["intrnrn_spks"][1]
    assert (np.diff(times) >= 0).all()
    assert len(times) == np.isfinite(expected).sum()
    assert sorted(times[nodes == 5]) == expected[5][np.isfinite(expected[5])].tolist()


def test_an_export_that_fails_leaves_nothing(ring, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.nwb.NWBHDF5IO.write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        analyse(tmp_path, "--nwb")
    assert list((tmp_path / "done" / "export").iterdir()) == []


def test_a_missing_extra_is_named(ring, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "pynwb", None)
    monkeypatch.delitem(__import__("sys").modules, "analysis.nwb", raising=False)
    assert analyse(tmp_path, "--nwb") == 2
    assert capsys.readouterr().err == "analysis: pynwb is not installed; it is in the extra [nwb]\n"


def test_figures_that_fail_are_one_line_after_a_run(tmp_path, monkeypatch, capsys):
    def fail(command, **_):
        return subprocess.CompletedProcess(
            command, 2, "a.svg\n", "Traceback\n  ...\nNo: matplotlib\n"
        )

    monkeypatch.setattr(post_analysis.subprocess, "run", fail)
    params = full_params(tmp_path, post_sim_analysis=True)
    post_analysis.draw_if_asked(params)
    said = capsys.readouterr()
    assert said.out == "a.svg\n"
    assert said.err == "done: not all figures were drawn: No: matplotlib\n"
    post_analysis.draw_if_asked(params | {"post_sim_analysis": False})
    assert capsys.readouterr() == ("", "")


def test_only_the_figures_asked_for_are_drawn(ring, tmp_path, capsys):
    assert analyse(tmp_path, "--only=rates") == 0
    assert drawn(capsys) == ["rates_done.svg", "rates_done.png"]


def test_a_figure_that_there_is_not_is_refused(ring, tmp_path, capsys):
    assert analyse(tmp_path, "--only=rastr") == 2
    assert capsys.readouterr().err.rstrip().endswith("did you mean 'raster'?")


def test_the_figures_are_listed_with_those_that_apply_marked(ring, tmp_path, capsys):
    assert analyse(tmp_path, "--list") == 0
    lines = capsys.readouterr().out.splitlines()
    applies = {line.split()[1] for line in lines if line.startswith("*")}
    assert {"raster", "stell_traces", "network"} <= applies
    assert not {"sheets", "trajectory"} & applies
    assert main(["--list"]) == 0
    assert "of a sweep" in capsys.readouterr().out


def test_a_figure_without_a_result_is_a_line_with_the_reason(ring, tmp_path, capsys):
    assert analyse(tmp_path, "--only=across_field") == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "done: no figure across_field: the bumps move by 1." in said.err


def test_a_reader_that_has_enough_is_no_error(tmp_path):
    write_finished(params := full_params(tmp_path), ring_spikes(params))
    command = f"{sys.executable} -m analysis done --summary --data_root {tmp_path} | true"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
