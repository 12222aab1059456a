import numpy as np
import pytest

from analysis import sheets
from analysis.load import load_simulations
from analysis.measures import measures
from analysis.ring_measures import fields_of
from analysis.summary import summarise, summarise_sweep
from analysis.varied import repeated, varied
from input_data import trajectory
from results.reader import choose
from tests.finished import full_params, recording, ring_spikes, write_finished, write_sweep
from tests.synthetic import hexagonal_map, padded, poisson
from workspace.errors import UserError

SIDE = 31
SHEETS = {
    **dict.fromkeys(("is_mean", "ii_mean"), 10),
    **dict.fromkeys(("si_stdev", "is_stdev", "ii_stdev"), 1.05),
    "conn_id": "2d",
    "instr_id": "2d",
    "N_per_axis": SIDE,
    "N_per_sheet": SIDE**2,
    "N_stell": 4 * SIDE**2,
    "N_intrnrn": SIDE**2,
    "si_mean": [[3, 0], [-3, 0], [0, 3], [0, -3]],
    "stell_const_dc": [0, 0, 0, 0],
}
PAIR = {"conn_id": "stdn", "instr_id": "stdn", "N_stell": 1, "N_intrnrn": 1}


def loaded(tmp_path, params, data):
    write_finished(params, data)
    return choose(load_simulations("done", tmp_path), None)


def test_the_speed_and_scale_of_bumps_on_a_ring(tmp_path):
    params = full_params(tmp_path)
    found = measures(loaded(tmp_path, params, ring_spikes(params, speed=-4.0)))
    assert found["Bump speed (rad/s)"] == pytest.approx(-4.0, rel=0.02)
    assert found["Bump speed as published (rad/s)"] == pytest.approx(-4.0, rel=0.02)
    assert found["Grid scale (cells)"] == found["Grid scale as published (cells)"] == 64
    assert found["Left rate (Hz)"] == 0
    assert "1000 to 1800 ms" in found["Bump speed (rad/s)"].definition
    assert "0 to 2000 ms" in found["Bump speed as published (rad/s)"].definition
    assert found["Right rate (Hz)"] == pytest.approx(found["Interneurons rate (Hz)"], rel=0.05)


def turning(tmp_path, **overrides):
    """Bumps that move at +4 rad/s for 10 s, then at -4; the stellate cells are 0.5 rad ahead."""
    turn = {"vel_type": "PRED-IHD", "extra_params": {"dir_change_t": 10_000, "stell_dc": 0}}
    params = full_params(tmp_path, sim_dur=20_000, allothetic_dur=2000, **turn, **overrides)
    time = np.arange(20_000) / 1000
    follower = 4 * np.minimum(time, 20 - time)
    lead = np.where(time < 10, 0.5, -0.5)
    return params, ring_spikes(params, phase=follower + lead, intrnrn_phase=follower)


def test_the_bias_of_stellate_cells_that_run_ahead_in_both_directions(tmp_path):
    found = measures(loaded(tmp_path, *turning(tmp_path)))
    assert found["Predictive bias (rad)"] == pytest.approx(0.5, abs=0.01)
    lag = 4 * 0.0176  # rad, of the published filter
    published = found["Predictive bias as published (rad)"]
    assert published == pytest.approx(0.5 + lag, abs=0.01)
    size = found["Field size over position as published (rad)"]
    assert found["Predictive bias as published (% of the field)"] == pytest.approx(
        100 * published / size
    )
    assert found["Predictive bias as published (% of 2 pi)"] == pytest.approx(
        100 * published / (2 * np.pi)
    )


def test_a_run_that_turns_has_a_speed_per_drive(tmp_path):
    found = measures(loaded(tmp_path, *turning(tmp_path)))
    speeds = {name: value for name, value in found.items() if "speed" in name}
    assert list(speeds) == [
        "Bump speed, 0 to 10000 ms (rad/s)",
        "Bump speed as published, 0 to 10000 ms (rad/s)",
        "Bump speed, 10000 to 20000 ms (rad/s)",
        "Bump speed as published, 10000 to 20000 ms (rad/s)",
    ]
    assert list(speeds.values()) == pytest.approx([4, 4, -4, -4], rel=0.02)


def test_three_drives_have_three_speeds(tmp_path):
    params = full_params(tmp_path, sim_dur=6000, vel_type="ACVT-1DAC")
    still, moving = np.zeros(2000), 4 * np.arange(2000) / 1000
    found = measures(
        loaded(tmp_path, params, ring_spikes(params, phase=np.r_[still, moving, 8 - moving]))
    )
    speeds = [found[f"Bump speed, {t} to {t + 2000} ms (rad/s)"] for t in (0, 2000, 4000)]
    assert speeds == pytest.approx([0, 4, -4], abs=0.1)


