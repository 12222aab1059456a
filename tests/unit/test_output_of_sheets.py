"""The output holds as many cells as the 71 × 71 sheets have, and spikes in any pieces."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from results import writer as writing
from results.writer import Output

N_STELL = 4 * 71**2
PARAMS: Any = {"sim_id": "sheet", "sim_num": "0", "sim_dur": 10.0, "dt": 0.025, "recorder_dt": 1.0}


class Recorded:
    data_id, unit, gids = "stell_spks", "ms", np.arange(N_STELL)


def test_all_gids_of_a_sheet_are_kept(tmp_path: Path) -> None:
    output = Output(tmp_path, PARAMS, [Recorded()])
    output.append(Recorded(), [(np.array([0, N_STELL - 1]), np.array([1.0, 2.0]))])
    output.close()
    with h5py.File(tmp_path / "stell_spks_sheet.hdf5") as file:
        dataset = file["0/stell_spks"]
        np.testing.assert_array_equal(dataset.attrs["gids"], Recorded.gids)
        assert dataset[-1, 0] == 2


@pytest.mark.parametrize("held", [0, 3, 1000], ids=["at once", "by threes", "at the end"])
def test_the_pieces_of_spikes_do_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(writing, "HELD_SPIKES", held)
    cells, times = np.array([5, 0, 5, 7, 5, 0, 7, 5]), np.arange(1.0, 9.0)
    output = Output(tmp_path, PARAMS, [Recorded()])
    for k in range(0, 8, 2):  # two processes, a piece of two spikes at a time
        output.append(Recorded(), [(cells[[i]], times[[i]]) for i in (k, k + 1)])
    output.close()
    with h5py.File(tmp_path / "stell_spks_sheet.hdf5") as file:
        spikes = file["0/stell_spks"][:]
    assert spikes.shape == (N_STELL, 4)
    found = {cell: spikes[cell][np.isfinite(spikes[cell])].tolist() for cell in (0, 5, 7)}
    assert found == {0: [2, 6], 5: [1, 3, 5, 8], 7: [4, 7]}
    assert np.isfinite(spikes).sum() == 8
