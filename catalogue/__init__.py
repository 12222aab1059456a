"""Find and tabulate the finished runs in data/: `python -m catalogue`."""
