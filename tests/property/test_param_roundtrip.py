"""Whatever is accepted survives JSON, a second update and another order of its keys."""

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from param import Param
from parameters.kinds import plain
from parameters.table import RECORD_HANDLES
from workspace.errors import UserError

current = st.floats(-1, 1)
duration = st.floats(1, 1e6)
noise = st.tuples(duration, current, st.floats(0, 1))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64) + 1, 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=5,
)
recorders = st.dictionaries(
    st.sampled_from(list(Param()["record_handle_stell"])),
    st.fixed_dictionaries(
        {},
        optional={
            "state": st.booleans(),
            "cells_to_record": st.just("all")
            | st.lists(st.integers(0, 383), min_size=1, max_size=5, unique=True),
        },
    ),
)
input_params = st.fixed_dictionaries(
    {"sim_id": st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.]{0,39}[A-Za-z]", fullmatch=True)},
    optional={
        "sim_num": st.integers(0, 10**6),
        "sim_dur": duration | st.integers(1, 10**6),
        "recorder_dt": st.integers(1, 1000).map(lambda steps: steps * 0.025),
        "stell_const_dc": st.tuples(current, current),
        "stell_noise": noise,
        "si_mean": st.floats(-96, 96) | st.integers(-96, 96),
        "g_h_bar": st.floats(0, 1),
        "init_noise_seed": st.integers(0, 2**32 - 1),
        "extra_params": st.dictionaries(st.text("abc"), json_values, max_size=3),
        "record_handle_stell": recorders,
    },
)


def updated(given_params: dict[str, object]) -> Param:
    params = Param()
    params.update_params(given_params)
    return params


@given(input_params)
@settings(max_examples=100, deadline=None)
def test_parameters_survive_json_and_a_second_update(given_params: dict[str, object]) -> None:
    params = updated(given_params)
    archived = json.loads(json.dumps(params, allow_nan=False))
    assert archived == params
    assert updated(archived) == params
    for key in given_params.keys() - {"sim_num", *RECORD_HANDLES}:
        assert params[key] == plain(given_params[key])


def outcome(given_params: dict[str, object]) -> Param | str:
    try:
        return updated(given_params)
    except UserError as error:
        return str(error)


sizes = st.sampled_from([1, 2, 9, 36, 192, 384, 196])
contradictory = st.fixed_dictionaries(
    {"sim_id": st.just("X")},
    optional={
        "conn_id": st.sampled_from(["1d", "2d", "asym", "motif", "stdn"]),
        "instr_id": st.sampled_from(["1d", "2d", "motif", "stdn"]),
        "N_stell": sizes,
        "N_intrnrn": sizes,
        "N_per_sheet": sizes,
        "N_per_axis": sizes,
        "stell_const_dc": current | st.lists(current, min_size=1, max_size=4),
        "recorder_dt": st.sampled_from([0.1, 0.5, 1]),
        "dt": st.sampled_from([0.025, 0.3]),
    },
)


@given(contradictory, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_order_of_keys_does_not_matter(
    given_params: dict[str, object], shuffler: random.Random
) -> None:
    keys = list(given_params)
    shuffler.shuffle(keys)
    assert outcome({key: given_params[key] for key in keys}) == outcome(given_params)
