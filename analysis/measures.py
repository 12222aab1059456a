"""The measures of a finished simulation: those that fit its network, its input and its record.

Measures named "as published" follow Shaikh & Assisi 2025 and give their numbers: see
docs/reproducing.md.
The others are ours. Never compare one kind with the other:

| quantity | as published | ours |
| --- | --- | --- |
| speed | phase slope from the start of a drive | the settled part of a drive |
| scale | all peaks of counts in windows of 200 ms | peaks that stand out of noise |
| field size | area below a profile of height 1 | width at half height |
| bias | interneurons behind a low-pass that lags 17.6 ms | both smoothed alike, no lag |
| position error | mean shorter arc, Gaussian of 40 ms | root mean square, Gaussian of 100 ms |

What cannot be measured is NaN with a reason, in words in `--summary`: the run ends before the
network has settled (1 s, initial noise, pinning; then 500 ms to measure in), no spikes, bumps that
pass no cell, fewer than six peaks on a sheet.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.arena_measures import arena_measures, follows_animal
from analysis.cell_fields import Fields
from analysis.checks import Array
from analysis.inhibition import inhibition_at_field_edges
from analysis.intrinsic import rebound_latency, sag
from analysis.load import has_bumps, layer_spikes, layers_like, of_layers, stellate_rings
from analysis.measured import Measured
from analysis.ring_measures import NO_FIELD, fields_of, ring_measures, ring_size
from analysis.sheet_measures import sheet_measures
from analysis.spikes import mean_rates
from analysis.theta_measures import theta_measures
from analysis.windows import Window, noise_end, said, settled_from, why_not_settled
from parameters.table import Parameters
from results.data import SimulationData

INHIBITION = "stell_syn_inhib_g"


def measures(simulation: SimulationData) -> dict[str, Measured]:
    """Rates of the layers, and what the paper measures in this network with this input.

    Parameters
    ----------
    simulation : SimulationData
        A finished one.

    Returns
    -------
    dict of str to Measured
        By name with unit: numbers that know their definition. What cannot be measured is NaN and
        says why; what was not recorded is left out.
    """
    params, spikes = simulation.params, layer_spikes(simulation)
    rings = stellate_rings(spikes, params)
    sheets = of_layers(spikes, layers_like(params, "stell", "sheet"))
    found = _rates(params, spikes)
    if rings is not None:
        interneurons = of_layers(spikes, layers_like(params, "intrnrn", "ring"))
        found |= ring_measures(params, rings, next(iter(interneurons), None))
        in_fields = found["Field duration as published (ms)"]
        found |= _inhibition(simulation, rings[: ring_size(params)], in_fields.reason)
    if sheets:
        found |= sheet_measures(params, sheets)
    if sheets and follows_animal(params):
        interneurons = of_layers(spikes, layers_like(params, "intrnrn", "sheet"))
        found |= arena_measures(params, sheets, next(iter(interneurons), None))
    found |= theta_measures(params, spikes, measured_window(params), _why_not_measured(params))
    return found | _of_one_cell(simulation)


def measured_window(params: Parameters) -> Window:
    """When rates are taken (ms): of rings and sheets once settled, of others after the noise."""
    return (settled_from if has_bumps(params) else noise_end)(params), float(params["sim_dur"])


def _why_not_measured(params: Parameters) -> str:
    """Why there is nothing in `measured_window`; empty where there is."""
    start, end = measured_window(params)
    why = why_not_settled(params) if has_bumps(params) else ""
    if start >= end and not why:
        return f"the run ends at {end:g} ms, the initial noise at {start:g} ms"
    return why


def _rates(params: Parameters, spikes: Mapping[str, Array]) -> dict[str, Measured]:
    window, why = measured_window(params), _why_not_measured(params)
    definition = f"mean over the cells, {said(window)}"
    return {
        f"{name} rate (Hz)": Measured(
            np.nan if why else float(np.mean(mean_rates(times, *window))), definition, why
        )
        for name, times in spikes.items()
    }


def _inhibition(simulation: SimulationData, right: Array, why: str) -> dict[str, Measured]:
    """Inhibition at the first and last spike of the fields of the right ring, where recorded."""
    if INHIBITION not in simulation.recorded():
        return {}
    values = {"first": np.nan, "last": np.nan}
    if not why:
        edges = _edges(simulation, fields_of(right, simulation.params))
        values = {which: float(np.mean(at)) for which, at in edges.items() if len(at)} or values
    definition = "mean over all fields of the recorded cells of the right ring"
    return {
        f"Inhibition at {which} spike as published (uS)": Measured(
            value, definition, why or NO_FIELD
        )
        for which, value in values.items()
    }


def _edges(simulation: SimulationData, fields: Sequence[Fields]) -> dict[str, Array]:
    """Inhibition at the edges of the fields of those cells of the right ring that have a trace."""
    every = []
    with simulation.opened(INHIBITION) as conductance:
        sample_dt = float(conductance.attrs["recorder_dt"])
        for row, gid in enumerate(conductance.attrs["gids"].tolist()):
            if gid < len(fields):  # a cell at a time: all of them may be gigabytes
                trace = conductance[row : row + 1].astype(np.float64)
                every.append(inhibition_at_field_edges([fields[gid]], trace, sample_dt))
    return {
        "first": np.concatenate([np.empty(0), *(edges.first for edges in every)]),
        "last": np.concatenate([np.empty(0), *(edges.last for edges in every)]),
    }


def _of_one_cell(simulation: SimulationData) -> dict[str, Measured]:
    params, extra = simulation.params, simulation.params["extra_params"]
    stell = simulation.spike_array("stell")
    if params["input_id"] == "pir" and stell is not None:
        latency = rebound_latency(stell[0], extra["start"])
        definition = f"from the inhibitory event at {extra['start']:g} ms to the next spike"
        return {"Rebound latency (ms)": Measured(latency, definition, "no spike after the event")}
    if params["input_id"] == "sag" and "stell_v" in simulation.recorded():
        return _sag(simulation)
    return {}


def _sag(simulation: SimulationData) -> dict[str, Measured]:
    """Sag ratio and peak voltage during the step of amp2."""
    sample_dt, extra = simulation.params["recorder_dt"], simulation.params["extra_params"]
    definitions = {
        "Sag ratio": "steady / peak deflection, amp2",
        "Peak voltage (mV)": "lowest voltage during amp2",
    }
    with simulation.opened("stell_v") as voltage:
        try:
            response = sag(voltage[0], sample_dt, extra["dur1"], extra["dur2"])
        except ValueError as error:  # the step is too short, or does not hyperpolarise
            return {name: Measured.missing(text, str(error)) for name, text in definitions.items()}
    values = response.ratio, response.peak
    return {
        name: Measured(value, text)
        for (name, text), value in zip(definitions.items(), values, strict=True)
    }
