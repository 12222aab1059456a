import warnings
from itertools import combinations

import numpy as np
import pytest
from matplotlib import rc_context, rcParams
from matplotlib.text import Text
from PIL import Image

from analysis.figures import RUN_FIGURES, SWEEP_FIGURES, Run, SweepOfRuns, connectivity, drawn
from analysis.figures.sweeps import overview
from analysis.load import layers_like, load_simulations
from analysis.style import MM, STYLE, save_figure
from tests.finished import full_params, recording, ring_spikes, write_finished, write_sweep
from tests.synthetic import hexagonal_map, poisson
from tests.tiny import MOTIF, PAIR, SHEET

DURATION = 2000  # ms


def run_of(tmp_path):
    return Run(next(iter(load_simulations("done", tmp_path).values())))


def ring(tmp_path):
    params = full_params(
        tmp_path, **recording(stell_v=[3, 5], stell_syn_inhib_g=[5], intrnrn_v=[400])
    )
    wave = np.sin(np.arange(DURATION + 1) / 50).astype(np.float32)
    traces = {
        "stell_v": ([3, 5], np.stack([wave, wave]) * 10 - 60),
        "stell_syn_inhib_g": ([5], wave[None] * 1e-5),
        "intrnrn_v": ([400], wave[None]),
    }
    write_finished(params, ring_spikes(params) | traces)


def silent_ring(tmp_path):
    params = full_params(tmp_path)
    silent = np.full((params["N_stell"], 1), np.nan)
    write_finished(params, {"stell_spks": (range(params["N_stell"]), silent)})


def chosen_cells(tmp_path):
    params = full_params(tmp_path, **recording(stell_spks=[7, 30]))
    write_finished(params, {"stell_spks": ([7, 30], np.array([[100.0, 200], [300, np.nan]]))})


def sheets(tmp_path):
    params = full_params(tmp_path, **SHEET)
    bumps = hexagonal_map(5, (1, 0), (0, 1)).ravel()[:, None] * np.full(DURATION, 50)
    east = poisson(bumps)
    stell = np.concatenate([east, np.full((75, east.shape[1]), np.nan)])
    data = {"stell_spks": (np.arange(100), stell), "intrnrn_spks": (100 + np.arange(25), east)}
    write_finished(params, data)


def motif(tmp_path):
    params = full_params(tmp_path, **MOTIF)
    write_finished(params, {"stell_spks": ([0, 1], np.full((2, 1), np.nan))})


def pair(tmp_path):
    params = full_params(tmp_path, **PAIR)
    write_finished(params, {"stell_spks": ([0], np.array([[500.0, 700.0]]))})


def moving_ring(tmp_path):
    """Bumps that pass every cell, with what is averaged across fields, and a cell's balance."""
    data_ids = {"stell_v": [3, 5], "stell_ih_mf": [3], "intrnrn_syn_exc_i": [400]}
    data_ids |= {"intrnrn_syn_inhib_i": [400], "intrnrn_v": [400]}
    params = full_params(tmp_path, **recording(**data_ids))
    wave = np.sin(np.arange(DURATION + 1) / 50).astype(np.float32)
    traces = {name: (gids, np.stack([wave] * len(gids))) for name, gids in data_ids.items()}
    write_finished(params, ring_spikes(params, speed=14) | traces)


def turning_ring(tmp_path):
    turn = {"stell_dc": 1e-3, "dir_change_t": 2000}
    kind = {"vel_type": "PRED-IHD", "extra_params": turn, "allothetic_dur": 500}
    params = full_params(tmp_path, sim_dur=4000, conn_id="asym", **kind)
    phase = 3e-3 * (2000 - np.abs(np.arange(4000) - 2000))
    write_finished(params, ring_spikes(params, phase=phase + 0.2, intrnrn_phase=phase))


def following_ring(tmp_path):
    params = full_params(tmp_path, vel_type="input", traj_id="example", sim_dur=4000)
    write_finished(params, ring_spikes(params))


def single_cell(tmp_path, input_id, extra, sim_dur):
    params = full_params(
        tmp_path, **PAIR, **recording(stell_v=[0]), input_id=input_id, extra_params=extra,
        sim_dur=sim_dur,
    )  # fmt: skip
    time = np.arange(sim_dur + 1)
    voltage = -60 - 5 * (time > 250) * (1 + np.exp(-time / 500)) + np.sin(time / 20)
    silent = {"stell_spks": ([0], np.full((1, 1), np.nan))}
    write_finished(params, silent | {"stell_v": ([0], voltage[None].astype(np.float32))})


def sag(tmp_path):
    steps = {"amp1": 0, "dur1": 250, "amp2": -5e-3, "dur2": 1000}
    single_cell(tmp_path, "sag", steps, 1000)


def resonance(tmp_path):
    single_cell(tmp_path, "resonance", {"f0": 1, "f1": 14}, 6000)


def rhythm(tmp_path):
    single_cell(tmp_path, None, {}, 6000)


