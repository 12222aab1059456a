"""Open MPI and MPICH of the system, where they are installed, give the spikes of our own mpich."""

import shutil

import pytest

from results.archive import read_archive
from simulation.mpi import launcher_kind
from tests.runs import Bench

FOLDERS = "/usr/local/bin:/usr/bin:/bin"
COMMANDS = ("mpiexec", "mpiexec.openmpi", "mpiexec.mpich")  # the last two are Debian's


def launcher_of_the_system(kind: str) -> str:
    """A launcher of this kind outside the Python environment; skip the test if there is none."""
    found = (shutil.which(command, path=FOLDERS) for command in COMMANDS)
    of_this_kind = [command for command in found if command and launcher_kind(command) == kind]
    if not of_this_kind:
        pytest.skip(f"{kind} is not installed on this machine")
    return of_this_kind[0]


@pytest.mark.parametrize("simulator", ["coreneuron", "fused"])
@pytest.mark.parametrize("kind", ["Open MPI", "MPICH"])
def test_the_spikes_are_those_of_our_own(
    bench: Bench, kind: str, simulator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = launcher_of_the_system(kind)
    bench.simulate(simulator=simulator)
    alone = bench.spike_hash()
    monkeypatch.setenv("MPIEXEC", launcher)
    for name in ("OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"):
        monkeypatch.setenv(name, "1")  # as in a container
    monkeypatch.setenv("OMPI_MCA_rmaps_base_oversubscribe", "1")  # on a machine of one core
    bench.simulate(simulator=simulator, n_cpus=2)
    assert bench.spike_hash() == alone
    facts = read_archive(bench.data / f"{bench.sim_id}.json").facts["0"]
    assert (facts["n_processes"], facts["launcher"]) == (2, launcher)
