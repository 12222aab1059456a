import re
import sys

import numpy as np
import pytest

from analysis import __main__ as analysis
from analysis.figures import sweep_of_runs
from analysis.style import layer_colours
from catalogue import measured as cached_measures
from parameters.config_files import layers
from reports import plots
from reports.__main__ import main
from reports.index import MOST_SHOWN
from reports.pictures import small_raster
from results.data import SimulationData
from results.reader import open_simulations
from tests.finished import full_params, recording, ring_spikes, write_finished, write_sweep
from tests.many import make_many, small_ring, spikes

V = np.linspace(-70, -60, 2001, dtype=np.float32)


@pytest.fixture
def ring(tmp_path):
    """A finished ring that has recorded the voltage of two cells."""
    params = full_params(tmp_path, g_h_bar=0.001, **recording(stell_v=[3, 5]))
    data = ring_spikes(params) | {"stell_v": ([3, 5], np.stack([V, V + 1]))}
    write_finished(params, data)
    (simulation,) = open_simulations("done", tmp_path, SimulationData).values()
    return simulation


def written(tmp_path, *arguments):
    assert main([*arguments, f"--data_root={tmp_path}"]) == 0


def test_the_page_of_a_run_has_all_of_it_in_one_file(ring, tmp_path, capsys):
    written(tmp_path, "done")
    path = tmp_path / "done" / "done.html"
    assert capsys.readouterr().out == f"{path}\n"
    page = path.read_text()
    assert "<td>g_h_bar</td><td>0.001</td><td>0.0015</td><td>S/cm²</td>" in page
    assert "<td>Bump speed (rad/s)</td>" in page
    assert "slope of the phase decoded from both rings" in page
    assert "<td>versions_neuron</td><td>9.0.2</td>" in page
    assert page.count('<img src="data:image/png;base64,') == 7
    assert "<script src=" not in page
    assert '<link rel="stylesheet"' not in page


def test_a_measure_that_is_undefined_says_why(tmp_path):
    params = full_params(tmp_path, sim_dur=300)
    write_finished(params, ring_spikes(params))
    written(tmp_path, "done")
    page = (tmp_path / "done" / "done.html").read_text()
    assert "<td>undefined</td><td>the run ends at 300 ms" in page


def test_a_page_without_spikes(tmp_path):
    write_finished(full_params(tmp_path, **recording(stell_v=[3])), {"stell_v": ([3], V[None])})
    written(tmp_path, "done", "--cells=3")
    assert "0 spikes" in (tmp_path / "done" / "done.html").read_text()


def test_the_raster_holds_every_spike_with_its_gid(ring):
    (raster, voltage, _), shown = plots.activity_plots(ring)
    sources = {r.name: r.data_source.data for r in raster.renderers}
    stell, intrnrn = ring.load_spikes()
    assert shown == f"{sum(map(len, stell + intrnrn)):,} spikes"
    times = sources["Interneurons"]["time"][sources["Interneurons"]["gid"] == 384 + 7]
    np.testing.assert_allclose(times, intrnrn[7])
    assert raster.x_range is voltage.x_range


def test_the_raster_has_the_colours_of_the_figures(ring):
    (raster, *_), _ = plots.activity_plots(ring)
    colours = {r.name: r.glyph.fill_color for r in raster.renderers}
    assert colours.items() <= layer_colours(layers(ring.params)).items()


def test_the_phase_is_marked_in_multiples_of_pi(ring):
    (*_, phase), _ = plots.activity_plots(ring)
    assert list(phase.yaxis[0].major_label_overrides.values()) == ["0", "π", "2π"]


def test_the_raster_of_very_many_spikes_is_thinned_and_says_so(ring, monkeypatch):
    monkeypatch.setattr(plots, "MOST_SPIKES", 1000)
    (raster, *_), shown = plots.activity_plots(ring)
    n_shown = sum(len(r.data_source.data["time"]) for r in raster.renderers)
    assert 800 < n_shown < 1200
    assert shown.endswith("of which a random sample of about 1,000 is shown")


def test_the_index_lists_all_runs_with_thumbnails(tmp_path):
    make_many(tmp_path)
    (tmp_path / "run_00" / "run_00.html").write_text("a page")
    written(tmp_path, "--index")
    page = (tmp_path / "index.html").read_text()
    assert page.count('<tr class="run">') == 62
    assert page.count('<img src="data:image/png') == 62
    assert '<a href="run_00/run_00.html">run_00</a>' in page
    assert '<a href="run_01/">run_01</a>' in page
    assert "2 of 3 simulations" in page


