# Needs Python >= 3.10 with venv and its shared library, a C++ compiler and make: see docs/install.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BRIAN2 := .venv-brian2
# make benchmark uses its own environment: Brian2 may need an older numpy
EXTRAS := analysis parquet cluster nwb trajectories completion docs test

.DEFAULT_GOAL := help
.PHONY: help env same-python run test test-fast paper benchmark lint docs lock clean

define PROGRAMS

After make env, run a program with $(BIN)/python PROGRAM; --help explains its options:
s_sim_setup.py    run one simulation from a specs file (specs/s_template.py)
m_sim_setup.py    run a sweep: many simulations with different parameters
param.py          list all parameters, explain one (param.py g_h_bar) or find one (--search noise)
-m analysis       draw figures of a finished run, print its measures, export it to NWB or SONATA
-m catalogue      list, compare and remove finished runs
-m reports        write web pages about runs
-m paper          reproduce the figures of the paper and compare the numbers with the published ones
-m benchmarks     measure speed and memory
endef
export PROGRAMS

help:  ## list the targets of make (this text)
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
	@echo "$$PROGRAMS"

env: $(if $(filter command line,$(origin PYTHON)),same-python) $(VENV)/.installed  ## install everything into .venv (a minute or two; 1.3 GB)
same-python:
	@$(PYTHON) workspace/check_machine.py --venv $(VENV)
$(VENV)/.installed: requirements.lock
	@$(PYTHON) workspace/check_machine.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

run: env  ## run a first simulation (specs/s_template.py) and draw its figures
	$(BIN)/python s_sim_setup.py specs/s_template.py --overwrite_data
	$(BIN)/python -m analysis BaseModel

test: env  ## run all tests (about 9 minutes on two cores)
	$(BIN)/python -m pytest

test-fast: env  ## run the tests that do not simulate (about 2 minutes on two cores)
	$(BIN)/python -m pytest -m "not slow"

paper: env  ## reproduce the figures of the paper in data/paper/figures (a quarter of an hour on two cores)
	$(BIN)/python -m paper

benchmark: env $(BRIAN2)/.installed  ## measure speed and memory and compare with Brian2 (takes long)
	$(BIN)/python -m benchmarks --brian2 $(BRIAN2)/bin/python

$(BRIAN2)/.installed: pyproject.toml
	$(PYTHON) -m venv $(BRIAN2)
	$(BRIAN2)/bin/python -m pip install --quiet h5py tqdm "brian2>=2.9" "numpy<2.4"
	@touch $@

lint: env  ## check the code: style, types, and units of the NEURON mechanisms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	for mod in cells/mod/*.mod; do $(BIN)/modlunit $$mod || exit 1; done

docs: env  ## build the documentation: open site/html/index.html
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet docs site/html
	@echo site/html/index.html

lock: env  ## for developers: update the versions in requirements.lock
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 $(EXTRAS:%=--extra %) --upgrade \
	  --custom-compile-command "make lock" pyproject.toml -o requirements.lock

clean:  ## delete compiled mechanisms, built pages and caches; results in data/ are kept
	rm -rf site docs/api cache/tutorials cache/mechanisms cache/mpi cache/compilers.json .pytest_cache .mypy_cache .ruff_cache .hypothesis
