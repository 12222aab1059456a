"""Phase precession of synthetic spikes with a known slope, and the theta that a network gets."""

import numpy as np
import pytest

from analysis.figures import RUN_FIGURES, Run, drawn
from analysis.load import layer_spikes, load_simulations
from analysis.measures import measures
from analysis.theta import (
    SLOPES,
    at_a_bound,
    locking_by_place,
    precession,
    precession_of_cells,
    spikes_in_fields,
)
from analysis.theta_measures import field_spikes, interneuron_rhythm
from parameters.config_files import main_theta
from tests.finished import full_params, write_finished
from tests.synthetic import padded, poisson, ring_bumps

N_CELLS = N_PHASES = 64
SPEED = 2 * np.pi / 4000  # rad/ms: a field every 4 s
FIELD = 2.0  # rad
SIM_DUR = 20_000.0
THETA = 8e-3  # kHz
TIME = np.arange(20_000) + 0.5  # ms


def theta(times):
    return 2 * np.pi * THETA * times


def precessing(turns, direction=1, seed=0):
    """Spikes of a ring, in each field by `turns` of theta earlier or later, in cells' order."""
    random = np.random.default_rng(seed)
    trains = []
    for cell in range(N_CELLS):
        place = 2 * np.pi * direction * cell / N_PHASES
        middles = (place % (2 * np.pi)) / SPEED + 4000 * np.arange(5)
        begins = middles - FIELD / SPEED / 2
        frequency = THETA - turns * SPEED / FIELD  # so many turns while the field is passed
        onsets = np.ceil(begins * THETA) / THETA  # the first peak of theta in the field
        cycles = np.arange(int(FIELD / SPEED * frequency)) / frequency
        times = np.concatenate(
            [onset + cycles + random.normal(0, 4, len(cycles)) for onset in onsets]
        )
        trains.append(np.sort(times[(times > 0) & (times < SIM_DUR)]))
    return padded(trains)


def in_fields(spikes, direction=1):
    bumps = direction * SPEED * TIME
    return spikes_in_fields(spikes, N_PHASES, bumps, 1.0, theta, (0.0, SIM_DUR))


@pytest.mark.parametrize("turns", [-1.0, -0.5, 0.5])
@pytest.mark.parametrize("direction", [1, -1])
def test_precession_of_a_known_slope(turns, direction):
    found = in_fields(precessing(turns, direction), direction)
    fit = precession(found)
    per_field = found.width / FIELD  # the field is taken from the spikes
    assert fit.slope == pytest.approx(2 * np.pi * turns * per_field, abs=0.35)
    assert np.sign(fit.correlation) == np.sign(turns)
    assert fit.p < 1e-6
    assert found.width == pytest.approx(FIELD, rel=0.15)  # the first cycle is cut


def test_each_cell_precesses():
    cells = precession_of_cells(in_fields(precessing(-1.0)), n_permutations=50)
    assert len(cells.cell) == N_CELLS
    assert cells.share() == 1
    assert precession_of_cells(in_fields(precessing(0.5)), n_permutations=20).share() < 0.05


def test_spikes_without_theta_do_not_precess():
    phase = SPEED * TIME
    spikes = poisson(ring_bumps(N_CELLS, N_PHASES, phase, concentration=4.0, peak=30.0))
    found = in_fields(spikes)
    assert abs(precession(found).correlation) < 0.1
    cells = precession_of_cells(found, n_permutations=60)
    assert cells.share() < 0.15


def test_a_slope_at_a_bound_is_known():
    fit = precession(in_fields(precessing(-1.0)))
    assert not at_a_bound(fit)
    assert at_a_bound(fit._replace(slope=SLOPES[0]))
    assert at_a_bound(fit._replace(slope=SLOPES[1] - 0.01))


def test_no_spikes_are_no_field():
    found = in_fields(np.full((N_CELLS, 1), np.nan))
    assert np.isnan(found.width)
    assert np.isnan(precession(found).slope)
    assert np.isnan(precession_of_cells(found).share())


def largest_current_at(params):
    """When the model's own formulas depolarise most, within the first period (ms)."""
    time = np.arange(0, 100, 0.01)
    if params["tuning"]:
        current = params["dc_amp_baseline"] * np.sin(2 * np.pi * params["omega_i_theta"] * time)
    elif params["stell_theta_Amp"]:
        current = -params["stell_theta_Amp"] * np.sin(2 * 3.14 * params["stell_theta_omega"] * time)
    else:
        angle = 2 * 3.14 * params["omega_i_theta"] * (time + params["phi_i_theta"])
        current = -params["Amp_i_theta"] * np.sin(angle)
    return time[np.argmax(current)]


@pytest.mark.parametrize(
    ("given", "population", "amplitude"),
    [
        ({"Amp_i_theta": 1e-3, "phi_i_theta": 20}, "intrnrn", 1e-3),
        ({"Amp_i_theta": -1e-3}, "intrnrn", 1e-3),
        ({"stell_theta_Amp": 2e-3, "stell_theta_omega": 0.012}, "stell", 2e-3),
        ({"tuning": 1}, "intrnrn", 5e-4),
    ],
)
def test_phase_0_is_where_theta_depolarises_most(given, population, amplitude, tmp_path):
    params = full_params(tmp_path, **given)
    found = main_theta(params)
    assert (found.population, found.amplitude) == (population, amplitude)
    at_peak = found.phase(np.array([largest_current_at(params)]))
    assert np.angle(np.exp(1j * at_peak)) == pytest.approx(0, abs=0.01)