def test_the_error_of_the_position_on_a_trajectory(tmp_path, monkeypatch):
    monkeypatch.setattr(trajectory, "FOLDER", tmp_path)
    time = np.arange(6001) / 1000
    run = {"velocity": np.full(6001, 2.0), "sample_dt": 1.0, "allothetic_dur": 2000.0}
    animal = trajectory.Trajectory(position=2.0 * time % 6.2831, **run)
    trajectory.save_trajectory(trajectory.trajectory_file("run"), animal)
    params = full_params(tmp_path, sim_dur=6000, vel_type="input", traj_id="run")
    lead = np.where(time < 2, 3.0, 0.3)[:-1]  # rad; far away while the network is pinned
    found = measures(loaded(tmp_path, params, ring_spikes(params, phase=2.0 * time[:-1] + lead)))
    published = found["Position error as published (rad)"]
    assert published == pytest.approx(0.3, abs=0.05)
    assert "from 2000 ms on (chance: 1.57)" in published.definition
    assert found["Position error, rms (rad)"] == pytest.approx(0.3, abs=0.1)


def test_a_run_that_ends_while_pinned_has_no_error(tmp_path, monkeypatch):
    monkeypatch.setattr(trajectory, "FOLDER", tmp_path)
    run = {"position": np.zeros(1801), "velocity": np.zeros(1801), "sample_dt": 1.0}
    animal = trajectory.Trajectory(**run, allothetic_dur=2000.0)
    trajectory.save_trajectory(trajectory.trajectory_file("run"), animal)
    params = full_params(tmp_path, sim_dur=1800, vel_type="input", traj_id="run")
    found = measures(loaded(tmp_path, params, ring_spikes(params)))
    for name in ("Position error, rms (rad)", "Position error as published (rad)"):
        assert "counts as settled from 2000 ms on" in found[name].reason


def test_inhibition_is_read_at_the_edges_of_the_fields_of_the_right_ring(tmp_path):
    recorded = recording(stell_syn_inhib_g=[3, 5, 200])
    params = full_params(tmp_path, sim_dur=20_000, **recorded)
    samples = np.broadcast_to(np.linspace(2e-4, 1e-4, 20_001, dtype=np.float32), (3, 20_001))
    samples = samples * np.array([[1], [1], [np.nan]])  # the left ring does not count
    data = ring_spikes(params) | {"stell_syn_inhib_g": ([3, 5, 200], samples)}
    found = measures(loaded(tmp_path, params, data))
    first, last = (found[f"Inhibition at {k} spike as published (uS)"] for k in ("first", "last"))
    duration = found["Field duration as published (ms)"]
    assert first == pytest.approx(1.5e-4, rel=0.1)
    assert first - last == pytest.approx(1e-4 * duration / 20_000, rel=0.2)


def test_a_run_that_ends_before_the_network_has_settled_has_no_numbers(tmp_path):
    params = full_params(tmp_path, sim_dur=1200)
    found = measures(loaded(tmp_path, params, ring_spikes(params)))
    assert np.isnan(list(found.values())).all()
    for value in found.values():
        assert value.reason.startswith("the run ends at 1200 ms; a network counts as settled from")


def test_a_silent_ring_has_rates_and_a_reason_for_the_rest(tmp_path):
    params = full_params(tmp_path)
    data = ring_spikes(params, phase=np.zeros(2000))
    early = np.where(data["stell_spks"][1] < 100, data["stell_spks"][1], np.nan)
    found = measures(loaded(tmp_path, params, data | {"stell_spks": (range(384), early)}))
    assert found["Right rate (Hz)"] == 0
    for name in ("Bump speed (rad/s)", "Grid scale (cells)", "Field size as published (cells)"):
        assert np.isnan(found[name])
        assert found[name].reason == "the stellate cells are silent from 1000 ms on"


def test_bumps_that_rest_have_no_fields_of_single_cells(tmp_path):
    params = full_params(tmp_path)
    found = measures(loaded(tmp_path, params, ring_spikes(params, speed=0.0)))
    reason = found["Field duration as published (ms)"].reason
    assert reason.startswith("the bumps move by 0.")


