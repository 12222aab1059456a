"""Runs and sweeps as web pages that open from disk: `python -m analysis SIM_ID --html`."""
