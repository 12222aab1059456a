"""A finished simulation in words: its parameters, its measures, the files it has left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from analysis.load import layers_like
from analysis.measured import Measured
from analysis.measures import measures
from analysis.varied import varied
from parameters.config_files import available, load_config
from parameters.own import described
from parameters.table import RECORD_HANDLES, SPIKES, Parameters, default_params
from results.data import SimulationData
from workspace.files import size_text

SAID_ABOVE = ("sim_id", "conn_id", "sim_dur")
FILLED_IN = (*SAID_ABOVE, "sim_num", "sim_date_time", "git_commit_hash", *RECORD_HANDLES)
INPUTS = (
    *("extra_params", "stell_const_dc", "intrnrn_dc_amp", "g_h_bar"),
    *("stell_init_noise", "intrnrn_init_noise", "stell_noise", "intrnrn_noise"),
    *("init_noise_seed", "noise_seed", "dt"),
)
RING_INPUTS = ("n_phases", "lambda0", "vel_type")
PUBLISHED = (
    'Measures named "as published" follow Shaikh & Assisi 2025; the others are ours '
    "(docs/analysis.md)."
)


def summarise(simulation: SimulationData) -> str:
    """One simulation in words.

    Parameters
    ----------
    simulation : SimulationData
        A finished one.

    Returns
    -------
    str
        The parameters of its network and inputs, whatever else differs from the defaults, the
        measures with their definitions, the recorded data, the files. A measure that is undefined
        is not a number but the reason.
    """
    params = simulation.params
    own = _own(params)
    found = measures(simulation)
    width = max((len(_value(value)) for value in found.values() if not value.reason), default=0)
    recorded = [(data_id, shape_text(simulation, data_id)) for data_id in simulation.recorded()]
    return (
        _text(
            [
                ("Run", run_rows(simulation)),
                ("Parameters of this network and its inputs", [_parameter(n, params) for n in own]),
                ("Other parameters that differ from the defaults", _changed(params, own)),
                (
                    "Measures",
                    [(name, _with_definition(value, width)) for name, value in found.items()],
                ),
                ("Recorded", recorded),
                ("Files", _files(simulation.folder)),
            ]
        )
        + f"\n{PUBLISHED}"
    )


def summarise_sweep(simulations: Mapping[str, SimulationData]) -> str:
    """A sweep in words.

    Parameters
    ----------
    simulations : mapping of str to SimulationData
        {sim_num: simulation}.

    Returns
    -------
    str
        What varies and the measures, by simulation; the definitions of the measures; the files.
    """
    first = next(iter(simulations.values()))
    columns = varied({sim_num: s.params for sim_num, s in simulations.items()})
    found = {sim_num: measures(simulation) for sim_num, simulation in simulations.items()}
    rows = []
    for k, (sim_num, measured) in enumerate(found.items()):
        values = [f"{name} {column[k]:.4g}" for name, column in columns.items()]
        rows.append((sim_num, "; ".join([", ".join(values), *_in_a_line(measured)])))
    definitions = {
        name: value.definition
        for measured in found.values()
        for name, value in measured.items()
        if not value.reason
    }
    return (
        _text(
            [
                ("Run", [("simulations", str(len(simulations))), *run_rows(first)]),
                ("Simulations", rows),
                ("Definitions", definitions.items()),
                ("Files", _files(first.folder)),
            ]
        )
        + f"\n{PUBLISHED}"
    )


def _in_a_line(measured: Mapping[str, Measured]) -> list[str]:
    """The measures that are numbers, then those that are undefined, a part per reason."""
    numbers = [f"{name} {value:.4g}" for name, value in measured.items() if not value.reason]
    parts = [", ".join(numbers)] if numbers else []
    for reason in dict.fromkeys(value.reason for value in measured.values() if value.reason):
        names = [name for name, value in measured.items() if value.reason == reason]
        which = "all measures" if len(names) == len(measured) else ", ".join(names)
        parts.append(f"undefined: {which} ({reason})")
    return parts or ["nothing measured"]


def _value(value: Measured) -> str:
    return f"undefined ({value.reason})" if value.reason else f"{value:.4g}"


def _with_definition(value: Measured, width: int) -> str:
    if value.reason:
        return _value(value)
    return f"{_value(value):{width}}  {value.definition}"


def run_rows(simulation: SimulationData) -> list[tuple[str, str]]:
    """What was run, (name, value) a row: sim_id, date, network, duration, time it took."""
    params, provenance = simulation.params, simulation.provenance
    rows = [
        ("sim_id", simulation.label),
        ("set up", str(params["sim_date_time"])),
        ("network", f"{params['conn_id']}, {params['N_stell']} + {params['N_intrnrn']} cells"),
        ("duration", f"{params['sim_dur']:g} ms{_on(simulation)}"),
    ]
    if "run_s" in provenance:
        n = provenance["n_processes"]
        processes = f"{n} process{'es' if n > 1 else ''}"
        rows.append(("took", f"{provenance['run_s']:.1f} s, {processes}"))
    return rows


def _on(simulation: SimulationData) -> str:
    """The simulator, as an ending; the parameters of GridCellsCond do not name it."""
    if simulation.archive.is_ours:
        return f" on {simulation.params['simulator']}"
    return ", by GridCellsCond or a run whose provenance is lost"


def _own(params: Parameters) -> list[str]:
    """The parameters that this network is built from, and those of its inputs."""
    chosen = RING_INPUTS if layers_like(params, "stell", "ring") else ("input_id",)
    known = params["conn_id"] in available("conn_id")  # of an old archive it may be gone
    matrix = load_config(params["conn_id"]).PARAMETERS if known else ()
    return [name for name in dict.fromkeys((*matrix, *chosen, *INPUTS)) if name in params]


def _parameter(name: str, params: Parameters) -> tuple[str, str]:
    """A parameter with its unit, and its default where it differs from that."""
    values, parameter = cast(dict[str, Any], params), described(params).get(name)
    default = default_params().get(name, parameter and parameter.default)
    differs = f"  (default {default})" if values[name] != default else ""
    return name, f"{values[name]}{differs}{_in(parameter.unit if parameter else '')}"


def _changed(params: Parameters, own: Sequence[str]) -> list[tuple[str, str]]:
    """Other parameters that are not their defaults, recorders that are on or off against theirs."""
    defaults, values = default_params(), cast(dict[str, Any], params)
    rows = [
        _parameter(name, params)
        for name, parameter in described(params).items()
        if name not in (*FILLED_IN, *own)
        and name in values
        and values[name] != defaults.get(name, parameter.default)
    ]
    for handle in RECORD_HANDLES:
        for data_id, recorder in values[handle].items():
            default = defaults[handle].get(data_id, {"state": False})
            if recorder != default and (recorder["state"] or default["state"]):
                cells = recorder["cells_to_record"]
                which = "all cells" if cells == "all" else f"{len(cells)} cells"
                rows.append(
                    (data_id, f"recorded, {which}" if recorder["state"] else "not recorded")
                )
    return rows


def _in(unit: str) -> str:
    return f"  {unit}" if unit not in ("", "1") else ""


def shape_text(simulation: SimulationData, data_id: str) -> str:
    """How much was recorded as a data_id: cells, spikes or samples."""
    with simulation.opened(data_id) as dataset:
        n_cells, n_times = dataset.shape
    if data_id in SPIKES:
        return f"{n_cells} cells, at most {n_times} spikes"
    every, unit = simulation.params["recorder_dt"], simulation.unit(data_id)
    return f"{n_cells} cells, {n_times} samples ({unit}), one per {every:g} ms"


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder.parent)), size_text(path.stat().st_size)


def _text(sections: Sequence[tuple[str, Iterable[tuple[str, str]]]]) -> str:
    """Titled sections of two aligned columns; a section without rows says none."""
    lines = []
    for title, pairs in sections:
        rows = list(pairs)
        width = max((len(name) for name, _ in rows), default=0)
        lines += [title, *(f"  {name:{width}}  {value}" for name, value in rows or [("none", "")])]
    return "\n".join(line.rstrip() for line in lines)
