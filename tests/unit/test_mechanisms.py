"""Compiling the mechanisms: once, whole, and with the compiler's own words where it fails."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cells import mechanisms
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
    mechanisms.build_hash.cache_clear()
    yield sources, builds
    mechanisms.build_hash.cache_clear()


def test_a_failed_compile_shows_the_compilers_words(folders: tuple[Path, Path]) -> None:
    sources, builds = folders
    (sources / "tiny.mod").write_text("NEURON { SUFFIX tiny }\nBREAKPOINT { nonsense = }\n")
    with pytest.raises(RunError, match=r"(?s)do not compile:\n.*tiny\.mod"):
        mechanisms.ensure_compiled()
    assert [path.name for path in builds.iterdir()] == ["lock"]


def test_the_hash_follows_sources_flags_and_compiler(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fresh_hash() -> str:
        mechanisms.build_hash.cache_clear()
        return mechanisms.build_hash()

    hashes = [fresh_hash(), fresh_hash()]
    assert hashes[0] == hashes[1]
    (folders[0] / "tiny.mod").write_text(TINY + "\n")
    hashes.append(fresh_hash())
    monkeypatch.setattr(mechanisms, "COMPILER_FLAGS", "-O1")
    hashes.append(fresh_hash())
    monkeypatch.setattr(mechanisms, "_cpu", lambda: "another")
    hashes.append(fresh_hash())
    assert len(set(hashes)) == 4


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
    assert sum("Compiling" in stderr for _, stderr in said) == 1
    assert list(Path(said[0][0].strip()).glob("*/libcorenrnmech.so"))


def test_own_mechanisms_are_part_of_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mechanisms, "OWN_MOD_FOLDER", tmp_path)
    without = mechanisms.build_hash.__wrapped__()
    own = tmp_path / "m_current.mod"
    own.write_text("NEURON { SUFFIX m_current }")
    first = mechanisms.build_hash.__wrapped__()
    own.write_text("NEURON { SUFFIX m_current RANGE e }")
    assert len({without, first, mechanisms.build_hash.__wrapped__()}) == 3
    assert own in mechanisms.sources()
    own.rename(tmp_path / "i_theta.mod")
    with pytest.raises(RunError, match="the model has a file of that name"):
        mechanisms.sources()
