"""The layers of a network, as its config file gives them."""

from typing import Any

import pytest

from parameters.config_files import layers
from tests.conftest import OwnFile

SIZES = {"N_per_sheet": 9, "N_stell": 36, "N_intrnrn": 9, "N_sheets_stell": 4}


def layers_of(conn_id: str) -> dict[str, range]:
    params: Any = SIZES | {"conn_id": conn_id}
    return {layer.name: layer.gids for layer in layers(params)}


@pytest.mark.parametrize("conn_id", ["1d", "asym"])
def test_rings(conn_id: str) -> None:
    assert layers_of(conn_id) == {
        "Right": range(9),
        "Left": range(9, 18),
        "Interneurons": range(18, 27),
    }


def test_sheets() -> None:
    found = layers_of("2d")
    assert list(found) == ["East", "West", "North", "South", "Interneurons"]
    assert found["South"] == range(27, 36)
    params: Any = SIZES | {"conn_id": "2d"}
    assert {(layer.geometry, layer.side) for layer in layers(params)} == {("sheet", 3)}


@pytest.mark.parametrize("conn_id", ["motif", "stdn", "not_here_any_more"])
def test_networks_without_places(conn_id: str) -> None:
    assert layers_of(conn_id) == {"Stellate": range(36), "Interneurons": range(36, 45)}


OWN = """
from parameters.layers import Layer

PARAMETERS = ()


def build_matrix(params): ...


def layers(params):
    return [Layer("All", "stell", params["N_stell"], "ring"), Layer("One", "intrnrn", 9)]
"""


def test_a_network_of_ones_own(own_file: OwnFile) -> None:
    own_file("conn_id", "mine", OWN)
    assert layers_of("mine") == {"All": range(36), "One": range(36, 45)}
