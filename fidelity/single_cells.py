"""Rows of single cells: figure 1, and the rate of the interneuron."""

import numpy as np

from analysis.checks import Array
from analysis.intrinsic import steady_rate
from analysis.load import layer_spikes
from analysis.measures import measures
from analysis.spectra import peak_frequency, power_spectrum
from fidelity.row import Row, compared
from fidelity.simulations import published, run_cases
from results.data import SimulationData

THETA_BAND = 3.0, 20.0  # Hz
CHIRP_SPEEDUP = 1.25  # of the authors' chirp, 10 s of it within 8 s


def sag() -> list[Row]:
    """Sag of the five steps that hyperpolarise most."""
    found = run_cases("sag", {n: p for n, p in published("fig1_sag").items() if n != "0"})
    responses = [measures(simulation) for simulation in found.values()]
    ratios = [response["Sag ratio"] for response in responses]
    peaks = [response["Peak voltage (mV)"] for response in responses]
    return [
        compared(
            "sag: steady/peak, least and greatest, amp2 −5.5e-3 … −1.15e-2 nA",
            [0.39, 0.41],
            [min(ratios), max(ratios)],
            ".3f",
            absolute=0.005,
        ),
        compared(
            "sag: peak voltage (mV), first and last of these steps",
            [-63.5, -72.6],
            [peaks[0], peaks[-1]],
            ".1f",
            absolute=0.1,
        ),
    ]


def rebound() -> list[Row]:
    """Rebound spikes after an inhibitory event, with HCN and without."""
    with_hcn = published("fig1_rebound")
    without = {f"{n}_no_hcn": params | {"g_h_bar": 0} for n, params in with_hcn.items()}
    latency = {
        sim_num: measures(simulation)["Rebound latency (ms)"]
        for sim_num, simulation in run_cases("rebound", with_hcn | without).items()
    }
    n_without = sum(np.isfinite(latency[sim_num]) for sim_num in without)
    return [
        compared(
            "rebound latency (ms), weights 0.15, 0.175, 0.25, 0.65, 2",
            [124.0, 94.6, 80.0, 63.9, 55.6],
            [latency[sim_num] for sim_num in with_hcn],
            ".1f",
            absolute=0.15,
        ),
        Row(
            "rebound spikes with g_h_bar 0, same weights",
            "none",
            f"in {n_without} of 5",
            "none",
            not n_without,
        ),
    ]


def subthreshold() -> list[Row]:
    """Frequency of the subthreshold oscillation."""
    found = run_cases("subthreshold", published("fig1_subthreshold"))
    frequency = _peak(_voltage(found["0"])[250:9155])
    quantity = "subthreshold oscillation, 250 … 9155 ms (Hz)"
    return [compared(quantity, [7.973], [frequency], ".3f", relative=0.01)]


def resonance() -> list[Row]:
    """Frequency of the largest response to a chirp: the authors' input, and ours."""
    (params,) = published("fig1_resonance").values()
    theirs = {name: f * CHIRP_SPEEDUP for name, f in params["extra_params"].items()}
    cases = {"ours": params, "theirs": params | {"extra_params": theirs}}
    found = {n: _voltage(s) for n, s in run_cases("resonance", cases).items()}
    return [
        compared(
            "chirp as the authors' code plays it, 1.25 → 17.5 Hz in 2 … 10 s: peak of the "
            "response, whole record (Hz)",
            [7.80],
            [_peak(found["theirs"])],
            ".2f",
            relative=0.02,
        ),
        Row(
            "chirp as asked for, 1 → 14 Hz in 2 … 10 s: the same; 2 … 10 s alone (Hz)",
            "",
            f"{_peak(found['ours']):.2f}; {_peak(found['ours'][2000:]):.2f}",
        ),
    ]


def interneuron_rate() -> list[Row]:
    """Rate of the interneuron against its direct current."""
    base = published("fig1_subthreshold")["0"] | {"sim_dur": 2000, "si_peak": 0, "Amp_i_theta": 0}
    currents = (0.5e-3, 1e-3, 1.5e-3, 2e-3)  # nA
    cases = {str(k): base | {"intrnrn_dc_amp": amp} for k, amp in enumerate(currents)}
    found = run_cases("interneuron_rate", cases).values()
    rates = [steady_rate(layer_spikes(s)["Interneurons"][0], 500, 2000) for s in found]
    return [
        compared(
            "interneuron rate (Hz), theta off, 0.5, 1, 1.5, 2e-3 nA",
            [31.9, 59.1, 81.5, 101],
            rates,
            ".1f",
            relative=0.01,
        )
    ]


def _voltage(simulation: SimulationData) -> Array:
    """Voltage (mV) of the only stellate cell, a sample per ms."""
    with simulation.opened("stell_v") as dataset:
        return dataset[0].astype(np.float64)


def _peak(voltage: Array) -> float:
    return peak_frequency(power_spectrum(voltage, sample_dt=1.0), *THETA_BAND)
