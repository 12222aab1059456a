"""Run a case of the benchmark, several times on each simulator; medians and ratios of the runs."""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from tqdm import tqdm

from benchmarks.cases import Case
from benchmarks.measure import EXPONENTIALS, exponential_ns, measure
from param import Param
from results.reader import Archive, open_archive
from workspace.paths import ROOT

SIM_ID = "benchmark"
RATIOS = ("solve_s", "wall_s", "cpu_s")  # taken against CoreNEURON
BASE = "coreneuron"
# A sweep's processes run one after another, and are not children of the command.
UNKNOWN_OF_SWEEPS = ("memory_mb", "cpu_s")
UNKNOWN = ("build_s", "connect_s", "write_s", "memory_mb", "wall_s", "cpu_s")  # of Brian2

Row = dict[str, Any]


def measure_case(case: Case, repeats: int, progress: "tqdm[NoReturn]") -> list[Row]:
    """Run a case on each of its simulators in turn, `repeats` times; one row per simulator."""
    runs = {simulator: list[Row]() for simulator in case.simulators}
    for _ in range(repeats):
        for simulator in case.simulators:
            with tempfile.TemporaryDirectory() as folder:
                progress.set_description_str(f"{case.name}, {simulator}")
                runs[simulator].append(run_case(case, simulator, Path(folder)))
                progress.update()
    return [summary(own, runs.get(BASE, [])) for own in runs.values()]


def measure_brian2(python: str, n_cpus: int, repeats: int) -> Row:
    """Run the ring on Brian2 in the environment of another python; it is compiled once."""
    case = Case("ring", n_cpus, {"sim_dur": 2000})
    options = ["--threads", str(n_cpus), "--repeats", str(repeats)]
    command = [python, "-m", "benchmarks.brian2_ring", *options]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    facts = {"name": case.name, "simulator": "Brian2", "n_cpus": n_cpus}
    facts |= {"floor_ns": EXPONENTIALS * exponential_ns()} | dict.fromkeys(UNKNOWN, float("nan"))
    runs = [
        facts | {"solve_s": seconds, "ns_per_cell_step": seconds * n_cpus / cell_steps(case) * 1e9}
        for seconds in json.loads(said.splitlines()[-1])["solve_s"]
    ]
    return summary(runs, [])


def summary(runs: Sequence[Row], base: Sequence[Row]) -> Row:
    """The medians of the runs of one simulator, and of their ratios to the runs of CoreNEURON.

    Parameters
    ----------
    runs, base : those that ran after each other stand at the same place
    """
    row = {
        key: statistics.median(run[key] for run in runs) if isinstance(value, float) else value
        for key, value in runs[0].items()
    }
    row["times_floor"] = row["ns_per_cell_step"] / min(run["floor_ns"] for run in runs)
    for key in RATIOS:
        ratios = [other[key] / run[key] for run, other in zip(runs, base, strict=False)]
        row[f"{key}_ratio"] = statistics.median(ratios) if ratios else float("nan")
    return row


def run_case(case: Case, simulator: str, folder: Path) -> Row:
    """Run one case as a user does; return its row of the table."""
    script, specs = _write_specs(case, simulator, folder)
    usage = measure([sys.executable, str(ROOT / script), str(specs), "-o"], folder)
    row = {"name": case.name, "simulator": simulator, "n_cpus": case.n_cpus}
    row |= usage._asdict() | _speed(case, open_archive(SIM_ID, folder))
    if case.n_simulations > 1:
        row |= dict.fromkeys(UNKNOWN_OF_SWEEPS, float("nan"))
    return row | {"floor_ns": EXPONENTIALS * exponential_ns()}


def _write_specs(case: Case, simulator: str, folder: Path) -> tuple[str, Path]:
    """The specs file of a case, and the script that takes it."""
    params = case.params | {"sim_id": SIM_ID, "data_root": str(folder)}
    params |= {"n_cpus": case.n_cpus, "simulator": simulator}
    specs = folder / "specs.py"
    if case.n_simulations == 1:
        specs.write_text(f"def generate_input_params():\n    return {params!r}\n")
        return "s_sim_setup.py", specs
    sweep = {
        str(k): params | {"sim_num": str(k), "init_noise_seed": k}
        for k in range(case.n_simulations)
    }
    specs.write_text(f"def generate_mult_input_params():\n    return {sweep!r}\n")
    return "m_sim_setup.py", specs


def _speed(case: Case, archive: Archive) -> dict[str, float]:
    """Stages of finished runs (s, added up), and what a cell's step took of a core (ns)."""
    runs = list(archive.facts.values())
    stages = {
        name: sum(run[name] for run in runs)
        for name in ("build_s", "connect_s", "solve_s", "write_s")
    }
    core_s = sum(run["solve_s"] * run["n_processes"] for run in runs)
    return stages | {"ns_per_cell_step": core_s / cell_steps(case) * 1e9}


def cell_steps(case: Case) -> float:
    """How many steps the cells of a case make, all together."""
    params = Param() | case.params
    n_steps = case.n_simulations * params["sim_dur"] / params["dt"]
    return n_steps * (params["N_stell"] + params["N_intrnrn"])