def test_a_long_list_of_what_differs_is_folded(tmp_path):
    params = small_ring(tmp_path, "one", 0, g_h_bar=0, noise_seed=1, init_noise_seed=2)
    write_finished(params, spikes(params, 0))
    written(tmp_path, "--index")
    page = (tmp_path / "index.html").read_text()
    shown, folded = re.search("<td>([^<]*)<details>(.*)</details>", page).groups()
    assert len(shown.split(", ")) == MOST_SHOWN
    assert folded.startswith("<summary>2 more</summary>")


def test_an_index_of_nothing_is_refused(tmp_path, capsys):
    assert main(["--index", f"--data_root={tmp_path}"]) == 2
    assert "expected a folder with finished runs" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_small_raster_has_early_cells_below_and_time_to_the_right(tmp_path):
    from io import BytesIO

    from PIL import Image

    params = full_params(tmp_path)
    spikes = np.array([[10.0, 20.0], [11.0, np.nan]])
    write_finished(params, {"stell_spks": ([0, 1], spikes)})
    (simulation,) = open_simulations("done", tmp_path, SimulationData).values()
    dots = np.asarray(Image.open(BytesIO(small_raster(simulation))).convert("L"))
    assert dots.shape == (60, 200)
    dark = np.argwhere(dots < 200)
    assert {row for row, _ in dark} == {59}
    assert {column for _, column in dark} <= {1, 2}


def test_a_small_raster_of_many_spikes_is_not_all_black(tmp_path):
    from io import BytesIO

    from PIL import Image

    params = full_params(tmp_path)
    n_cells = params["N_stell"]
    times = np.random.default_rng(0).uniform(0, 2000, (n_cells, 1000))  # 25 in a dot
    write_finished(params, {"stell_spks": (np.arange(n_cells), np.sort(times))})
    (simulation,) = open_simulations("done", tmp_path, SimulationData).values()
    dots = np.asarray(Image.open(BytesIO(small_raster(simulation))).convert("L"))
    shades = dots[-30:]
    assert len(np.unique(shades)) > 3
    assert 0.2 < (shades == shades.min()).mean() < 0.8


@pytest.mark.slow
def test_the_analysis_program_writes_pages_too(ring, tmp_path, capfd):
    assert analysis.main(["done", f"--data_root={tmp_path}", "--html", "--index"]) == 0
    pages = [tmp_path / "done" / "done.html", tmp_path / "index.html"]
    assert capfd.readouterr().out.splitlines() == list(map(str, pages))
    assert all(page.exists() for page in pages)


def test_bokeh_is_named_where_it_is_missing(ring, tmp_path, monkeypatch, capsys):
    written(tmp_path, "done")
    monkeypatch.delitem(sys.modules, "reports.run")
    monkeypatch.setitem(sys.modules, "bokeh.layouts", None)
    assert main(["done", f"--data_root={tmp_path}"]) == 2
    said = capsys.readouterr().err.splitlines(keepends=True)[-1]
    assert said == "reports: bokeh is not installed; it is in the extra [analysis]\n"


def test_the_page_of_a_sweep_names_what_varies_and_the_failures(tmp_path, monkeypatch):
    monkeypatch.setattr("workspace.paths.CACHE", tmp_path / "cache")
    params_of = {
        str(k): full_params(tmp_path, sim_num=k, sim_dur=1600, g_h_bar=k / 1000) for k in range(3)
    }
    write_sweep(params_of, {k: ring_spikes(p) for k, p in params_of.items() if k != "1"})
    (tmp_path / "cache" / "sweep_done").mkdir(parents=True)
    (tmp_path / "cache" / "sweep_done" / "1.failed").write_text("1\nthe voltage is <nan>\n")
    written(tmp_path, "done")
    page = (tmp_path / "done" / "done.html").read_text()
    assert "2 of 3 have finished" in page
    assert "<td>1</td><td>the voltage is &lt;nan&gt;</td>" in page
    assert '"title":"g_h_bar"' in page
    assert '"title":"bump_speed"' in page
    assert "N_per_sheet" not in page
    assert 'alt="measures"' in page


def test_the_page_of_a_sweep_measures_each_simulation_once(tmp_path, monkeypatch):
    make_many(tmp_path)
    measured = []

    def noted(simulation):
        measured.append(simulation.label)
        return {}

    for module in (cached_measures, sweep_of_runs):
        monkeypatch.setattr(module, "measures", noted)
    written(tmp_path, "conductance")
    assert measured == [f"conductance_{k}" for k in range(4)]


def test_a_page_of_a_run_whose_trajectory_is_gone_shows_the_phase(tmp_path):
    params = full_params(tmp_path, vel_type="input", traj_id="example", sim_dur=4000)
    params["traj_id"] = "gone"
    write_finished(params, ring_spikes(params))
    (simulation,) = open_simulations("done", tmp_path, SimulationData).values()
    (*_, phase), _ = plots.activity_plots(simulation)
    assert phase.yaxis[0].axis_label == "phase (rad)"
