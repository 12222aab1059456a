"""Fixtures that several tiers use."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from network_configs import connections, instrumentations
from parameters import config_files, own
from tests.runs import Bench

FAST_TIERS = {"unit", "property"}
OwnFile = Callable[[str, str, str], Path]

settings.register_profile("any machine", deadline=None)  # a busy one is slow
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tiers that simulate as slow: `make test-fast` runs the others."""
    for item in items:
        if not FAST_TIERS.intersection(item.path.parts):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnFile]:
    """Write the file of a network (key conn_id) or input (instr_id) of a user's own.

    own_file(key, name, text) writes it in a folder of the test's; afterwards it is forgotten.
    """
    caches = (
        config_files.load_config,
        config_files.load_instrumentation,
        own.known_parameters,
        own.checked_defaults,
    )
    packages = {"conn_id": connections, "instr_id": instrumentations}
    for key, package in packages.items():
        folder = tmp_path / config_files.PLACES[key][0]
        folder.mkdir()
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])

    def write(key: str, name: str, text: str) -> Path:
        folder, suffix = config_files.PLACES[key]
        path = tmp_path / folder / f"{name}{suffix}.py"
        path.write_text(text)
        importlib.invalidate_caches()
        module = f"network_configs.{folder}.{name}{suffix}"
        monkeypatch.setitem(sys.modules, module, None)  # so that the import is undone afterwards
        del sys.modules[module]
        for cache in caches:
            cache.cache_clear()
        return path

    yield write
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A place to run single simulations; what they leave in the cache is removed."""
    bench = Bench(tmp_path)
    yield bench
    bench.clear_cache()
