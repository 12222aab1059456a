"""The output holds as many cells as the 71 × 71 sheets have."""

from pathlib import Path

import h5py
import numpy as np

from simulation.output import Output

N_STELL = 4 * 71**2
PARAMS = {"sim_id": "sheet", "sim_num": "0", "sim_dur": 10.0, "dt": 0.025, "recorder_dt": 1.0}


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
