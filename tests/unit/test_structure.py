"""The plan of the house: a package imports only what lies below it (docs/architecture.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from workspace.paths import ROOT

# From the bottom up. Packages of one floor do not import each other.
FLOORS = (
    ("workspace",),
    ("parameters",),
    ("param",),
    ("results",),
    ("cells", "input_data"),
    ("network_configs",),
    ("simulation",),
    ("sweeps",),
    ("analysis",),
    ("catalogue",),
    ("gridcells",),
    ("benchmarks", "calibration", "paper"),
    ("reports",),
    ("m_run", "m_sim_setup", "s_run", "s_sim_setup"),
)
FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}
APART = {"cache", "data", "docs", "specs", "tests"}  # no code that others import


def rooms() -> list[Path]:
    """The packages and modules at the top level."""
    packages = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in APART]
    return sorted([*packages, *ROOT.glob("*.py")])


def imports(room: Path) -> Iterator[tuple[str, str]]:
    """Each import of a room, inside functions too: where it stands, the room that it names."""
    for path in sorted(room.rglob("*.py")) if room.is_dir() else [room]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            yield from ((place, name.partition(".")[0]) for name in names)


def test_every_room_has_a_floor() -> None:
    assert {room.stem for room in rooms()} == set(FLOOR_OF)


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_no_import_goes_up(room: Path) -> None:
    own_floor = FLOOR_OF[room.stem]
    upwards = [
        f"{place} imports {name}"
        for place, name in imports(room)
        if name != room.stem and FLOOR_OF.get(name, -1) >= own_floor
    ]
    assert upwards == []


@pytest.mark.parametrize("room", [r for r in rooms() if r.is_dir()], ids=lambda room: room.name)
def test_a_package_says_what_it_owns(room: Path) -> None:
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
    assert docstring is not None
    assert docstring.endswith(".")
