# Parallax: every command works from a bare clone with Python 3.11+, make and git.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Extras of requirements.lock: all but ray, whose size would double the set-up.
LOCKED := drift alarms notebook dask lake dev

.PHONY: help demo test check format accuracy bench torture clean lock

help:            ## what can be made
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) not found; install Python 3.11 or newer, or call make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Parallax needs Python 3.11 or newer; call make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "error: this Python has no venv module; install it (on Debian and Ubuntu: python3-venv)"; exit 1; }
	@echo "setting up $(VENV) (two to five minutes the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock \
	  || { echo "error: the packages of requirements.lock could not be installed; is a package index reachable?"; exit 1; }
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m tasks.compiling
	@$(BIN)/python -m flows.empty_database
	@touch $(READY)

demo: $(READY)   ## the daily flow on the bundled newsroom, offline; prints the daily tables
	@$(BIN)/parallax demo

test: $(READY)   ## everything the tests prove
	@$(BIN)/python -m pytest

check: $(READY)  ## format, lint, types, import rules
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache

format: $(READY) ## rewrite the sources in the house format
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

accuracy: $(READY) ## how good the claims are, on our own gold and on the corpora beside the project
	@$(BIN)/python -m benchmarks.accuracy

torture: $(READY) ## 1,000 kills of a run on the newsroom; takes long
	@$(BIN)/python -m benchmarks.torture --kills 1000

bench: $(READY)  ## how fast it is, beside its peers, as ratios of one run
	@$(BIN)/python -m tasks.compiling
	@$(BIN)/python -m benchmarks.bench

clean:           ## remove the environment and the demo's data
	@rm -rf $(VENV) demo-data

lock: $(READY)   ## pin the newest allowed versions again
	@$(BIN)/python -m pip install --quiet pip-tools && $(BIN)/pip-compile --quiet --upgrade $(LOCKED:%=--extra %) --allow-unsafe \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --no-annotate \
	  --strip-extras pyproject.toml -o requirements.lock
