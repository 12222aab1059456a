# `make run` and `make test` need Python >= 3.10 with venv and its shared library, a C++ compiler
# and make; the rest they set up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BRIAN2 := .venv-brian2
# benchmark has an environment of its own
EXTRAS := analysis parquet cluster nwb trajectories completion docs test

.DEFAULT_GOAL := help
.PHONY: help env same-python run test test-fast fidelity benchmark lint docs lock clean

define PROGRAMS

Programs, run with $(BIN)/python; --help explains each:
s_sim_setup.py    one simulation
m_sim_setup.py    a sweep
param.py          the table of the parameters
-m analysis       figures, measures and exports of a run or sweep
-m catalogue      find, compare, tabulate and remove runs and sweeps
-m reports        runs and sweeps as web pages
-m fidelity       what the paper measures, measured here
-m benchmarks     speed and memory
endef
export PROGRAMS

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
	@echo "$$PROGRAMS"

env: $(if $(filter command line,$(origin PYTHON)),same-python) $(VENV)/.installed  ## the virtual environment in .venv, with the locked versions
same-python:
	@$(PYTHON) workspace/check_machine.py --venv $(VENV)
$(VENV)/.installed: requirements.lock
	@$(PYTHON) workspace/check_machine.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

run: env  ## simulate specs/s_template.py and draw what it did
	$(BIN)/python s_sim_setup.py specs/s_template.py --overwrite_data
	$(BIN)/python -m analysis BaseModel

test: env  ## all tests
	$(BIN)/python -m pytest

test-fast: env  ## the tests that take less than a minute together: no simulations
	$(BIN)/python -m pytest -m "not slow"

fidelity: env  ## measure what the paper measures, docs/fidelity.md (long; its rows also one by one)
	$(BIN)/python -m fidelity

benchmark: env $(BRIAN2)/.installed  ## speed and memory, beside Brian2, as a table (benchmarks/results)
	$(BIN)/python -m benchmarks --brian2 $(BRIAN2)/bin/python
	$(BIN)/python -m benchmarks.per_core --brian2 $(BRIAN2)/bin/python

$(BRIAN2)/.installed: pyproject.toml  # of its own: Brian2 may want an older numpy
	$(PYTHON) -m venv $(BRIAN2)
	$(BRIAN2)/bin/python -m pip install --quiet h5py tqdm "brian2>=2.9" "numpy<2.4"
	@touch $@

lint: env  ## ruff, mypy and the units of the mechanisms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	for mod in cells/mod/*.mod; do $(BIN)/modlunit $$mod || exit 1; done

docs: env  ## build the documentation: open site/index.html
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet docs site
	@echo site/index.html

lock: env  ## renew requirements.lock from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 $(EXTRAS:%=--extra %) --upgrade \
	  --custom-compile-command "make lock" pyproject.toml -o requirements.lock

clean:  ## what was generated, but not the data
	rm -rf cache/mechanisms cache/mpi cache/compilers.json .pytest_cache .mypy_cache .ruff_cache .hypothesis
