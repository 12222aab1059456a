"""Many simulations: planned, run side by side or on a cluster, followed and merged."""
