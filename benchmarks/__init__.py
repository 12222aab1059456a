"""Speed and memory of this machine: `make benchmark`, or `python -m benchmarks --help`."""
