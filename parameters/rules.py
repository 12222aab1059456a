"""What parameters must hold together: files that exist, sizes, times, inputs, recorded cells."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from input_data.trajectory import require_trajectory
from parameters.kinds import nearest, quoted
from parameters.table import EXTRA_PARAMS, ROOT, default_params
from workspace.errors import UserError

CONFIG_FOLDER = ROOT / "network_configs"
CONFIG_FILES = {
    "conn_id": ("connections", "_config.py"),
    "instr_id": ("instrumentations", "_instr.py"),
}
RINGS = ("1d", "asym")
INSTR_OF_CONN = {"1d": "1d", "asym": "1d", "2d": "2d", "motif": "motif", "stdn": "stdn"}
INPUT_IDS = {"1d": (), "2d": (), "motif": ("pulse",), "stdn": ("sag", "pir", "resonance")}
ROUNDING = 1e-6  # of dt, by which recorder_dt may miss a multiple of it

Params = Mapping[str, Any]


def check_rules(params: Params) -> None:
    """Raise UserError for the first contradiction between `params`, each of its own kind."""
    for rule in RULES:
        for line in rule(params):
            raise UserError(line)


def _conflict(params: Params, *keys: str, expected: str) -> str:
    """Return the line for `keys` that contradict each other; it starts with one the user gave."""
    defaults = default_params()
    chosen = next((key for key in keys if params[key] != defaults[key]), keys[0])
    others = [
        f"{key} {quoted(params[key])}{' (default)' if params[key] == defaults[key] else ''}"
        for key in keys
        if key != chosen
    ]
    beside = f" with {' and '.join(others)}" if others else ""
    return f"{chosen}: got {quoted(params[chosen])}{beside}, expected {expected}"


def _files(params: Params) -> Iterator[str]:
    for key, (folder, ending) in CONFIG_FILES.items():
        files = sorted((CONFIG_FOLDER / folder).glob(f"*{ending}"))
        names = [file.name.removesuffix(ending) for file in files]
        if params[key] not in names:
            where = f"network_configs/{folder}/{{{key}}}{ending}"
            expected = f"one of {', '.join(names)} (a file {where})"
            yield _conflict(params, key, expected=expected + nearest(params[key], names))


def _pairs(params: Params) -> Iterator[str]:
    """The project's own networks and inputs belong together; a user's go with any."""
    instr_id = params["instr_id"]
    partner = INSTR_OF_CONN.get(params["conn_id"], instr_id)
    if instr_id in INPUT_IDS and instr_id != partner:
        yield _conflict(params, "conn_id", "instr_id", expected=f"instr_id {partner!r}")


def _inputs(params: Params) -> Iterator[str]:
    instr_id, vel_type, input_id = params["instr_id"], params["vel_type"], params["input_id"]
    if instr_id in INPUT_IDS and instr_id != "1d" and vel_type != "const":
        yield _conflict(params, "vel_type", "instr_id", expected="vel_type 'const'")
    inputs = INPUT_IDS.get(instr_id, (input_id,))
    if input_id not in (False, *inputs):
        expected = f"input_id {' or '.join(map(repr, (False, *inputs)))}"
        hint = nearest(input_id, inputs)
        yield _conflict(params, "input_id", "instr_id", expected=expected + hint)
    if vel_type == "input" and params["traj_id"] is None:
        expected = "traj_id of a file input_data/trajectories/traj_{traj_id}.hdf5"
        yield _conflict(params, "vel_type", "traj_id", expected=expected)
    elif vel_type == "input":
        require_trajectory(params["traj_id"])
    if params["tuning"] == 2 and vel_type != "input":
        yield _conflict(params, "tuning", "vel_type", expected="vel_type 'input': it has positions")


def _sizes(params: Params) -> Iterator[str]:
    n, n_sheets = params["N_per_sheet"], params["N_sheets_stell"]
    if params["conn_id"] in RINGS:
        yield from _size(params, "N_stell", "2 * N_per_sheet", 2 * n)
        yield from _size(params, "N_intrnrn", "N_per_sheet", n)
    elif params["conn_id"] == "2d":
        side = math.isqrt(n)
        if side**2 != n or side % 2 == 0:
            expected = "N_per_sheet the square of an odd number (cells)"
            yield _conflict(params, "N_per_sheet", "conn_id", expected=expected)
        yield from _size(params, "N_per_axis", "sqrt(N_per_sheet)", side)
        yield from _size(params, "N_stell", "N_sheets_stell * N_per_sheet", n_sheets * n)
        yield from _size(params, "N_intrnrn", "N_per_sheet", n)
    elif params["conn_id"] in ("motif", "stdn"):
        n_cells = 2 if params["conn_id"] == "motif" else 1
        yield from _size(params, "N_stell", "", n_cells)
        yield from _size(params, "N_intrnrn", "", n_cells)


def _size(params: Params, key: str, formula: str, value: int) -> Iterator[str]:
    """Hold `key` to `value` cells, which is `formula` of the parameters that it names."""
    if params[key] != value:
        named = [name for name in ("N_per_sheet", "N_sheets_stell") if name in formula]
        equation = f"{key} = {formula} = {value}" if formula else f"{key} = {value}"
        yield _conflict(params, key, *named, "conn_id", expected=f"{equation} (cells)")


def _stell_const_dc(params: Params) -> Iterator[str]:
    dc, instr_id = params["stell_const_dc"], params["instr_id"]
    n_values = {"1d": 2, "2d": params["N_sheets_stell"]}.get(instr_id)
    length = len(dc) if isinstance(dc, list) else 0
    if n_values is not None and length != n_values:
        expected = f"stell_const_dc of {n_values} numbers, one per ring or sheet (nA)"
        yield _conflict(params, "stell_const_dc", "instr_id", expected=expected)
    if instr_id == "motif" and length > 0:
        expected = "one number as stell_const_dc (nA)"
        yield _conflict(params, "stell_const_dc", "instr_id", expected=expected)
    if instr_id == "stdn" and length == 0:
        expected = "stell_const_dc as a list (nA)"
        yield _conflict(params, "stell_const_dc", "instr_id", expected=expected)


def _si_mean(params: Params) -> Iterator[str]:
    offsets, n_sheets = params["si_mean"], params["N_sheets_stell"]
    is_list = isinstance(offsets, list)
    if params["conn_id"] == "2d" and (not is_list or len(offsets) != n_sheets):
        expected = f"si_mean of {n_sheets} offsets [dx, dy], one per sheet (cells)"
        yield _conflict(params, "si_mean", "conn_id", expected=expected)
    if params["conn_id"] in RINGS and is_list:
        yield _conflict(params, "si_mean", "conn_id", expected="one number as si_mean (cells)")


def _times(params: Params) -> Iterator[str]:
    dt, recorder_dt = params["dt"], params["recorder_dt"]
    for key in ("sim_dur", "netcon_delay"):
        if params[key] < dt:
            yield _conflict(params, key, "dt", expected=f"{key} >= dt (ms)")
    missed = abs(math.remainder(recorder_dt, dt))
    if missed > ROUNDING * dt or recorder_dt < dt / 2:
        yield _conflict(params, "recorder_dt", "dt", expected="recorder_dt a multiple of dt (ms)")


def _extra_params(params: Params) -> Iterator[str]:
    vel_type = params["vel_type"] if params["instr_id"] == "1d" else None
    input_id = params["input_id"] if params["instr_id"] in INPUT_IDS else None
    given = params["extra_params"]
    for extra in EXTRA_PARAMS:
        if extra.input_name not in (vel_type, input_id):
            continue
        if given.get(extra.name) is None:
            key = "vel_type" if extra.input_name == vel_type else "input_id"
            expected = f"a number extra_params[{extra.name!r}], {extra.meaning} ({extra.unit})"
            yield _conflict(params, key, "extra_params", expected=expected)
        else:
            extra.kind.check(f"extra_params[{extra.name!r}]", given[extra.name], extra.unit)
    for input_name, shorter, longer in (("sag", "dur1", "dur2"), ("pulse", "pulse_width", "ipi")):
        if input_id == input_name and given[shorter] > given[longer]:
            yield (
                f"extra_params[{shorter!r}]: got {given[shorter]!r}, "
                f"expected at most extra_params[{longer!r}], {given[longer]!r} (ms)"
            )


def _gids(params: Params) -> Iterator[str]:
    n_stell, n_intrnrn = params["N_stell"], params["N_intrnrn"]
    populations = {
        "record_handle_stell": range(n_stell),
        "record_handle_intrnrn": range(n_stell, n_stell + n_intrnrn),
    }
    for handle, gids in populations.items():
        for data_id, recorder in params[handle].items():
            cells = recorder["cells_to_record"]
            beyond = [] if cells == "all" else [gid for gid in cells if gid not in gids]
            if beyond:
                yield (
                    f"{handle}[{data_id!r}]['cells_to_record']: got {quoted(beyond)},"
                    f" expected 'all' or gids from {gids[0]} to {gids[-1]}"
                )


RULES = (
    _files,
    _pairs,
    _sizes,
    _stell_const_dc,
    _si_mean,
    _times,
    _inputs,
    _extra_params,
    _gids,
)