def test_without_amplitude_there_is_no_theta(tmp_path):
    assert main_theta(full_params(tmp_path, Amp_i_theta=0)) is None
    assert main_theta(full_params(tmp_path, omega_i_theta=0)) is None


def ring_run(tmp_path, **given):
    """A finished ring whose right cells precess by half a turn in theta of the interneurons."""
    params = full_params(
        tmp_path, N_per_sheet=64, N_stell=128, N_intrnrn=64, n_phases=64, sim_dur=SIM_DUR, **given
    )
    stell = padded([*precessing(-0.5), *([[]] * 64)])
    bumps = ring_bumps(64, 64, SPEED * TIME, peak=60.0)
    intrnrn = poisson(bumps * (1 + 0.5 * np.cos(2 * np.pi * THETA * (TIME - 40))))
    write_finished(
        params, {"stell_spks": (range(128), stell), "intrnrn_spks": (range(128, 192), intrnrn)}
    )
    return load_simulations("done", tmp_path)["0"]


def test_the_theta_measures_of_a_ring(tmp_path):
    found = measures(ring_run(tmp_path, Amp_i_theta=1e-3, omega_i_theta=THETA))
    assert found["Phase precession (degrees per field)"] == pytest.approx(-180, abs=40)
    assert found["Phase precession correlation"] < -0.5
    assert found["Phase precession p"] < 1e-6
    assert 0.15 < found["Interneurons theta locking"] < 0.35  # half the depth of the modulation
    assert "theta of 8 Hz into the interneurons" in found["Right theta locking"].definition
    assert found["Left theta locking"].reason == "no spikes"
    assert found["Theta index"] > 5
    assert abs(found["Theta skipping"]) < 0.5


def test_a_network_without_theta_has_no_theta_measures(tmp_path):
    found = measures(ring_run(tmp_path, Amp_i_theta=0))
    assert not [name for name in found if "heta" in name or "recession" in name]


def test_the_interneurons_are_a_reference_rhythm(tmp_path):
    simulation = ring_run(tmp_path, Amp_i_theta=1e-3, omega_i_theta=THETA)
    spikes = layer_spikes(simulation)
    rhythm = interneuron_rhythm(simulation.params, spikes, 8.0)
    peaks = 40 + 125.0 * np.arange(16, 150)
    assert abs(np.exp(1j * rhythm(peaks)).mean()) > 0.8
    fields = field_spikes(simulation.params, spikes, (1000.0, SIM_DUR), rhythm)
    assert np.degrees(precession(fields).slope) == pytest.approx(-180, abs=60)


def figures_of(simulation):
    names = ("theta", "theta_at_cue")
    return {d.name: d for d in drawn(RUN_FIGURES, Run(simulation), names)}


def test_the_figure_of_theta_says_what_it_shows(tmp_path):
    simulation = ring_run(tmp_path, Amp_i_theta=1e-3, omega_i_theta=THETA)
    found = figures_of(simulation)
    assert list(found) == ["theta"]
    phases, fields, rhythm = found["theta"].figure.axes
    assert [line.get_label() for line in phases.patches][:2] == ["Right", "Interneurons"]
    slope = measures(simulation)["Phase precession (degrees per field)"]
    assert fields.get_title(loc="left").startswith(f"{slope:.0f}° per field")
    first, last = fields.lines[0].get_ydata()
    assert last - first == pytest.approx(slope)
    assert rhythm.get_xlim() == (0, 500)


def test_the_figure_of_the_cue_has_locking_over_position(tmp_path):
    cue = {"vel_type": "input", "traj_id": "example", "tuning": 2, "cue_position": 3.0}
    found = figures_of(ring_run(tmp_path, Amp_i_theta=0, omega_i_theta=THETA, **cue))
    axes = found["theta_at_cue"].figure.axes[0]
    assert {line.get_label() for line in axes.lines} >= {"Right", "Interneurons"}
    assert axes.lines[-1].get_xdata()[0] == 3.0


def test_without_theta_there_is_no_figure_of_it(tmp_path):
    assert figures_of(ring_run(tmp_path, Amp_i_theta=0)) == {}


def test_locking_is_found_where_it_is():
    random = np.random.default_rng(0)
    position = random.uniform(0, 6.0, 4000)
    phase = np.where(position < 3, random.normal(1, 0.3, 4000), random.uniform(0, 6.28, 4000))
    places, locking = locking_by_place(position, phase, 6.0, 2)
    assert places.tolist() == [1.5, 4.5]
    assert locking[0].length > 0.9 > 0.1 > locking[1].length


def test_a_fast_input_has_locking_but_no_skipping(tmp_path):
    found = measures(ring_run(tmp_path, Amp_i_theta=1e-3, omega_i_theta=0.13))
    assert np.isfinite(found["Interneurons theta locking"])
    assert "theta of 130 Hz" in found["Theta skipping"].reason


@pytest.mark.parametrize(("traj_id", "reason"), [("example", "no spikes"), ("gone", "no file")])
def test_a_figure_of_the_cue_without_spikes_or_animal_says_so(tmp_path, traj_id, reason):
    params = full_params(tmp_path, vel_type="input", traj_id="example", tuning=2, sim_dur=4000)
    params["traj_id"] = traj_id
    spikes = np.full((params["N_stell"], 1), np.nan if traj_id == "example" else 2500.0)
    write_finished(params, {"stell_spks": (range(params["N_stell"]), spikes)})
    found = figures_of(load_simulations("done", tmp_path)["0"])["theta_at_cue"]
    assert found.figure is None
    assert reason in found.reason
