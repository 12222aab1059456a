"""The ring of the template on Brian2, for comparison: `python -m benchmarks.brian2_ring`.

Prints the seconds that its compiled program takes to solve 2 s, and the mean rates as a check. It
starts from random voltages instead of noise. The equations are those of the model. The compiler's
flags let the loops vectorise: by default they do not, there being too many arrays to check.
"""

import argparse
import json
import resource
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

import brian2 as b2
import numpy as np

from network_configs.connections.build import build_matrix
from param import Param

FLAGS = ("-w", "-O3", "-ffast-math", "-march=native", "-fopenmp-simd", "-std=c++17")
ALIAS_CHECKS = "--param=vect-max-version-for-alias-checks=1000"
AREA = np.pi * 10 * 10 / 3.14 * 1e-8  # cm2
PER_AREA = 1e-6 / AREA  # mA/cm2 of 1 nA, S/cm2 of 1 uS

# v in mV, i in mA/cm2, g in S/cm2; SYNAPSES in uS. Gates and v by exponential Euler.
SYNAPSES = """
dA_e/dt = -A_e/(0.78*ms) : 1
dB_e/dt = -B_e/(5.3*ms) : 1
dA_i/dt = -A_i/(0.083*ms) : 1
dB_i/dt = -B_i/(10*ms) : 1
i_syn = per_area*((B_e - A_e)*v + (B_i - A_i)*(v + 75)) : 1
dc : 1
"""
STELLATE = """
dv/dt = 1e3/1.5*(per_area*dc - i_na - i_k - i_h - 0.0005*(v + 65) - i_syn)/ms : 1
i_na = (0.052*m**3*h + 0.0005*p)*(v - 55) : 1
i_k = 0.011*n**4*(v + 90) : 1
i_h = 0.0015*(0.65*mf + 0.35*mslow)*(v + 20) : 1
dm/dt = (a_m*(1 - m) - b_m*m)/ms : 1
dh/dt = (a_h*(1 - h) - b_h*h)/ms : 1
dn/dt = (a_n*(1 - n) - b_n*n)/ms : 1
dp/dt = (1/(1 + exp(-(v + 38)/6.5)) - p)/(0.15*ms) : 1
dmf/dt = (1/(1 + exp((v + 79.2)/9.78)) - mf)/(tau_mf*ms) : 1
dmslow/dt = (1/(1 + exp((v + 71.3)/7.9)) - mslow)/(tau_ms*ms) : 1
a_m = 0.1*(v + 23)/(1 - exp(-(v + 23)/10)) : 1
b_m = 4*exp(-(v + 48)/18) : 1
a_h = 0.07*exp(-(v + 37)/20) : 1
b_h = 1/(exp(-0.1*(v + 7)) + 1) : 1
a_n = 0.01*(v + 27)/(1 - exp(-(v + 27)/10)) : 1
b_n = 0.125*exp(-(v + 37)/80) : 1
tau_mf = 0.51/(exp((v - 1.7)/10) + exp(-(v + 340)/52)) + 1 : 1
tau_ms = 5.6/(exp((v - 1.7)/14) + exp(-(v + 260)/43)) + 1 : 1
"""
INTERNEURON = """
dv/dt = 1e3*(per_area*dc - i_na - i_k - 1e-4*(v + 65) - i_syn - i_theta)/ms : 1
i_na = 0.035*m**3*h*(v - 55) : 1
i_k = 0.009*n**4*(v + 90) : 1
i_theta = 1e-4*sin(6.28*0.01*t/ms) : 1 (shared)
m = a_m/(a_m + b_m) : 1 (constant over dt)
dh/dt = 5*(a_h*(1 - h) - b_h*h)/ms : 1
dn/dt = 5*(a_n*(1 - n) - b_n*n)/ms : 1
a_m = 0.1*(v + 35)/(1 - exp(-(v + 35)/10)) : 1
b_m = 4*exp(-(v + 60)/18) : 1
a_h = 0.07*exp(-(v + 58)/20) : 1
b_h = 1/(exp(-0.1*(v + 28)) + 1) : 1
a_n = 0.01*(v + 34)/(1 - exp(-(v + 34)/10)) : 1
b_n = 0.125*exp(-(v + 44)/80) : 1
"""