RUNS = {
    f.__name__: f
    for f in (
        *(ring, silent_ring, moving_ring, turning_ring, following_ring, chosen_cells),
        *(sheets, motif, pair, sag, resonance, rhythm),
    )
}
DRAWN = {  # what must be drawn of some of them
    "moving_ring": {"across_field", "excitation_inhibition"},
    "turning_ring": {"prediction"},
    "following_ring": {"trajectory"},
    "sheets": {"sheets", "weights"},
    "sag": {"sag"},
    "resonance": {"resonance"},
    "rhythm": {"spectrum"},
}


def grid_sweep(tmp_path):
    """A map: five values of each of two parameters, of which one simulation failed."""
    places = [(g, h) for g in range(5) for h in range(5)]
    params_of = {
        str(k): full_params(tmp_path, sim_num=k, sim_dur=1500, g_h_bar=g * 1e-3, hs_tau=5.0 + h)
        for k, (g, h) in enumerate(places)
    }
    spikes = ring_spikes(params_of["0"])
    write_sweep(params_of, {k: spikes for k in params_of if k != "7"})
    return SweepOfRuns(load_simulations("done", tmp_path))


def test_a_map_is_drawn_without_a_warning(tmp_path):
    with warnings.catch_warnings(), rc_context(STYLE):
        warnings.simplefilter("error")
        figure = overview(grid_sweep(tmp_path), ["Right rate (Hz)", "Bump speed (rad/s)"])
        figure.draw_without_rendering()
    check(figure)
    maps = [axes for axes in figure.axes if axes.collections and axes.get_xlabel()]
    assert [axes.get_xlabel() for axes in maps] == ["g_h_bar (S/cm²)"] * 2
    assert [axes.lines[0].get_xydata().tolist() for axes in maps] == [[[1e-3, 7.0]]] * 2


def sweep(tmp_path, n=4):
    """A sweep of rings; the first of them has failed."""
    params_of = {
        str(k): full_params(tmp_path, sim_num=k, sim_dur=1500, g_h_bar=k * 1e-3) for k in range(n)
    }
    write_sweep(params_of, {k: ring_spikes(p) for k, p in params_of.items() if k != "0"})
    return SweepOfRuns(load_simulations("done", tmp_path))


@pytest.mark.parametrize(
    ("others", "remark"),
    [
        ([{"hs_tau": 5.0}], "means over noise_seed (2 values)"),
        (
            [{"hs_tau": h, "si_peak": s} for h in (5.0, 6.0) for s in (2.3, 2.4)],
            "each dot a simulation; also varied: noise_seed (2 values)",
        ),
    ],
)
def test_a_sweep_with_repetitions_says_what_else_varies(tmp_path, others, remark):
    values = [
        other | {"g_h_bar": g, "noise_seed": seed}
        for other in others
        for g in (0.001, 0.0015)
        for seed in (1, 2)
    ]
    params_of = {
        str(k): full_params(tmp_path, sim_num=k, sim_dur=1500, **value)
        for k, value in enumerate(values)
    }
    write_sweep(params_of, dict.fromkeys(params_of, ring_spikes(params_of["0"])))
    figure = overview(SweepOfRuns(load_simulations("done", tmp_path)), ["Right rate (Hz)"])
    assert figure.get_suptitle() == remark


def drawings(tmp_path, name):
    if name == "sweep":
        return list(drawn(SWEEP_FIGURES, sweep(tmp_path)))
    RUNS[name](tmp_path)
    return list(drawn(RUN_FIGURES, run_of(tmp_path)))


@pytest.mark.parametrize("name", [*RUNS, "sweep"])
def test_figures_are_readable_and_whole_and_warn_of_nothing(tmp_path, name):
    with warnings.catch_warnings(), rc_context(STYLE):
        warnings.simplefilter("error")
        found = drawings(tmp_path, name)
        for drawing in found:
            if drawing.figure is not None:
                drawing.figure.draw_without_rendering()
                check(drawing.figure)
    assert all(drawing.figure is not None or drawing.reason for drawing in found)
    names = {drawing.name for drawing in found if drawing.figure is not None}
    assert names >= DRAWN.get(name, {"measures"} if name == "sweep" else {"network"})


def check(figure):
    width, height = figure.get_size_inches()
    assert width <= 180 * MM + 1e-9
    sizes = {text.get_fontsize() for text in figure.findobj(Text) if text.get_text()}
    assert sizes <= {6.0, 7.0, 8.0}
    box = figure.get_tightbbox()
    assert (box.x0 >= 0, box.y0 >= 0, box.x1 <= width, box.y1 <= height) == (True,) * 4
    seen = [axes for axes in figure.axes if axes.axison]
    for axis in (axis for axes in seen for axis in (axes.xaxis, axes.yaxis)):
        assert not any(first.overlaps(second) for first, second in combinations(labels(axis), 2))


def labels(axis):
    """Boxes of the tick labels that are seen and not slanted."""
    low, high = sorted(axis.get_view_interval())
    return [
        tick.label1.get_window_extent()
        for tick in axis.get_major_ticks()
        if low <= tick.get_loc() <= high
        and tick.label1.get_visible()
        and tick.label1.get_rotation() in (0, 90)
    ]


