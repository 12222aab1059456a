import numpy as np
import pytest

from analysis import sheets
from analysis.load import choose, layers, load_simulations
from analysis.measures import measures
from analysis.summary import summarise, summarise_sweep
from analysis.sweep import varied
from tests.finished import full_params, recording, ring_spikes, write_finished, write_sweep
from tests.synthetic import hexagonal_map, padded, poisson
from workspace.errors import UserError

SIDE = 31
SHEETS = {
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
    assert found["Grid scale (cells)"] == 64
    assert found["Left rate (Hz)"] == 0
    assert found["Right rate (Hz)"] == pytest.approx(found["Interneurons rate (Hz)"], rel=0.05)


def test_the_bias_of_stellate_cells_that_run_ahead_in_both_directions(tmp_path):
    turn = {"vel_type": "PRED-IHD", "extra_params": {"dir_change_t": 1500, "stell_dc": 0}}
    params = full_params(tmp_path, sim_dur=3000, **turn)
    time = np.arange(3000) / 1000
    follower = 4 * np.minimum(time, 3 - time)
    lead = np.where(time < 1.5, 0.5, -0.5)
    data = ring_spikes(params, phase=follower + lead, intrnrn_phase=follower)
    found = measures(loaded(tmp_path, params, data))
    assert found["Predictive bias (rad)"] == pytest.approx(0.5, abs=0.06)


def test_the_lattice_of_the_busiest_sheet(tmp_path):
    params = full_params(tmp_path, sim_dur=1000, **SHEETS)
    lattice = hexagonal_map(SIDE, (4, 2), (0, 4))
    rates = 200 * lattice.ravel()[:, None] * np.ones(1000)
    busy, silent = poisson(rates), np.full((SIDE**2, 1), np.nan)
    spikes = np.vstack([np.broadcast_to(silent, busy.shape)] * 3 + [busy])
    found = measures(loaded(tmp_path, params, {"stell_spks": (np.arange(len(spikes)), spikes)}))
    peaks = sheets.neighbour_peaks(sheets.autocorrelation(lattice))
    assert found["Grid scale (cells)"] == pytest.approx(sheets.grid_scale(peaks), rel=0.05)
    assert found["Grid score"] > 1
    assert found["Drift along x (cells/s)"] == pytest.approx(0, abs=0.5)
    assert found["North rate (Hz)"] == 0 < found["South rate (Hz)"]


def test_the_latency_of_a_rebound(tmp_path):
    event = {"input_id": "pir", "extra_params": {"start": 1500, "weight": 1}}
    params = full_params(tmp_path, **PAIR, **event, stell_const_dc=[0, -1])
    data = {"stell_spks": ([0], np.array([[100.0, 1594.6, 1700.0]]))}
    assert measures(loaded(tmp_path, params, data))["Rebound latency (ms)"] == pytest.approx(94.6)


def test_what_was_not_recorded_of_all_cells_is_not_measured(tmp_path):
    params = full_params(tmp_path, **recording(stell_spks=[0, 7]))
    data = ring_spikes(params)
    data["stell_spks"] = ([0, 7], padded([[500.0], [1500.0]]))
    assert list(measures(loaded(tmp_path, params, data))) == ["Interneurons rate (Hz)"]


def test_layers_of_rings_sheets_and_networks_of_ones_own():
    sizes = {"N_stell": 8, "N_intrnrn": 2, "N_sheets_stell": 4}
    assert layers(sizes | {"conn_id": "asym"}) == {
        "Right": slice(0, 4),
        "Left": slice(4, 8),
        "Interneurons": slice(8, 10),
    }
    assert list(layers(sizes | {"conn_id": "2d"})) == [
        *("East", "West", "North", "South"),
        "Interneurons",
    ]
    assert layers(sizes | {"conn_id": "mine"})["Stellate"] == slice(0, 8)


def test_a_sim_num_must_be_one_of_the_sweep(tmp_path):
    params_of = {str(k): full_params(tmp_path, sim_num=k) for k in range(3)}
    write_sweep(params_of, {})
    simulations = load_simulations("done", tmp_path)
    with pytest.raises(UserError, match=r"sim_num: got none, expected one of the 3 .*, 0 \.\.\. 2"):
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


def test_the_summary_says_what_was_changed_and_what_came_out(tmp_path):
    params = full_params(tmp_path, g_h_bar=0.001, **recording(stell_v=[3, 5]))
    data = ring_spikes(params) | {"stell_v": ([3, 5], np.zeros((2, 2000), np.float32))}
    lines = summarise(loaded(tmp_path, params, data)).splitlines()
    said = {line.split()[0]: " ".join(line.split()[1:]) for line in lines if line.startswith("  ")}
    assert said["g_h_bar"] == "0.001 (default 0.0015) S/cm²"
    assert said["stell_v"] == "2 cells, 2000 samples (mV), one per 1 ms"
    assert said["took"] == "1.5 s, 2 processes"
    (speed,) = (line for line in lines if line.startswith("  Bump speed (rad/s) "))
    assert float(speed.split()[-1]) == pytest.approx(4.0, rel=0.05)
    assert said["done/done.py"] == "17 B"


def test_the_summary_of_a_sweep_with_a_simulation_that_failed(tmp_path):
    params_of = {str(k): full_params(tmp_path, sim_num=k, g_h_bar=k * 1e-3) for k in range(2)}
    write_sweep(params_of, {"1": ring_spikes(params_of["1"])})
    lines = summarise_sweep(load_simulations("done", tmp_path)).splitlines()
    assert "  0  g_h_bar 0" in lines
    assert any(line.startswith("  1  g_h_bar 0.001, Right rate (Hz) ") for line in lines)
