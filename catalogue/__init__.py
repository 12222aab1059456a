"""Find, compare, tabulate and remove the finished runs in data/: `python -m catalogue`."""
