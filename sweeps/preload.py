"""Imported once by the fork server of a sweep: what every simulation needs, but no network."""

# ruff: noqa: E402  NEURON is imported first, by the mechanisms, without what only notebooks need

import gc
import os

from cells import mechanisms

mechanisms.load()

from neuron import coreneuron

from network_configs import network_init
from network_configs.instrumentations import common
from results import writer as output
from simulation import engine
from simulation.launch import die_with_parent
from sweeps import pool

__all__ = ["FORK_SERVER", "common", "coreneuron", "engine", "network_init", "output", "pool"]

FORK_SERVER = os.getpid()

die_with_parent()  # or the fork server would live on as long as a simulation does
gc.freeze()  # what is here already is left alone, so that its memory stays shared
