"""Fixtures that several tiers use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parameters import rules as parameter_rules
from tests.runs import Bench


@pytest.fixture(scope="module")
def published_networks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let the parameter rules find a config file for each network and input of the model."""
    folder = tmp_path_factory.mktemp("network_configs")
    for key, names in (
        ("conn_id", ("1d", "2d", "asym", "motif", "stdn")),
        ("instr_id", ("1d", "2d", "motif", "stdn")),
    ):
        subfolder, ending = parameter_rules.CONFIG_FILES[key]
        (folder / subfolder).mkdir()
        for name in names:
            (folder / subfolder / f"{name}{ending}").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parameter_rules, "CONFIG_FOLDER", folder)
        yield folder


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A place to run single simulations; what they leave in the cache is removed."""
    bench = Bench(tmp_path)
    yield bench
    bench.clear_cache()
