# Openline. A newcomer needs two commands: `make demo` and `make test`.
# Progress is told on stderr, so that the output of `make demo ARGS=--json` can be read by a program.

PYTHON ?= python3
ARGS ?=
RINGS ?= 100000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
LOCKED := $(PIP) --no-deps --require-hashes
SOURCES := src verifier bench simulator tests
SEEDS ?= 1000
COUNT ?= 1000
FULL ?= 100
SECONDS ?= 60
# Speech is scored and cables are cut while nothing else runs beside it; the rest mostly waits.
ALONE := tests/voice tests/fault

.PHONY: help demo test check bench kill fuzz simulate simulate-mutants venv rings cover lock format clean

help:
	@echo 'make demo    two stations of two invented parties on this machine (ARGS=--json for programs)'
	@echo 'make test    all tests, with real browsers; installs what the tests need'
	@echo 'make check   types, lint, import contracts, JavaScript types, translations'
	@echo 'make bench   the measurements, as a table and in bench/results.json'
	@echo 'make fuzz    every reader of foreign bytes for SECONDS in all; ARGS="--plain act" for one, unguided'
	@echo 'make kill    kill stations under load COUNT times, fill their disk FULL times'
	@echo 'make cover   the branch coverage of the core alone'
	@echo 'make simulate   whole stations on a virtual clock and a bad network (SEEDS=1000 or SEED=7)'
	@echo 'make rings   RINGS=100000 rings over random rotas, crashes, clocks and lines: one fate each'
	@echo 'make venv    the virtual environment .venv, and nothing else'
	@echo 'make lock    requirements/*.lock anew from pyproject.toml (ARGS=--upgrade for newer versions)'
	@echo 'make format  the sources in house style'
	@echo 'make clean   remove everything that these commands made here, except demo/'

demo: $(VENV)/.runtime
	@exec $(BIN)/openline demo $(ARGS)

test: $(VENV)/.all
	@scripts/install-system test
	$(BIN)/coverage run -m pytest tests/core $(ARGS)
	$(BIN)/pytest tests $(addprefix --ignore=,tests/core $(ALONE)) -n 2 --dist loadfile $(ARGS)
	$(BIN)/pytest $(ALONE) $(ARGS)
	$(BIN)/coverage report

kill: $(VENV)/.all
	@scripts/kill-often $(COUNT) $(FULL)

fuzz: $(VENV)/.all
	@$(BIN)/python -c 'import atheris' 2>/dev/null || \
	    $(LOCKED) --only-binary :all: -r requirements/fuzz.lock >&2 || \
	    echo 'atheris is not published for this machine: the inputs are not guided.' >&2
	@exec $(BIN)/python -m tests.fuzz --seconds $(SECONDS) $(ARGS)

rings: $(VENV)/.all
	OPENLINE_RINGS=$(RINGS) $(BIN)/pytest tests/core/line/test_rings.py -s $(ARGS)

cover: $(VENV)/.all
	$(BIN)/coverage run -m pytest tests/core $(ARGS)
	$(BIN)/coverage report

check: $(VENV)/.all
	@scripts/install-system check
	@scripts/check

bench: $(VENV)/.all
	@scripts/install-system test
	@exec $(BIN)/python -m bench $(ARGS)

simulate: $(VENV)/.all
	@exec $(BIN)/python -m simulator $(if $(SEED),--seed $(SEED),--seeds $(SEEDS)) $(ARGS)

simulate-mutants: $(VENV)/.all
	@exec $(BIN)/python -m simulator --mutants --seeds $(SEEDS) $(ARGS)

venv: $(VENV)/.all

lock:
	@PYTHON=$(PYTHON) scripts/lock $(ARGS)

format: $(VENV)/.all
	$(BIN)/ruff check --fix $(wildcard $(SOURCES))
	$(BIN)/ruff format $(wildcard $(SOURCES))

clean:
	rm -rf $(VENV) build dist node_modules bench/out .coverage .coverage.* .hypothesis \
	    .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find src verifier bench simulator tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(BIN)/python:
	@PYTHON=$(PYTHON) scripts/make-venv $(VENV)

# What a station needs: every file's hash is checked, and no package is built here but Openline.
$(VENV)/.runtime: requirements/runtime.lock requirements/build.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what a station needs into $(VENV).' >&2
	@$(LOCKED) --only-binary :all: -r requirements/runtime.lock -r requirements/build.lock >&2
	@$(PIP) --no-index --no-deps --no-build-isolation --editable . >&2
	@touch $@

# What tests, checks and measurements need besides. pesq is published as source only.
$(VENV)/.all: requirements/test.lock requirements/speech.lock $(VENV)/.runtime
	@echo 'Installing what tests and checks need into $(VENV).' >&2
	@$(LOCKED) --only-binary :all: -r requirements/test.lock >&2
	@scripts/install-system build
	@$(LOCKED) --no-build-isolation -r requirements/speech.lock >&2
	@touch $@