def parse_args(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.brian2_ring", description=__doc__)
    parser.add_argument("--sim_dur", type=float, default=2000, help="ms (default 2000)")
    parser.add_argument("--repeats", type=int, default=1, help="how often to run (default 1)")
    parser.add_argument("--threads", type=int, default=1, help="OpenMP threads (default 1)")
    return parser.parse_args(argv)


def simulate(sim_dur: float, n_threads: int, repeats: int) -> dict[str, Any]:
    """Run the ring for sim_dur (ms), several times over.

    Returns solve_s and cpu_s of each run, and the mean rates (Hz) of the three rings.
    """
    b2.prefs.codegen.cpp.extra_compile_args_gcc = [*FLAGS, ALIAS_CHECKS]
    b2.prefs.devices.cpp_standalone.openmp_threads = n_threads if n_threads > 1 else 0
    b2.defaultclock.dt = 0.025 * b2.ms
    params = Param()
    groups = _cells(params)
    synapses = _synapses(params, groups)
    monitors = [b2.SpikeMonitor(group) for group in groups]
    network = b2.Network(groups, synapses, monitors)
    network.run(sim_dur * b2.ms, namespace={"per_area": PER_AREA})
    stellate, interneurons = (np.array(monitor.count) * 1e3 / sim_dur for monitor in monitors)
    right, left = np.split(stellate, 2)
    rates = {"right_hz": right, "left_hz": left, "intrnrn_hz": interneurons}
    found = {name: float(rate.mean()) for name, rate in rates.items()}
    device = b2.get_device()
    solve_s, cpu_s = [], []
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        device.run(device.project_dir, with_output=False, run_args=[])
        solve_s.append(device._last_run_time)
        cpu_s.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return {"solve_s": solve_s, "cpu_s": cpu_s} | found


def _cells(params: Param) -> list[Any]:
    """Stellate cells and interneurons, from random voltages."""
    random = np.random.default_rng(0)
    groups = []
    dc = np.repeat([-2e-3, -7e-3], params["N_per_sheet"]), params["intrnrn_dc_amp"]
    for equations, amps, size in zip(
        (STELLATE, INTERNEURON), dc, (params["N_stell"], params["N_intrnrn"]), strict=True
    ):
        group = b2.NeuronGroup(
            size,
            equations + SYNAPSES,
            method="exponential_euler",
            threshold="v > 10",
            refractory="v > 10",
        )
        group.v, group.dc = random.uniform(-70, -50, size), amps
        groups.append(group)
    groups[0].h, groups[0].n, groups[0].mf, groups[0].mslow = 0.5, 0.1, 0.2, 0.3
    groups[1].h, groups[1].n = 0.8, 0.1
    return groups


def _synapses(params: Param, groups: Sequence[Any]) -> list[Any]:
    """All synapses of the three projections, with the weights of our matrix."""
    matrix = build_matrix(params.typed)
    n_stell = params["N_stell"]
    post = np.repeat(np.arange(matrix.n_cells), np.diff(matrix.indptr))
    kinds = (matrix.pre >= n_stell).astype(int), (post >= n_stell).astype(int)
    synapses = []
    for pre_kind, post_kind, gmax, kinetics in (
        (0, 1, "si_syn_gmax", ("e", 0.78, 5.3)),
        (1, 0, "is_syn_gmax", ("i", 0.083, 10.0)),
        (1, 1, "ii_syn_gmax", ("i", 0.083, 10.0)),
    ):
        chosen = (kinds[0] == pre_kind) & (kinds[1] == post_kind)
        name, tau1, tau2 = kinetics
        made = b2.Synapses(
            groups[pre_kind],
            groups[post_kind],
            "w : 1",
            on_pre=f"A_{name}_post += w; B_{name}_post += w",
            delay=params["netcon_delay"] * b2.ms,
        )
        offsets = n_stell * pre_kind, n_stell * post_kind
        made.connect(i=matrix.pre[chosen] - offsets[0], j=post[chosen] - offsets[1])
        peak = tau1 * tau2 / (tau2 - tau1) * np.log(tau2 / tau1)
        made.w = (
            matrix.weight[chosen] * params[gmax] / (np.exp(-peak / tau2) - np.exp(-peak / tau1))
        )
        synapses.append(made)
    return synapses


def main(argv: Sequence[str] | None = None) -> int:
    """Simulate, print what was found as JSON; return the exit status."""
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        b2.set_device("cpp_standalone", directory=folder)
        print(json.dumps(simulate(args.sim_dur, args.threads, args.repeats)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
