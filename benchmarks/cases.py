"""What is measured: parameters that differ from those of a template."""

from dataclasses import dataclass, field
from typing import Any

from results.spec import load_spec
from workspace.paths import ROOT

RING_DC = {"stell_const_dc": [-2e-3, -7e-3], "init_noise_seed": 12345}
NOISE = {"stell_noise": [1e9, 0, 1e-3], "intrnrn_noise": [1e9, 0, 2e-3]}
BOTH = ("coreneuron", "fused")
V_AT_01: dict[str, Any] = {"record_handle_stell": {"stell_v": {"state": True}}, "recorder_dt": 0.1}
TRACES: dict[str, Any] = {
    "record_handle_stell": {
        "stell_v": {"state": True},
        "stell_syn_inhib_g": {"state": True},
    }
}
EVERY_STEP = TRACES | {"recorder_dt": 0.025}
LONG_NOISE = RING_DC | NOISE | {"sim_dur": 300_000}
LONG_TRACES = RING_DC | EVERY_STEP | {"sim_dur": 30_000}
SHEET = load_spec(ROOT / "specs" / "s_2d_template.py").input_params
OF_THE_TEMPLATE = ("N_per_sheet", "N_stell", "N_intrnrn", "sim_id", "init_noise_seed")


@dataclass(frozen=True)
class Case:
    """A simulation or a sweep: its name, its processes, and what differs from the defaults.

    It is run on each of its simulators in turn. Those that take minutes are `long`; they are
    measured when they are asked for.
    """

    name: str
    n_cpus: int
    params: dict[str, Any] = field(default_factory=dict)
    n_simulations: int = 1
    long: bool = False
    simulators: tuple[str, ...] = BOTH


def ring(
    name: str,
    n_cpus: int,
    params: dict[str, Any] | None = None,
    simulators: tuple[str, ...] = BOTH,
) -> Case:
    """The ring of specs/s_template.py, 576 cells."""
    return Case(name, n_cpus, RING_DC | {"sim_dur": 2000} | (params or {}), simulators=simulators)


def sheet(name: str, side: int, sim_dur: float, noise_dur: float, long: bool = False) -> Case:
    """The sheet of specs/s_2d_template.py with another side and initial noise (ms)."""
    noise = {f"{kind}_init_noise": [noise_dur, 0, 0.5] for kind in ("stell", "intrnrn")}
    network = {key: value for key, value in SHEET.items() if key not in OF_THE_TEMPLATE}
    sizes = {"N_per_sheet": side**2, "N_stell": 4 * side**2, "N_intrnrn": side**2}
    changed = {"N_per_axis": side, "sim_dur": sim_dur, "show_progress_bar": False}
    params = network | sizes | changed | noise
    return Case(f"{name} {side} x {side}", 2, params, long=long)


CASES = (
    ring("ring", 1),
    ring("ring", 2),
    ring("ring for 500 ms", 1, {"sim_dur": 500}, ("neuron",)),
    ring("ring for 500 ms", 2, {"sim_dur": 500}, ("neuron",)),
    ring("start-up: ring for 1 ms", 1, {"sim_dur": 1}),
    ring("start-up: ring for 1 ms", 2, {"sim_dur": 1}),
    ring("ring, noise throughout", 1, NOISE),
    ring("ring, noise throughout", 2, NOISE),
    ring("ring, v of stellate cells at 0.1 ms", 1, V_AT_01),
    ring("ring, v and g of stellate cells at 1 ms", 2, TRACES),
    ring("ring, v and g of stellate cells at every step", 2, EVERY_STEP),
    Case("sweep of 12 rings of 1 s", 2, RING_DC | {"sim_dur": 1000}, n_simulations=12),
    sheet("sheet", 31, 200, 100),
    sheet("sheet", 51, 200, 100),
    sheet("sheet", 71, 200, 100),
    Case("long: ring, 300 s, noise throughout", 2, LONG_NOISE, long=True),
    Case("long: ring, 30 s, v and g at every step", 2, LONG_TRACES, long=True),
    sheet("long: the template, 7 s, sheet", 71, 7000, 1000, long=True),
)