def test_the_lattice_of_the_busiest_sheet(tmp_path):
    params = full_params(tmp_path, sim_dur=2000, **SHEETS)
    lattice = hexagonal_map(SIDE, (4, 2), (0, 4))
    rates = 200 * lattice.ravel()[:, None] * np.ones(2000)
    busy, silent = poisson(rates), np.full((SIDE**2, 1), np.nan)
    spikes = np.vstack([np.broadcast_to(silent, busy.shape)] * 3 + [busy])
    found = measures(loaded(tmp_path, params, {"stell_spks": (np.arange(len(spikes)), spikes)}))
    peaks = sheets.neighbour_peaks(sheets.autocorrelation(lattice))
    assert found["Grid scale (cells)"] == pytest.approx(sheets.grid_scale(peaks), rel=0.05)
    assert found["Grid score"] > 1
    assert found["Drift along x (cells/s)"] == pytest.approx(0, abs=0.5)
    assert found["North rate (Hz)"] == 0 < found["South rate (Hz)"]


def test_a_sheet_without_a_lattice_says_so(tmp_path):
    params = full_params(tmp_path, sim_dur=2000, **SHEETS)
    spikes = np.full((4 * SIDE**2, 1), np.nan)
    silent = measures(loaded(tmp_path, params, {"stell_spks": (np.arange(len(spikes)), spikes)}))
    assert silent["Grid score"].reason == "the stellate cells are silent from 1000 ms on"
    one_bump = np.zeros((SIDE, SIDE, 2000))
    one_bump[14:17, 14:17] = 100
    bump = poisson(one_bump.reshape(-1, 2000))
    spikes = np.full((4 * SIDE**2, bump.shape[1]), np.nan)
    spikes[: SIDE**2] = bump
    write_finished(params | {"sim_id": "bump"}, {"stell_spks": (np.arange(len(spikes)), spikes)})
    found = measures(choose(load_simulations("bump", tmp_path), None))
    assert found["Grid scale (cells)"].reason.startswith("the autocorrelation has fewer than six")


def test_the_latency_of_a_rebound(tmp_path):
    event = {"input_id": "pir", "extra_params": {"start": 1500, "weight": 1}}
    params = full_params(tmp_path, **PAIR, **event, stell_const_dc=[0, -1])
    data = {"stell_spks": ([0], np.array([[100.0, 1594.6, 1700.0]]))}
    assert measures(loaded(tmp_path, params, data))["Rebound latency (ms)"] == pytest.approx(94.6)


def test_what_was_not_recorded_of_all_cells_is_not_measured(tmp_path):
    params = full_params(tmp_path, **recording(stell_spks=[0, 7]))
    data = ring_spikes(params)
    data["stell_spks"] = ([0, 7], padded([[500.0], [1500.0]]))
    measured = ["Interneurons rate (Hz)", "Interneurons theta locking"]
    assert list(measures(loaded(tmp_path, params, data))) == measured


def test_a_sim_num_must_be_one_of_the_sweep(tmp_path):
    params_of = {str(k): full_params(tmp_path, sim_num=k) for k in range(3)}
    write_sweep(params_of, {})
    simulations = load_simulations("done", tmp_path)
    with pytest.raises(UserError, match=r"sim_num: got none, expected one of 0, 1, 2"):
        choose(simulations, None)
    with pytest.raises(UserError, match="sim_num: got '3'"):
        choose(simulations, "3")


def test_what_varies_in_a_sweep():
    base = {
        "sim_num": "0",
        "g_h_bar": 0.0,
        "dc": [1.0, 2.0],
        "extra": {"amp": 1.0},
        "conn_id": "1d",
    }
    other = {
        "sim_num": "1",
        "g_h_bar": 0.0,
        "dc": [1.0, 3.0],
        "extra": {"amp": 2.0},
        "conn_id": "2d",
    }
    found = varied({"0": base | {"noise_seed": 1}, "1": other | {"noise_seed": 2}})
    assert {name: values.tolist() for name, values in found.items()} == {
        "dc[1]": [2.0, 3.0],
        "extra[amp]": [1.0, 2.0],
    }
    assert list(varied({"0": base | {"noise_seed": 1}, "1": base | {"noise_seed": 2}})) == [
        "noise_seed"
    ]


def test_seeds_of_repetitions_are_those_that_vary_where_all_else_is_the_same():
    def sweep(*places):
        return {str(k): {"g_h_bar": g, "noise_seed": seed} for k, (g, seed) in enumerate(places)}

    assert repeated(sweep((0, 1), (0, 2), (1, 1), (1, 2))) == {"noise_seed": 2}
    assert repeated(sweep((0, 1), (1, 2), (2, 3))) == {}  # a seed for each value
    assert repeated(sweep((0, 1), (0, 2))) == {}  # nothing else varies: the seed is drawn


