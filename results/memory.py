"""Keep what a run records in memory: for runs from Python or a notebook, without files."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from parameters.table import Parameters
from results.writer import Batch, Recorded, n_samples


class Recordings:
    """The spikes and traces of one run.

    Attributes
    ----------
    params : the full parameters
    gids : {data_id: gids of the recorded cells, shape (n_recorded,)}
    """

    def __init__(self, params: Parameters) -> None:
        self.params = params
        self.gids: dict[str, npt.NDArray[np.int64]] = {}
        self._batches: dict[str, list[Batch]] = {}

    @property
    def time(self) -> npt.NDArray[np.float64]:
        """Times of the samples of a trace (ms), shape (n_samples,)."""
        index = np.arange(n_samples(self.params), dtype=np.float64)
        return index * float(self.params["recorder_dt"])

    def append(self, recorder: Recorded, batches: Sequence[Batch]) -> None:
        """Take what each process has recorded since the last time."""
        self.gids[recorder.data_id] = recorder.gids
        self._batches.setdefault(recorder.data_id, []).extend(batches)

    def spikes(self, population: str) -> list[npt.NDArray[np.float64]]:
        """Spike times of each recorded cell.

        Parameters
        ----------
        population : str
            "stell" or "intrnrn".

        Returns
        -------
        list of ndarray
            Times (ms, ascending), one array per cell of `gids[population + "_spks"]`.

        Raises
        ------
        KeyError
            The spikes were not recorded.
        """
        data_id = f"{population}_spks"
        self._require(data_id)
        gids, times = (np.concatenate(part) for part in zip(*self._batches[data_id], strict=True))
        return [np.sort(times[gids == gid]) for gid in self.gids[data_id]]

    def trace(self, data_id: str) -> npt.NDArray[np.float32]:
        """Samples of a recorded variable.

        Parameters
        ----------
        data_id : str
            What was recorded, e.g. "stell_v".

        Returns
        -------
        ndarray, shape (n_recorded, n_samples)
            In the unit of data_id; rows as in `gids[data_id]`, columns as in `time`.

        Raises
        ------
        KeyError
            It was not recorded.
        """
        self._require(data_id)
        rows: dict[int, list[npt.NDArray[np.float32]]] = {}
        for gids, samples in self._batches[data_id]:
            for gid, row in zip(gids.tolist(), samples, strict=True):
                rows.setdefault(gid, []).append(row)
        joined = [np.concatenate(rows[gid]) for gid in self.gids[data_id].tolist()]
        return np.array(joined)[:, : n_samples(self.params)]

    def _require(self, data_id: str) -> None:
        if data_id not in self._batches:
            recorded = ", ".join(self._batches) or "nothing"
            raise KeyError(f"{data_id!r} was not recorded; recorded: {recorded}")
