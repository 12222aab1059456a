"""The rows of the table: each runs its simulations and measures one quantity of the paper."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from analysis.checks import Array
from analysis.decoding import bump_speed, decoded_position, wrapped_difference
from analysis.fields import field_extent, field_spread
from analysis.figures import trajectory
from analysis.intrinsic import steady_rate
from analysis.load import INTERNEURONS, RING_NAMES, Simulation, layer_spikes
from analysis.measures import measures, phase_of, positions, sample_dt, settled_from
from analysis.spectra import peak_frequency, power_spectrum
from analysis.spikes import MS_PER_S, mean_rates
from analysis.style import save_figure
from fidelity.simulations import published, simulate
from workspace.paths import ROOT

FIGURES = ROOT / "docs" / "figures"
THETA_BAND = 3.0, 20.0  # Hz
ALTERNATING = 0.3  # of a period, by which the cells of the motif are apart; in synchrony 0
FIELD_MEASURE = " (width at half height of the rates over cells, smoothed over 150 ms)"
SHEET_DUR = 4000.0  # ms; the noise lasts for the first
DIRECTION_CHANGE = 12_000.0  # ms
SETTLED_MOTIF = 2200.0  # ms, when the oscillator has locked to theta


class Row(NamedTuple):
    """A line of the table."""

    quantity: str
    expected: str
    measured: str


def sag() -> list[Row]:
    found = simulate("sag", {n: p for n, p in published("fig1_sag").items() if n != "0"})
    responses = [measures(simulation) for simulation in found.values()]
    return [
        Row(
            "sag: steady/peak, amp2 −5.5e-3 … −1.15e-2 nA",
            "0.39 … 0.41",
            _listed([r["Sag ratio"] for r in responses], ".3f"),
        ),
        Row(
            "sag: peak voltage (mV), same steps",
            "−63.5 … −72.6",
            _listed([r["Peak voltage (mV)"] for r in responses], ".1f"),
        ),
    ]


def rebound() -> list[Row]:
    with_hcn = published("fig1_rebound")
    without = {f"{n}_no_hcn": params | {"g_h_bar": 0} for n, params in with_hcn.items()}
    latency = {
        sim_num: measures(simulation)["Rebound latency (ms)"]
        for sim_num, simulation in simulate("rebound", with_hcn | without).items()
    }
    n_without = sum(np.isfinite(latency[sim_num]) for sim_num in without)
    return [
        Row(
            "rebound latency (ms), weights 0.15, 0.175, 0.25, 0.65, 2",
            "124.0, 94.6, 80.0, 63.9, 55.6",
            _listed([latency[sim_num] for sim_num in with_hcn], ".1f"),
        ),
        Row("rebound spikes with g_h_bar 0, same weights", "none", f"in {n_without} of 5"),
    ]


def subthreshold() -> list[Row]:
    found = simulate("subthreshold", published("fig1_subthreshold"))
    frequency = _peak(_voltage(found["0"])[250:9155])
    return [
        Row("subthreshold oscillation, 250 … 9155 ms (Hz)", "7.97", f"{frequency:.2f}"),
    ]


def resonance() -> list[Row]:
    voltage = _voltage(simulate("resonance", published("fig1_resonance"))["0"])
    return [
        Row("chirp response peak, whole record (Hz)", "7.80", f"{_peak(voltage):.2f}"),
        Row(
            "chirp response peak, the chirp alone, 2 … 10 s (Hz)",
            "",
            f"{_peak(voltage[2000:]):.2f}",
        ),
    ]


def interneuron_rate() -> list[Row]:
    base = published("fig1_subthreshold")["0"] | {"sim_dur": 2000, "si_peak": 0, "Amp_i_theta": 0}
    currents = (0.5e-3, 1e-3, 1.5e-3, 2e-3)  # nA
    cases = {str(k): base | {"intrnrn_dc_amp": amp} for k, amp in enumerate(currents)}
    found = simulate("interneuron_rate", cases)
    rates = [steady_rate(_interneurons(simulation)[0], 500, 2000) for simulation in found.values()]
    return [
        Row(
            "interneuron rate (Hz), theta off, 0.5, 1, 1.5, 2e-3 nA",
            "31.9, 59.1, 81.5, 101",
            _listed(rates, ".1f"),
        ),
    ]


def ring_sizes() -> list[Row]:
    sizes = {name: published(f"fig1_size_{name}")["0"] for name in ("small", "large")}
    found = {name: measures(s) for name, s in simulate("ring_sizes", sizes).items()}
    small, large = found["small"], found["large"]
    return [
        Row(f"{name}, ring means 24 / 48", expected, f"{small[name]:.1f} / {large[name]:.1f}{how}")
        for name, expected, how in (
            ("Grid scale (cells)", "48.0 / 96.0", ""),
            ("Field size (cells)", "21.9 / 43.7", FIELD_MEASURE),
        )
    ]


def speeds() -> list[Row]:
    currents, idle = (-2.2e-3, -1.5e-3, -5e-4, 1e-3, 3e-3, 1e-2), -2.7e-3  # nA
    base = {"sim_dur": 6000, "init_noise_seed": 50, "noise_seed": 100}
    right = {f"right_{k}": base | {"stell_const_dc": [dc, idle]} for k, dc in enumerate(currents)}
    left = {f"left_{k}": base | {"stell_const_dc": [idle, dc]} for k, dc in enumerate(currents)}
    found = {
        n: measures(s)["Bump speed (rad/s)"] for n, s in simulate("speeds", right | left).items()
    }
    label = "bump speed (rad/s), DC " + ", ".join(f"{dc * 1e3:g}" for dc in currents) + "e-3 nA"
    return [
        Row(f"{label}, {name}", expected, _listed([found[n] for n in simulations], ".2f"))
        for name, expected, simulations in (
            ("right ring", "rises monotonically", right),
            ("left ring", "mirrors the right", left),
        )
    ]


def predictive_bias() -> list[Row]:
    params = published("fig5_intrinsic")["0"]
    params |= {
        "sim_dur": 2 * DIRECTION_CHANGE,
        "allothetic_dur": 3000,
        "extra_params": params["extra_params"] | {"dir_change_t": DIRECTION_CHANGE},
        "split_sim": [False, 1000],
        "record_handle_stell": {},
    }
    (simulation,) = simulate("predictive_bias", {"0": params}).values()
    found = measures(simulation)
    bias = found["Predictive bias (rad)"]
    fields = {
        "two standard deviations of the spikes in the bump": 2 * _spread(simulation),
        "the way from first to last spike": _extent(simulation),
        "the width at half height": found["Field size (cells)"]
        * 2
        * np.pi
        / simulation.params["n_phases"],
    }
    parts = [f"{bias / size:.1%} of {name} ({size:.2f} rad)" for name, size in fields.items()]
    return [
        Row(
            "predictive bias, intrinsic, g_h_bar 0.0015, 24 s",
            "about +11 % of the field",
            f"{bias:+.3f} rad: " + ", ".join(parts),
        ),
    ]


def motif_switch() -> list[Row]:
    simulation = simulate("motif_switch", published("motif_switch"))["0"]
    params, extra = simulation.params, simulation.params["extra_params"]
    half = extra["ipi"] / 2
    starts = np.arange(extra["start"], params["sim_dur"], half)
    pulsed = (int(extra["first_cell_input"]) + np.arange(len(starts))) % 2
    n_switched = 0
    for start, cell in zip(starts, pulsed.tolist(), strict=True):
        rates = mean_rates(_interneurons(simulation), start + extra["pulse_width"], start + half)
        n_switched += bool(rates[cell] > 2 * rates[1 - cell])
    return [
        Row(
            "motif switch: pulses after which the pulsed interneuron fires, the other does not",
            f"all {len(starts)}",
            f"{n_switched} of {len(starts)}",
        )
    ]


def motif_oscillator() -> list[Row]:
    params = published("motif_oscillator")["0"]
    cases = {str(k): params | {"init_noise_seed": 500 + k} for k in range(6)}
    found = simulate("motif_oscillator", cases).values()
    lags, periods = zip(*(_lag_and_period(_interneurons(s)) for s in found), strict=True)
    alternating = np.array(lags) > ALTERNATING
    period = np.mean(np.array(periods)[alternating])
    others = "" if alternating.all() else "; from the others in synchrony"
    return [
        Row(
            "motif oscillator: the interneurons fire in turn",
            "every 200.1 ms (authors' trace)",
            f"every {period:.1f} ms from {alternating.sum()} of {len(cases)} seeds{others}",
        )
    ]


def _lag_and_period(spikes: Array) -> tuple[float, float]:
    """Shortest lag of the second cell, as a part of the period (ms), from 2200 ms on."""
    first, second = (cell[cell >= SETTLED_MOTIF] for cell in spikes)
    period = float(np.diff(first).mean())
    return float(np.abs(second - first[0]).min() / period), period


def path_integration() -> list[Row]:
    params = published("fig2_trajectory")["0"]
    (simulation,) = simulate("path_integration", {"0": params}).values()
    decoded, animal = positions(
        phase_of(_interneurons(simulation), simulation.params), simulation.params
    )
    dt, lambda0 = sample_dt(simulation.params), simulation.params["lambda0"]
    save_figure(trajectory(animal, decoded, dt, lambda0), FIGURES / "path_integration")
    settled = slice(int(settled_from(simulation.params) / dt), None)
    error = np.unwrap(wrapped_difference(decoded, animal, lambda0)[settled], period=lambda0)
    run = np.abs(np.diff(np.unwrap(animal[settled], period=lambda0))).sum()
    return [
        Row(
            "path integration of 30 s, no noise: drift of the decoded position",
            "small against the track",
            f"{error[-1] - error[0]:+.2f} rad at the end of a run of {run:.1f} rad; "
            f"rms {np.sqrt(np.mean(error**2)):.2f} rad (figure: "
            "[SVG](figures/path_integration.svg), [PNG](figures/path_integration.png))",
        ),
    ]


def sheet() -> list[Row]:
    params = published("fig1_sheet_east")["0"] | {"sim_dur": SHEET_DUR, "n_cpus_per_sim": 2}
    found = measures(simulate("sheet", {"0": params})["0"])
    drift = [found[f"Drift along {axis} (cells/s)"] for axis in "xy"]
    lattice = [found[name] for name in ("Grid scale (cells)", "Orientation (degrees)")]
    return [
        Row("sheet of 71 × 71, 1 … 4 s: grid score", "> 1", f"{found['Grid score']:.2f}"),
        Row("sheet: scale (cells), orientation (degrees)", "", _listed(lattice, ".1f")),
        Row(
            "sheet, east driven: drift along x, y (cells/s)",
            "to the east: > 0, about 0",
            _listed(drift, "+.1f"),
        ),
    ]


def _listed(values: Sequence[float], form: str) -> str:
    return ", ".join(f"{value:{form}}".replace("-", "−") for value in values)


def _voltage(simulation: Simulation) -> Array:
    """Voltage (mV) of the only stellate cell, a sample per ms."""
    with simulation.opened("stell_v") as dataset:
        return dataset[0].astype(np.float64)


def _peak(voltage: Array) -> float:
    return peak_frequency(power_spectrum(voltage, sample_dt=1.0), *THETA_BAND)


def _interneurons(simulation: Simulation) -> Array:
    return layer_spikes(simulation)[INTERNEURONS]


def _extent(simulation: Simulation) -> float:
    """Mean extent (rad) of a field of the right ring, from its first to its last spike."""
    params, spikes = simulation.params, layer_spikes(simulation)
    phase, dt = phase_of(spikes[INTERNEURONS], params), sample_dt(params)
    turn = round(DIRECTION_CHANGE / dt)
    speed = bump_speed(phase[turn // 4 : turn], dt)
    gap = 2 * np.pi / abs(speed) * MS_PER_S / 4
    position = decoded_position(phase, params["lambda0"])
    return field_extent(spikes[RING_NAMES[0]], position, dt, gap, params["lambda0"])


def _spread(simulation: Simulation) -> float:
    """Standard deviation (rad) of the spikes of the right ring in the bump, while it is driven."""
    params, spikes = simulation.params, layer_spikes(simulation)
    right = spikes[RING_NAMES[0]]
    driven = (right > params["allothetic_dur"]) & (right < DIRECTION_CHANGE)
    phase = phase_of(spikes[INTERNEURONS], params)
    moving = np.where(driven, right, np.nan)
    return field_spread(moving, phase, sample_dt(params), params["n_phases"])


ROWS: dict[str, Callable[[], list[Row]]] = {
    function.__name__: function
    for function in (
        sag,
        rebound,
        subthreshold,
        resonance,
        interneuron_rate,
        motif_switch,
        motif_oscillator,
        ring_sizes,
        speeds,
        predictive_bias,
        path_integration,
        sheet,
    )
}
