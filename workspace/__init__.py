"""Paths, locks, atomic writes, errors and timing; knows nothing of the model."""
