"""The velocity calibration: which current makes the bumps of the ring move how fast.

velocity_curve.json is made by `python -m input_data.calibrate`, for the default ring.
"""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workspace.errors import UserError
from workspace.paths import ROOT

CURVE_FILE = ROOT / "input_data" / "velocity_curve.json"


@dataclass(frozen=True)
class VelocityCurve:
    """Speeds (rad/s of the bumps' phase), ascending from 0, and the currents (nA) for them."""

    speed: npt.NDArray[np.float64]
    current: npt.NDArray[np.float64]

    def current_for(self, speed: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The current (nA) into the driven ring for each speed (rad/s, >= 0).

        Linear between the calibrated speeds. A speed above them is clipped, with one warning.
        """
        fastest, limit = np.max(speed, initial=0.0), self.speed[-1]
        if fastest > limit:
            warnings.warn(
                f"velocity: got up to {fastest:.3g} rad/s, expected at most {limit:.3g} rad/s, "
                f"the fastest that is calibrated ({CURVE_FILE.name}); it is clipped to that",
                stacklevel=2,
            )
        return np.interp(speed, self.speed, self.current)


def load_velocity_curve(path: Path = CURVE_FILE) -> VelocityCurve:
    """Read the calibration; UserError where there is none."""
    try:
        content = json.loads(path.read_text())
        return VelocityCurve(np.array(content["speed_rad_s"]), np.array(content["current_nA"]))
    except (OSError, json.JSONDecodeError, KeyError) as error:
        raise UserError(
            f"velocity curve: {path}: {error!r}; make it with python -m input_data.calibrate"
        ) from None
