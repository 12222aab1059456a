"""Measures and figures of simulated networks: functions on arrays. Needs the extra `[analysis]`."""
