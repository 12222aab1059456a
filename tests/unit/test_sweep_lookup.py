"""find_sim_num and get_sim_num: by value, to rounding, and by place in the grid."""

import itertools

import numpy as np
import pytest

from param import mParam
from sweeps.lookup import find_sim_num, get_sim_num
from workspace.errors import UserError


@pytest.fixture(scope="module")
def sweep() -> mParam:
    sweep = mParam()
    grid = itertools.product((0.1 + 0.2, 0.0015, 0), (1e-3, 2e-3))
    sweep.update_params(
        {
            number: {
                "sim_id": "X",
                "sim_num": number,
                "g_h_bar": g_h_bar,
                "vel_type": "PRED-IHD",
                "extra_params": {"stell_dc": dc, "dir_change_t": 100},
                "stell_const_dc": [dc, -1],
            }
            for number, (g_h_bar, dc) in enumerate(grid)
        }
    )
    return sweep


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"g_h_bar": 0.0015}, ["2", "3"]),
        ({"g_h_bar": 0.3}, ["0", "1"]),
        ({"g_h_bar": 0}, ["4", "5"]),
        ({"g_h_bar": 1e-12}, []),
        ({"g_h_bar": 0.0015, "stell_const_dc": [1e-3, -1]}, ["2"]),
        ({"stell_const_dc": np.array([2e-3, -1])}, ["1", "3", "5"]),
        ({"stell_const_dc": [2e-3]}, []),
        ({"extra_params": {"stell_dc": 1e-3}}, ["0", "2", "4"]),
        ({"extra_params": {"stell_dc": 1e-3, "dir_change_t": 99}}, []),
        ({"vel_type": "PRED-IHD", "N_stell": 384}, ["0", "1", "2", "3", "4", "5"]),
        ({"show_progress_bar": 0}, []),
        ({}, ["0", "1", "2", "3", "4", "5"]),
    ],
)
def test_simulations_are_found_by_value(sweep: mParam, values: dict, found: list[str]) -> None:
    assert find_sim_num(sweep, values) == found


@pytest.mark.parametrize(
    ("values", "right"),
    [
        ({"g_h_bra": 0.0015}, "g_h_bar"),
        ({"extra_params": {"stel_dc": 1e-3}}, "stell_dc"),
    ],
)
def test_a_misspelt_name_is_an_error_and_not_a_match(
    sweep: mParam, values: dict, right: str
) -> None:
    with pytest.raises(
        UserError, match=f"no simulation has this parameter; did you mean '{right}'"
    ):
        find_sim_num(sweep, values)


def test_numbers_of_a_grid_count_as_nested_loops_do() -> None:
    sizes = (2, 3, 4)
    points = itertools.product(*map(range, sizes))
    assert [get_sim_num(point, sizes) for point in points] == list(range(24))


@pytest.mark.parametrize(
    ("indices", "line"),
    [((0, 3), "got 3 of 3"), ((-1, 0), "got -1 of 2"), ((0,), "indices must be 2")],
)
def test_a_point_outside_the_grid_is_an_error(indices: tuple[int, ...], line: str) -> None:
    with pytest.raises(ValueError, match=line):
        get_sim_num(indices, (2, 3))
