"""Which MPI library goes with which launcher, and the command that starts the processes."""

from pathlib import Path

import pytest

from simulation import mpi
from workspace.errors import UserError

OPEN_MPI, MPICH, SLURM = "mpiexec (OpenRTE) 4.1.4", "HYDRA build details:", "slurm 22.05.8"


@pytest.fixture(autouse=True)
def no_site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No launcher and no library named by the machine that runs the tests."""
    for name in ("MPIEXEC", mpi.LIBRARY, "LD_LIBRARY_PATH", "SLURM_MPI_TYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(mpi, "CACHE", tmp_path / "cache")
    mpi.launcher_kind.cache_clear()


def site(prefix: Path, says: str, libraries: dict[str, str], name: str = "mpiexec") -> Path:
    """A launcher that prints `says`, and files with the symbols of MPI libraries."""
    launcher = prefix / "bin" / name
    launcher.parent.mkdir(parents=True)
    launcher.write_text(f"#!/bin/sh\necho '{says}'\n")
    launcher.chmod(0o755)
    for path, symbol in libraries.items():
        library = prefix / path
        library.parent.mkdir(parents=True, exist_ok=True)
        library.write_text(symbol)
    return launcher


BOTH = {
    "lib/x86_64-linux-gnu/libmpi.so": "ompi_mpi_comm_world",
    "lib/x86_64-linux-gnu/libmpi.so.40": "ompi_mpi_comm_world",
    "lib/x86_64-linux-gnu/libmpich.so.12": "MPIR_",
}


@pytest.mark.parametrize(
    ("says", "expected"), [(OPEN_MPI, "libmpi.so.40"), (MPICH, "libmpich.so.12")]
)
def test_the_library_is_the_launchers_own(
    says: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPIEXEC", str(site(tmp_path, says, BOTH)))
    library = mpi.mpi_library()
    assert library == tmp_path / "lib/x86_64-linux-gnu" / expected
    command = mpi.mpi_command(["program"], 2)
    assert command[1:4] == ["-n", "2", "env"]
    assert f"MPI_LIB_NRN_PATH={library}" in command
    path = next(word for word in command if word.startswith("LD_LIBRARY_PATH="))
    first = Path(path.removeprefix("LD_LIBRARY_PATH=").split(":")[0])
    assert (first / "libmpi.so").samefile(library)


def test_a_launcher_without_its_library_says_how_to_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_mpich = {"lib/libmpi.so.12": "MPIR_"}
    monkeypatch.setenv("MPIEXEC", str(site(tmp_path, OPEN_MPI, only_mpich)))
    with pytest.raises(UserError, match=r"no MPI library \(Open MPI\).*set MPI_LIB_NRN_PATH"):
        mpi.mpi_command(["program"], 2)
    named = tmp_path / "lib/libmpi.so.12"
    monkeypatch.setenv(mpi.LIBRARY, str(named))
    assert mpi.mpi_library() == named


def test_a_named_library_that_is_no_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(mpi.LIBRARY, "/no/libmpi.so")
    with pytest.raises(UserError, match=r"MPI_LIB_NRN_PATH: got '/no/libmpi\.so', expected"):
        mpi.mpi_library()


def test_the_wheels_library_comes_before_the_systems() -> None:
    command = mpi.mpi_command(["program"], 2)
    path = next(word for word in command if word.startswith("LD_LIBRARY_PATH="))
    first = Path(path.removeprefix("LD_LIBRARY_PATH=").split(":")[0])
    wheel = mpi.mpi_library()
    assert wheel is not None
    assert (first / "libmpi.so").samefile(wheel)


def test_srun_speaks_pmi2_to_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    srun = str(site(tmp_path, SLURM, {}, "srun"))
    monkeypatch.setenv("MPIEXEC", srun)
    assert mpi.mpi_command(["program"], 2)[:4] == [srun, "--mpi=pmi2", "-n", "2"]
    monkeypatch.setenv("MPIEXEC", f"{srun} --mpi=pmix")
    assert mpi.mpi_command(["program"], 2)[:4] == [srun, "--mpi=pmix", "-n", "2"]


@pytest.mark.parametrize(
    ("name", "says", "options"),
    [
        ("srun", SLURM, ["--nodes", "2", "--mpi=pmi2"]),
        ("mpiexec", OPEN_MPI, ["--map-by", "ppr:3:node"]),
        ("mpiexec", MPICH, ["-ppn", "3"]),
    ],
)
def test_n_nodes_is_passed_on(
    name: str, says: str, options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = str(site(tmp_path, says, BOTH, name))
    monkeypatch.setenv("MPIEXEC", launcher)
    command = mpi.mpi_command(["program"], 5, n_nodes=2)
    assert command[: len(options) + 3] == [launcher, *options, "-n", "5"]
