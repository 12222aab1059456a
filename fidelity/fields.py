"""Rows of the fields of a ring: scale, size, HCN and inhibition across a field, predictive bias."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.cell_fields import edges_of_fields
from analysis.checks import Array
from analysis.fields import mean_field_area, mean_peak_distance, window_profiles
from analysis.load import layer_spikes
from analysis.measured import Measured
from analysis.measures import measures
from analysis.ring_measures import fields_of
from analysis.windows import settled_from
from fidelity.row import Row, compared, listed
from fidelity.simulations import published, run_cases
from results.data import SimulationData

FIG3_CELL, FIG3_FIELD = 80, 3
FIG4_WINDOW, FIG4_STDEV = 100.0, 3.0  # ms; cells
FIG5_TURN, FIG5_DUR = 40_000, 80_000  # ms
MIDDLE_HALF = (25, 75)  # percentiles


def ring_sizes() -> list[Row]:
    """Scale and size follow the width of the ring: figure 1, all 12 s."""
    sizes = {name: published(f"fig1_size_{name}")["0"] for name in ("large", "small")}
    simulations = run_cases("ring_sizes", sizes)
    found = [measures(simulations[name]) for name in sizes]
    scale, size = ([m[f"{name} as published (cells)"] for m in found] for name in SCALE_AND_SIZE)
    width = [m["Field width (cells)"] for m in found]
    ring = "large ring, small ring"
    return [
        compared(f"scale over cells (cells), {ring}", [95.98, 48.00], scale, ".2f", relative=0.01),
        compared(f"field size over cells (cells), {ring}", [43.69, 21.86], size, ".2f", 0.01),
        Row(f"field width at half height (cells; our measure), {ring}", "", listed(width, ".1f")),
    ]


def hcn_across_a_field() -> list[Row]:
    """HCN conductance at the first and last spike of a field: figure 3, all 12 s."""
    params = published("fig3_first_spike")["0"] | {"sim_dur": 12_000, "recorder_dt": 0.025}
    params["record_handle_stell"] = {"stell_gh": _of_cells([FIG3_CELL])}
    simulation = run_cases("hcn_across_a_field", {"0": params})["0"]
    (fields,) = fields_of(layer_spikes(simulation)["Right"][[FIG3_CELL]], simulation.params)
    with simulation.opened("stell_gh") as conductance:
        edges = edges_of_fields(fields, conductance[0].astype(np.float64), 0.025)
    first, last = np.transpose(edges)
    ranges = [listed([values.min(), values.max()], ".2e") for values in (first, last)]
    row = compared(
        f"g_h (S/cm²) of cell {FIG3_CELL} at the first and last spike of field {FIG3_FIELD}",
        [2.47e-4, 4.19e-5],
        [*edges[FIG3_FIELD - 1]],
        ".2e",
        relative=0.15,
    )
    return [
        row._replace(
            measured=f"{row.measured} (of its {len(edges)} fields: {ranges[0]}; {ranges[1]})"
        )
    ]


def field_size() -> list[Row]:
    """Fields without feedback onto the interneurons, with HCN and without: figure 4, all 40 s."""
    cases = {
        n: p | {"sim_dur": 40_000, "recorder_dt": 1, "record_handle_stell": {}}
        for n, p in published("fig4_field").items()
    }
    simulations = run_cases("field_size", cases)
    with_hcn, without = (_scale_and_size(simulations[n]) for n in ("0", "1"))
    quantity = "figure 4, {}: scale and field size over cells (cells)"
    return [
        compared(quantity.format("with HCN"), [61.29, 26.06], with_hcn, ".2f", relative=0.01),
        Row(quantity.format("without HCN"), "", listed(without, ".2f")),
    ]


def predictive_bias() -> list[Row]:
    """Prediction by HCN, and the inhibition across a field: figure 5, all 80 s."""
    params = published("fig5_intrinsic")["0"]
    turn = params["extra_params"] | {"dir_change_t": FIG5_TURN}
    right = list(range(192))
    params |= {
        "sim_dur": FIG5_DUR,
        "allothetic_dur": 3000,
        "extra_params": turn,
        "recorder_dt": 1,
        "record_handle_stell": {"stell_syn_inhib_g": _of_cells(right)},
    }
    simulation = run_cases("predictive_bias", {"0": params})["0"]
    found = measures(simulation)
    return [*_bias_rows(found), *_inhibition_rows(simulation)]


SCALE_AND_SIZE = "Grid scale", "Field size"


def _bias_rows(found: Mapping[str, Measured]) -> list[Row]:
    name = "Predictive bias as published"
    percent, of_turn = found[f"{name} (% of the field)"], found[f"{name} (% of 2 pi)"]
    rad, field = found[f"{name} (rad)"], found["Field size over position as published (rad)"]
    return [
        compared("predictive bias (% of the field)", [10.94], [percent], ".2f", absolute=0.3),
        compared(
            "predictive bias (rad), field size (rad); published: by the authors' code on our data",
            [0.232, 2.088],
            [rad, field],
            ".3f",
            relative=0.02,
        ),
        Row("predictive bias (% of 2 π)", "", f"{of_turn:.2f}"),
        Row(
            "predictive bias without the lag of the low-pass (rad; our measure)",
            "",
            f"{found['Predictive bias (rad)']:.3f}",
        ),
    ]


def _inhibition_rows(simulation: SimulationData) -> list[Row]:
    """The published values are those of one field, so that ours must lie around them."""
    with simulation.opened("stell_syn_inhib_g") as conductance:
        traces = conductance[:].astype(np.float64)
    fields = fields_of(layer_spikes(simulation)["Right"], simulation.params)
    edges = [
        edge
        for cell, trace in zip(fields, traces, strict=True)
        for edge in edges_of_fields(cell, trace, 1.0)
    ]
    first, last = np.transpose(edges)
    return [
        _within_fields("first spike (16,844 ms)", 1.29e-4, first),
        _within_fields("last spike (17,626 ms)", 2.27e-6, last),
    ]


def _within_fields(which: str, theirs: float, ours: Array) -> Row:
    low, high = np.percentile(ours, MIDDLE_HALF)
    return Row(
        f"inhibition (µS) at the {which} of one field; ours of {len(ours)} fields",
        f"{theirs:.2e}",
        f"mean {ours.mean():.2e}, middle half {low:.2e} … {high:.2e}",
        "in the middle half",
        bool(low <= theirs <= high),
    )


def _scale_and_size(simulation: SimulationData) -> list[float]:
    """Scale and field size (cells) of the right ring as figure 4 takes them."""
    params, right = simulation.params, layer_spikes(simulation)["Right"]
    profiles = window_profiles(right, len(right), params["sim_dur"], FIG4_WINDOW, FIG4_STDEV)
    settled = profiles[int(settled_from(params) / FIG4_WINDOW) :]
    return [mean_peak_distance(settled), mean_field_area(settled, params["n_phases"])]


def _of_cells(gids: list[int]) -> dict[str, Any]:
    return {"state": True, "cells_to_record": gids}
