"""Cells of the medial entorhinal cortex, and the mechanisms they are made of."""

import os

os.environ.setdefault("NEURON_MODULE_OPTIONS", "-nogui")  # or NEURON looks for a display
