"""A finished simulation in words: what was changed, what it did, which files it has left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.load import Simulation
from analysis.measures import measures, settled_from
from analysis.sweep import varied
from parameters.table import PARAMETERS, RECORD_HANDLES, SPIKES, default_params

FILLED_IN = ("sim_id", "sim_num", "sim_date_time", "git_commit_hash", *RECORD_HANDLES)
KIB = 1024


def summarise(simulation: Simulation) -> str:
    """The parameters that differ from the defaults, the measures, the recorded data, the files."""
    params = simulation.params
    window = f"{settled_from(params):g} to {params['sim_dur']:g} ms"
    found = [(name, f"{value:.4g}") for name, value in measures(simulation).items()]
    return _text(
        [
            ("Run", _run(simulation)),
            ("Parameters that differ from the defaults", _changed(params)),
            (f"Measures, {window}", found),
            (
                "Recorded",
                [(data_id, _shape(simulation, data_id)) for data_id in simulation.recorded()],
            ),
            ("Files", _files(simulation.folder)),
        ]
    )


def summarise_sweep(simulations: Mapping[str, Simulation]) -> str:
    """What varies in a sweep, its measures by simulation, the files."""
    first = next(iter(simulations.values()))
    columns = varied({sim_num: s.params for sim_num, s in simulations.items()})
    rows = []
    for k, (sim_num, simulation) in enumerate(simulations.items()):
        values = {name: column[k] for name, column in columns.items()} | measures(simulation)
        rows.append((sim_num, ", ".join(f"{name} {value:.4g}" for name, value in values.items())))
    return _text(
        [
            ("Run", [("simulations", str(len(simulations))), *_run(first)]),
            ("Simulations", rows),
            ("Files", _files(first.folder)),
        ]
    )


def _run(simulation: Simulation) -> list[tuple[str, str]]:
    params, provenance = simulation.params, simulation.provenance
    rows = [
        ("sim_id", simulation.label),
        ("set up", str(params["sim_date_time"])),
        ("network", f"{params['conn_id']}, {params['N_stell']} + {params['N_intrnrn']} cells"),
        ("duration", f"{params['sim_dur']:g} ms{_on(simulation)}"),
    ]
    if "run_s" in provenance:
        rows.append(("took", f"{provenance['run_s']:.1f} s, {provenance['n_processes']} processes"))
    return rows


def _on(simulation: Simulation) -> str:
    """The simulator, as an ending; the parameters of GridCellsCond do not name it."""
    if simulation.archive.is_ours:
        return f" on {simulation.params['simulator']}"
    return ", by GridCellsCond or a run whose provenance is lost"


def _changed(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Parameters that are not their defaults, recorders that are on or off against theirs."""
    defaults = default_params()
    rows = [
        (name, f"{params[name]}  (default {defaults[name]}){_in(p.unit)}")
        for name, p in PARAMETERS.items()
        if name not in FILLED_IN and params.get(name) != defaults[name]
    ]
    for handle in RECORD_HANDLES:
        for data_id, recorder in params[handle].items():
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


def _shape(simulation: Simulation, data_id: str) -> str:
    with simulation.opened(data_id) as dataset:
        n_cells, n_times = dataset.shape
    if data_id in SPIKES:
        return f"{n_cells} cells, at most {n_times} spikes"
    every, unit = simulation.params["recorder_dt"], simulation.unit(data_id)
    return f"{n_cells} cells, {n_times} samples ({unit}), one per {every:g} ms"


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder.parent)), _size(path.stat().st_size)


def _size(n_bytes: float) -> str:
    for unit in ("B", "KiB", "MiB"):
        if n_bytes < KIB:
            return f"{n_bytes:.0f} {unit}"
        n_bytes /= KIB
    return f"{n_bytes:.1f} GiB"


def _text(sections: Sequence[tuple[str, Iterable[tuple[str, str]]]]) -> str:
    """Titled sections of two aligned columns; a section without rows says none."""
    lines = []
    for title, pairs in sections:
        rows = list(pairs)
        width = max((len(name) for name, _ in rows), default=0)
        lines += [title, *(f"  {name:{width}}  {value}" for name, value in rows or [("none", "")])]
    return "\n".join(line.rstrip() for line in lines)
