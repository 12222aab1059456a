"""The calibration of sheets, on patterns whose velocity is known."""

from types import SimpleNamespace

import numpy as np
import pytest

from calibration import sheets
from calibration.sheets import ANGLES, pushes, sheet_calibration, sheet_sweep
from param import Param
from tests.tiny import sheet

SIDE, SIM_DUR = 31, 3000.0
CELLS_PER_S_PER_NA = 1e4
WAVES = ((4, 1), (1, 4), (-3, 3))


def case() -> Param:
    params = Param()
    params.update_params(
        {
            "sim_id": "sheets",
            **sheet(SIDE),
            "stell_const_dc": [-1e-3] * 4,
        }
    )
    return params


def spikes_of(simulation: SimpleNamespace) -> dict[str, np.ndarray]:
    """A pattern that moves as the difference of the currents says; a spike per bin of 10 ms."""
    east, west, north, south = simulation.params["stell_const_dc"]
    velocity = CELLS_PER_S_PER_NA * np.array([east - west, north - south]) / 2
    time = np.arange(5.0, SIM_DUR, 10.0)
    y, x = np.divmod(np.arange(SIDE**2), SIDE)
    shift = velocity[:, None] * time / 1000
    height = sum(
        np.cos(2 * np.pi / SIDE * (kx * (x[:, None] - shift[0]) + ky * (y[:, None] - shift[1])))
        for kx, ky in WAVES
    )
    return {"Interneurons": np.where(height > 1.2, time, np.nan)}


def test_the_curve_of_known_patterns(monkeypatch):
    monkeypatch.setattr(sheets, "layer_spikes", spikes_of)
    push = pushes(5e-4, 5)
    sweep = sheet_sweep(case(), push, 1, SIM_DUR)
    assert len(sweep) == len(ANGLES) * 5
    simulations = {name: SimpleNamespace(params=params) for name, params in sweep.items()}
    found = sheet_calibration(case(), push, 1, simulations)
    speed, current = np.array(found["speed_cells_s"]), np.array(found["push_nA"])
    assert speed[-1] == pytest.approx(5, rel=0.02)
    np.testing.assert_allclose(current, speed / CELLS_PER_S_PER_NA, atol=1e-5)
    assert found["anisotropy"] < 0.02
    assert found["across_rms_cells_s"] < 0.05
    assert found["n_other_patterns"] == 0
    assert {tuple(sorted(np.abs(wave))) for wave in found["lattice"]} == {(1, 4), (3, 3)}
    assert found["holds_for"]["stell_const_dc"] == [-1e-3] * 4


def test_a_pattern_that_is_no_lattice_is_left_out(monkeypatch):
    noise = np.random.default_rng(0).uniform(0, SIM_DUR, (SIDE**2, 20))
    monkeypatch.setattr(sheets, "layer_spikes", lambda simulation: {"Interneurons": noise})
    params = {"N_per_axis": SIDE, "sim_dur": SIM_DUR}
    velocity, waves = sheets.velocity_of(SimpleNamespace(params=params))
    assert np.isnan(velocity).all()
    assert np.isnan(waves).all()
