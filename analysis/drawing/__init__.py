"""Draws arrays on matplotlib Axes, a topic per module.

Every function takes the Axes first and then arrays, and knows nothing of runs or files, so that a
figure of a run and a composite figure of a paper are made of the same parts. Times are in ms in the
arguments and in seconds on the axes. Draw inside `analysis.style.in_style`.
"""
