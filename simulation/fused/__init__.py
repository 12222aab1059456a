"""The fused solver: both cells of the model in one vectorised pass per step (kernel/)."""
