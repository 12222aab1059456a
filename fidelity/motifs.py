"""Rows of the motif of two stellate cells and two interneurons."""

import numpy as np

from analysis.checks import Array
from analysis.load import layer_spikes
from analysis.spikes import mean_rates
from fidelity.row import Row
from fidelity.simulations import published, run_cases
from results.data import SimulationData

ALTERNATING = 0.3  # of a period, by which the cells of the motif are apart; in synchrony 0
SETTLED = 2200.0  # ms, when the oscillator has locked to theta
PERIOD = 200.1  # ms, of the authors' trace


def motif_switch() -> list[Row]:
    """Pulses switch which of the interneurons fires."""
    simulation = run_cases("motif_switch", published("motif_switch"))["0"]
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
            "all",
            n_switched == len(starts),
        )
    ]


def motif_oscillator() -> list[Row]:
    """The interneurons fire in turn, from several seeds."""
    params = published("motif_oscillator")["0"]
    cases = {str(k): params | {"init_noise_seed": 500 + k} for k in range(6)}
    found = run_cases("motif_oscillator", cases).values()
    lags, periods = zip(*(_lag_and_period(_interneurons(s)) for s in found), strict=True)
    alternating = np.array(lags) > ALTERNATING
    period = np.mean(np.array(periods)[alternating])
    others = "" if alternating.all() else "; from the others in synchrony"
    return [
        Row(
            "motif oscillator: the interneurons fire in turn",
            f"every {PERIOD} ms (authors' trace)",
            f"every {period:.1f} ms from {alternating.sum()} of {len(cases)} seeds{others}",
            "± 1 ms",
            bool(abs(period - PERIOD) <= 1.0),
        )
    ]


def _interneurons(simulation: SimulationData) -> Array:
    return layer_spikes(simulation)["Interneurons"]


def _lag_and_period(spikes: Array) -> tuple[float, float]:
    """Shortest lag of the second cell, as a part of the period (ms), from SETTLED on."""
    first, second = (cell[cell >= SETTLED] for cell in spikes)
    period = float(np.diff(first).mean())
    return float(np.abs(second - first[0]).min() / period), period
