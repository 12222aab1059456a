"""Cells of the medial entorhinal cortex, and the mechanisms they are made of."""
