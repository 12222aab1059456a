"""What the functions on arrays check before they compute."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def require_positive(name: str, value: float, unit: str) -> None:
    """Raise ValueError unless the value is above zero (NaN is not)."""
    if not value > 0:
        raise ValueError(f"{name} must be > 0 {unit}, got {value}")


def require_window(t_start: float, t_stop: float) -> None:
    """Raise ValueError unless the window (ms) has a length above zero."""
    if not t_start < t_stop:
        raise ValueError(f"t_start must be < t_stop (ms), got {t_start} and {t_stop}")


def require_dimensions(name: str, values: Array, axes: str) -> None:
    """Raise ValueError unless the array has one dimension per word of `axes`, "cells x ...".

    `axes` is what the message names, for example "cells x samples".
    """
    if values.ndim != len(axes.split(" x ")):
        raise ValueError(f"{name} must have the shape {axes}, got {values.shape}")


def require_multiple(name: str, value: int, of: int, unit: str) -> None:
    """Raise ValueError unless `value` is a positive multiple of `of`."""
    if of < 1 or value < 1 or value % of:
        raise ValueError(f"{name} must be a multiple of {of} {unit}, got {value}")
