"""One simulation: prepared, launched on its processes, run, and archived."""
