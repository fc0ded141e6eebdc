# make deck   set up and build the project's own deck into dist/
# make test   set up and run the tests
# make lint   set up and run ruff and mypy
# make bench  set up and measure how fast it is (benchmarks/RESULTS.md)

PYTHON ?= python3
BIN := .venv/bin
NEEDS := pyproject.toml constraints.txt
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable
# An editable install is not compiled, and never will be where PYTHONDONTWRITEBYTECODE is set: 45 ms at each start.
COMPILE = $(BIN)/python -m compileall -q generator

.PHONY: deck test lint bench bench-quick

deck: .venv/ready-deck
	@$(BIN)/deckwright build

test: .venv/ready-test
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not chromium and not long and not fuzz and not frameworks" $(TESTS)

lint: .venv/ready-lint
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: .venv/ready-test
	@$(COMPILE)
	@$(BIN)/python -m benchmarks.run 10 1000 30000 300000

bench-quick: .venv/ready-test
	@$(COMPILE)
	@$(BIN)/python -m benchmarks.quick

.venv/ready-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "deckwright needs Python 3.11 or newer as $(PYTHON); install it, or name yours: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python has no venv; install it (on Debian and Ubuntu: apt install python3-venv) and run make again."; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/ready-deck: .venv/ready-python $(NEEDS)
	@$(INSTALL) . $(PIP_SAYS)
	@$(COMPILE)
	@touch $@

.venv/ready-test: .venv/ready-python $(NEEDS)
	@$(INSTALL) '.[test]' $(PIP_SAYS)
	@$(COMPILE)
	@touch $@ .venv/ready-deck

.venv/ready-lint: .venv/ready-python $(NEEDS)
	@$(INSTALL) '.[lint]' $(PIP_SAYS)
	@touch $@

PIP_SAYS = 2>.venv/pip.log || { tail -n 3 .venv/pip.log; \
  echo "The packages could not be installed; check the network (the whole story: .venv/pip.log) and run make again."; exit 1; }
