"""Compiling the mechanisms: once, whole, and with the compiler's own words where it fails."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cells import builds, compiler, mechanisms
from tests.runs import wait_for
from tests.sweep_bench import alive
from workspace.errors import RunError
from workspace.paths import ROOT

TINY = "NEURON { SUFFIX tiny }\nASSIGNED { v (millivolt) }\n"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """A folder of sources and one of builds, in the place of the project's."""
    sources, builds = tmp_path / "mod", tmp_path / "builds"
    sources.mkdir()
    (sources / "tiny.mod").write_text(TINY)
    monkeypatch.setattr(mechanisms, "MOD_FOLDER", sources)
    monkeypatch.setattr(mechanisms, "BUILDS", builds)
    mechanisms.facts.cache_clear()
    yield sources, builds
    mechanisms.facts.cache_clear()


def test_a_failed_compile_is_one_line_and_a_log(folders: tuple[Path, Path]) -> None:
    sources, builds = folders
    (sources / "tiny.mod").write_text("NEURON { SUFFIX tiny }\nBREAKPOINT { nonsense = }\n")
    with pytest.raises(RunError, match=r"compiling with .* failed: .*set CXX") as error:
        mechanisms.ensure_compiled()
    assert "\n" not in str(error.value)
    (log,) = builds.glob("*.log")
    assert f"is in {log};" in str(error.value)
    assert "tiny.mod" in log.read_text()
    assert sorted(path.name for path in builds.iterdir()) == sorted([log.name, "lock"])