def test_the_summary_says_what_was_changed_and_what_came_out(tmp_path):
    params = full_params(tmp_path, g_h_bar=0.001, **recording(stell_v=[3, 5]))
    data = ring_spikes(params) | {"stell_v": ([3, 5], np.zeros((2, 2001), np.float32))}
    lines = summarise(loaded(tmp_path, params, data)).splitlines()
    said = {line.split()[0]: " ".join(line.split()[1:]) for line in lines if line.startswith("  ")}
    assert said["g_h_bar"] == "0.001 (default 0.0015) S/cm²"
    assert said["stell_v"] == "2 cells, 2001 samples (mV), one per 1 ms"
    assert said["took"] == "1.5 s, 2 processes"
    (speed,) = (line for line in lines if line.startswith("  Bump speed (rad/s) "))
    value, definition = speed.removeprefix("  Bump speed (rad/s) ").split(maxsplit=1)
    assert float(value) == pytest.approx(4.0, rel=0.05)
    assert definition == "slope of the phase decoded from both rings, 1000 to 1800 ms"
    assert said["is_mean"].startswith("32")  # a default, but what this network is built from
    assert "N_per_axis" not in said
    assert said["done/done.py"] == "17 B"


def test_the_summary_says_why_a_measure_is_undefined(tmp_path):
    params = full_params(tmp_path, sim_dur=300)
    lines = summarise(loaded(tmp_path, params, ring_spikes(params))).splitlines()
    (scale,) = (line for line in lines if line.startswith("  Grid scale (cells) "))
    assert "undefined (the run ends at 300 ms" in scale


def test_the_summary_of_a_sweep_with_a_simulation_that_failed(tmp_path):
    params_of = {str(k): full_params(tmp_path, sim_num=k, g_h_bar=k * 1e-3) for k in range(2)}
    write_sweep(params_of, {"1": ring_spikes(params_of["1"])})
    lines = summarise_sweep(load_simulations("done", tmp_path)).splitlines()
    assert "  0  g_h_bar 0; nothing measured" in lines
    assert any(line.startswith("  Bump speed (rad/s)  ") for line in lines)  # its definition
    assert any(line.startswith("  1  g_h_bar 0.001; Right rate (Hz) ") for line in lines)


def test_the_summary_of_a_sweep_says_a_reason_once(tmp_path):
    params_of = {
        str(k): full_params(tmp_path, sim_num=k, g_h_bar=k * 1e-3, sim_dur=300) for k in range(2)
    }
    write_sweep(params_of, {k: ring_spikes(params) for k, params in params_of.items()})
    lines = summarise_sweep(load_simulations("done", tmp_path)).splitlines()
    (first,) = (line for line in lines if line.startswith("  0  g_h_bar 0; undefined: all"))
    assert first.count("the run ends at 300 ms") == 1
    assert lines[lines.index("Definitions") + 1] == "  none"


def test_a_spike_in_the_last_instant_is_no_part_of_a_field(tmp_path):
    params = full_params(tmp_path)
    last = np.array([[500.0, 520.0, 540.0, 1980.0, 1990.0, 2000.0]])
    fields = fields_of(last, params)
    assert max(field.max() for field in fields[0]) == 1990


STEP = {"amp1": 0, "dur1": 250, "amp2": -5e-3, "dur2": 1000}


@pytest.mark.parametrize(
    ("step", "depth", "reason"),
    [
        (STEP, 10, ""),
        (STEP, -10, "the step must hyperpolarise"),
        (STEP | {"dur2": 270}, 10, "the step must last"),
        (STEP | {"dur2": 5000}, 10, "the step must last"),
    ],
)
def test_a_sag_that_is_none_says_why(tmp_path, step, depth, reason):
    params = full_params(
        tmp_path, **PAIR, stell_const_dc=[0, -1], input_id="sag", extra_params=step,
        **recording(stell_v=[0]), sim_dur=1000,
    )  # fmt: skip
    voltage = -60 - depth * (np.arange(1001) >= 250)
    silent = {"stell_spks": ([0], np.full((1, 1), np.nan))}
    data = silent | {"stell_v": ([0], voltage[None].astype(np.float32))}
    found = measures(loaded(tmp_path, params, data))
    for name in ("Sag ratio", "Peak voltage (mV)"):
        assert found[name].reason.startswith(reason)
        assert np.isnan(found[name]) == bool(reason)


def test_a_run_whose_trajectory_is_gone_has_all_other_measures(tmp_path):
    params = full_params(tmp_path, sim_dur=6000, vel_type="input", traj_id="example")
    params["traj_id"] = "gone"
    found = measures(loaded(tmp_path, params, ring_spikes(params)))
    assert found["Bump speed (rad/s)"] == pytest.approx(4, abs=0.1)
    assert "traj_gone.hdf5" in found["Position error, rms (rad)"].reason
