"""The velocity calibration: how fast the bumps of a ring move at which current."""