def test_a_library_that_the_linker_misses_is_named(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo ld: cannot find -lomp; echo error: linker command failed; exit 1"]
    with pytest.raises(RunError, match="failed: ld: cannot find -lomp; what"):
        compiler.run("the mechanisms", command, tmp_path, tmp_path / "log")


def test_no_compiler_is_one_line(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler, "version", lambda: None)
    with pytest.raises(RunError, match=r"no C\+\+ compiler: .*install g\+\+ and make"):
        mechanisms.ensure_compiled()


@pytest.fixture
def no_compiling(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was compiled; the libraries are made by hand."""
    made: list[str] = []

    def run(what: str, command: list[str], folder: Path, log: Path, **env: str) -> None:
        made.append(what)
        (folder / "x86_64").mkdir()
        for name in ("libnrnmech.so", "libcorenrnmech.so"):
            (folder / "x86_64" / name).write_text("machine code")

    monkeypatch.setattr(compiler, "run", run)
    return made


@pytest.mark.parametrize("damage", ["truncated", "flipped", "missing", "no record"])
def test_a_damaged_build_is_made_again(
    damage: str, folders: tuple[Path, Path], no_compiling: list[str]
) -> None:
    build = mechanisms.ensure_compiled()
    assert mechanisms.ensure_compiled() == build
    assert len(no_compiling) == 1
    library = build / "x86_64" / "libcorenrnmech.so"
    if damage == "truncated":
        library.write_text("machine")
    elif damage == "flipped":
        library.write_text("machine c0de")
    elif damage == "missing":
        library.unlink()
    else:
        (build / builds.RECORD).unlink()
    assert mechanisms.ensure_compiled() == build
    assert len(no_compiling) == 2
    assert library.read_text() == "machine code"


def test_a_node_without_a_compiler_uses_the_build_of_another(
    folders: tuple[Path, Path], no_compiling: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build, made_by = mechanisms.ensure_compiled(), mechanisms.facts()["compiler"]
    monkeypatch.setattr(compiler, "version", lambda: None)
    mechanisms.facts.cache_clear()
    assert mechanisms.ensure_compiled() == build
    assert mechanisms.facts()["compiler"] == made_by is not None
    assert len(no_compiling) == 1
    monkeypatch.setattr(compiler, "cpu", lambda: "another")
    mechanisms.facts.cache_clear()
    assert mechanisms.build_hash() != build.name


def test_the_compiler_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\n"
        "from cells import compiler\n"
        "endless = ['sh', '-c', 'sleep 600 & echo $! > pid; wait']\n"
        f"compiler.run('sources', endless, Path({str(tmp_path)!r}), Path({str(tmp_path)!r}, 'log'))"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    pid = tmp_path / "pid"
    wait_for(lambda: pid.exists() and pid.read_text().strip())
    grandchild = psutil.Process(int(pid.read_text()))
    parent.kill()
    parent.wait()
    wait_for(lambda: not alive([grandchild]))


def test_the_compiler_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, asked = tmp_path / "c++", tmp_path / "asked"
    own.write_text(f"#!/bin/sh\necho >> {asked}\necho my compiler 1.0\n")
    own.chmod(0o755)
    monkeypatch.setattr(compiler, "KNOWN", tmp_path / "known.json")
    monkeypatch.setenv("CXX", str(own))

    def fresh() -> str | None:
        compiler.version.cache_clear()
        return compiler.version()

    try:
        assert [fresh(), fresh()] == ["my compiler 1.0"] * 2
        assert asked.read_text().count("\n") == 1
        own.write_text("#!/bin/sh\necho my compiler 2.0\n")
        assert fresh() == "my compiler 2.0"
        own.unlink()
        assert fresh() is None
    finally:
        compiler.version.cache_clear()


@pytest.mark.parametrize(
    ("machine", "system", "options"),
    [
        ("x86_64", "linux", ("-march=native", "-fopenmp")),
        ("aarch64", "linux", ("-mcpu=native", "-fopenmp")),
        ("arm64", "darwin", ("-mcpu=native", "-fopenmp-simd")),
    ],
)
def test_options_of_other_machines(machine: str, system: str, options: tuple[str, str]) -> None:
    assert (compiler.native(machine), compiler.openmp(system)) == options


def test_a_system_without_cpuinfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "CPUINFO", tmp_path / "none")
    assert isinstance(compiler.cpu(), str)


def test_the_hash_follows_sources_flags_and_compiler(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fresh_hash() -> str:
        mechanisms.facts.cache_clear()
        return mechanisms.build_hash()

    hashes = [fresh_hash(), fresh_hash()]
    assert hashes[0] == hashes[1]
    (folders[0] / "tiny.mod").write_text(TINY + "\n")
    hashes.append(fresh_hash())
    monkeypatch.setattr(mechanisms, "COMPILER_FLAGS", "-O1")
    hashes.append(fresh_hash())
    monkeypatch.setattr(compiler, "cpu", lambda: "another")
    hashes.append(fresh_hash())
    monkeypatch.setattr(compiler, "version", lambda: "another")
    hashes.append(fresh_hash())
    assert len(set(hashes)) == 5


def test_two_runs_that_start_at_once_compile_once(folders: tuple[Path, Path]) -> None:
    sources, builds = folders
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\n"
        "from cells import mechanisms\n"
        f"mechanisms.MOD_FOLDER = Path({str(sources)!r})\n"
        f"mechanisms.BUILDS = Path({str(builds)!r})\n"
        "print(mechanisms.ensure_compiled())\n"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [run.communicate(timeout=120) for run in runs]
    assert said[0][0] == said[1][0]
    assert sorted(stderr for _, stderr in said) == [
        "Compiling the mechanisms (once, about half a minute) ...\n",
        f"Waiting for another process to compile in {builds} ...\n",
    ]
    assert list(Path(said[0][0].strip()).glob("*/libcorenrnmech.so"))


def test_own_mechanisms_are_part_of_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mechanisms, "OWN_MOD_FOLDER", tmp_path)
    without = builds.hash_of(mechanisms.facts.__wrapped__())
    own = tmp_path / "m_current.mod"
    own.write_text("NEURON { SUFFIX m_current }")
    first = builds.hash_of(mechanisms.facts.__wrapped__())
    own.write_text("NEURON { SUFFIX m_current RANGE e }")
    assert len({without, first, builds.hash_of(mechanisms.facts.__wrapped__())}) == 3
    assert own in mechanisms.sources()
    own.rename(tmp_path / "i_theta.mod")
    with pytest.raises(RunError, match="the project has a file of that name"):
        mechanisms.sources()