def test_a_figure_is_saved_twice_at_paper_size_and_always_alike(tmp_path):
    silent_ring(tmp_path)
    files = []
    for folder in ("a", "b"):
        run = run_of(tmp_path)
        figure = next(drawn(RUN_FIGURES, run, ["rates"])).figure
        files.append(save_figure(figure, tmp_path / folder / "1.5_drawing"))
    svg, png = files[0]
    assert svg.name == "1.5_drawing.svg"
    assert svg.read_bytes() == files[1][0].read_bytes()
    assert Image.open(png).width <= round(180 * MM * 300)


def test_drawing_leaves_the_settings_of_the_user_alone(tmp_path):
    before = dict(rcParams)
    drawings(tmp_path, "pair")
    assert dict(rcParams) == before


def test_only_the_figures_that_are_named_are_drawn(tmp_path):
    pair(tmp_path)
    assert [d.name for d in drawn(RUN_FIGURES, run_of(tmp_path), ["rates"])] == ["rates"]


def test_every_figure_says_what_it_needs():
    kinds = [*RUN_FIGURES.values(), *SWEEP_FIGURES.values()]
    assert all(kind.needs and kind.draw.__doc__ for kind in kinds)


def figure_named(tmp_path, name, gids=()):
    run = Run(run_of(tmp_path).simulation, gids)
    return next(drawn(RUN_FIGURES, run, [name]))


def test_a_step_that_does_not_hyperpolarise_is_no_sag(tmp_path):
    steps = {"amp1": 0, "dur1": 250, "amp2": -5e-3, "dur2": 2000}
    single_cell(tmp_path, "sag", steps, 1000)
    assert "the step must last" in figure_named(tmp_path, "sag").reason


@pytest.mark.parametrize(("f0", "f1"), [(14, 1), (5, 5), (5.01, 5.05)])
def test_a_chirp_may_fall_or_stay(tmp_path, f0, f1):
    single_cell(tmp_path, "resonance", {"f0": f0, "f1": f1}, 6000)
    with rc_context(STYLE):
        figure = figure_named(tmp_path, "resonance").figure
        figure.draw_without_rendering()
    (peak,) = (line.get_xdata()[0] for line in figure.axes[1].lines[1:])
    assert min(f0, f1) - 0.25 <= peak <= max(f0, f1) + 0.25


def test_excitation_and_inhibition_are_those_of_the_cell_that_was_chosen(tmp_path):
    cells = {"stell_syn_exc_i": [3], "stell_syn_inhib_i": [3]}
    cells |= {"intrnrn_syn_exc_i": [400], "intrnrn_syn_inhib_i": [400]}
    params = full_params(tmp_path, **recording(**cells))
    wave = np.sin(np.arange(DURATION + 1) / 50).astype(np.float32)[None]
    write_finished(params, {name: (gids, wave) for name, gids in cells.items()})
    titles = {
        gids: figure_named(tmp_path, "excitation_inhibition", gids).figure.axes[0].get_title("left")
        for gids in ((), (3,), (400,))
    }
    assert titles == {(): "Interneuron 16", (3,): "Stellate cell 3", (400,): "Interneuron 16"}


def test_a_run_whose_trajectory_is_gone_is_drawn_but_for_the_animal(tmp_path):
    params = full_params(tmp_path, vel_type="input", traj_id="example", sim_dur=4000)
    params["traj_id"] = "gone"
    write_finished(params, ring_spikes(params))
    found = {d.name: d for d in drawn(RUN_FIGURES, run_of(tmp_path), ["raster", "trajectory"])}
    assert found["raster"].figure is not None
    assert "traj_gone.hdf5" in found["trajectory"].reason


def test_traces_of_a_sweep_keep_their_own_times(tmp_path):
    """Simulations sampled differently, the first of them silent in the end, the middle one not."""
    params_of = {
        str(k): full_params(
            tmp_path, **recording(stell_v=[0]), sim_num=k, sim_dur=200 * (k + 1), recorder_dt=dt,
            stell_init_noise=[500, 0, 0],
        )
        for k, dt in enumerate((1.0, 0.5, 2.0))
    }  # fmt: skip
    traces = {
        k: np.full(int(p["sim_dur"] / p["recorder_dt"]) + 1, -60 - float(k), np.float32)
        for k, p in params_of.items()
    }
    write_sweep(params_of, {k: {"stell_v": ([0], v[None])} for k, v in traces.items()})
    source = SweepOfRuns(load_simulations("done", tmp_path))
    axes = next(drawn(SWEEP_FIGURES, source, ["traces"])).figure.axes[0]
    assert [line.get_xdata()[-1] for line in axes.lines] == pytest.approx([0.2, 0.4, 0.6])
    assert axes.get_xlim() == pytest.approx((0, 0.6))
    low, high = axes.get_ylim()
    assert low < -62 < -60 < high < 0


def test_layers_that_nothing_joins_have_no_weights(tmp_path, monkeypatch):
    silent_ring(tmp_path)
    monkeypatch.setattr(
        connectivity, "layers_like", lambda params, _, kind: layers_like(params, "stell", kind)
    )
    assert "no projection" in figure_named(tmp_path, "weights").reason
