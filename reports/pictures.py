"""Small rasters of simulations, made without matplotlib: a folder may hold a thousand."""

import io

import numpy as np
from PIL import Image

from parameters.table import SPIKES
from results.data import SimulationData

WHITE, BLACK = 255.0, 30.0
FULL = 2.0  # spikes in a dot that make it black; more where half of the dots have more


def small_raster(simulation: SimulationData, width: int = 200, height: int = 60) -> bytes | None:
    """All recorded spikes, gid against time, as a PNG; None where none were recorded.

    Parameters
    ----------
    simulation : SimulationData
        A finished one.
    width, height : int
        Dots; the time runs to the right over the whole simulation, the gid upwards.
    """
    params = simulation.params
    n_cells = params["N_stell"] + params["N_intrnrn"]
    counts = np.zeros((height, width))
    known = [data_id for data_id in SPIKES if data_id in simulation.recorded()]
    for data_id in known:
        trains = simulation.spikes(data_id.partition("_")[0])
        gids = np.repeat(simulation.gids(data_id), [len(train) for train in trains])
        within = [(0, n_cells), (0, params["sim_dur"])]
        counts += np.histogram2d(gids, np.concatenate(trains), (height, width), within)[0]
    if not known:
        return None
    full = max(FULL, float(np.median(counts[counts > 0]))) if counts.any() else FULL
    shade = WHITE - (WHITE - BLACK) * np.clip(counts[::-1] / full, 0, 1)
    held = io.BytesIO()
    Image.fromarray(shade.astype(np.uint8)).quantize(8).save(held, "png", optimize=True)
    return held.getvalue()
