"""What drives the networks from outside: trajectories of an animal, the velocity calibration."""
