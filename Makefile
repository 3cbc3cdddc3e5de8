# Two commands set everything up:  make demo  and  make test.  `make help` lists the rest.
#
# The environment ($(VENV)) is the project's own; nothing outside the checkout is touched. Two stamps in it say
# what is installed; both depend on pyproject.toml, so a second run starts at once.

SHELL    := /bin/sh
VENV     ?= .venv
BIN      := $(VENV)/bin
PIP      := $(BIN)/python -m pip --disable-pip-version-check install --quiet --prefer-binary
COVERAGE ?= 97
STAGES   := lint format types floors suite docs

# durable-rules is built where it installs; where it does not build, that is said, and the fixpoint serves.
DURABLE   = $(PIP) --editable ".[durable]" 2>$(VENV)/durable.log || \
	echo "durable-rules was not built here (see $(VENV)/durable.log): conclusions come of the plain fixpoint" >&2

PYTHONS  := 3.13 3.12 3.11
PYENV    := $${PYENV_ROOT:-$$HOME/.pyenv}

# Prints the first of some commands that is a Python of 3.11 or newer; fails if none is.
first_python = (for p in $(1); do "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$p"; exit 0; }; done; exit 1)

.DEFAULT_GOAL := help
.PHONY: help demo test $(STAGES) bench bench-chats bench-drift long check-all-pythons clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /  make \1	/p' Makefile | expand -t 28

demo: $(VENV)/installed  ## install into an environment of its own and check the sample practice
	@$(BIN)/boundaries check examples/year/diary.csv --contract examples/year

test: $(VENV)/developing  ## everything that must pass; stops at the first stage that does not
	@for stage in $(STAGES); do \
	  echo "== $$stage"; \
	  $(MAKE) --no-print-directory --silent $$stage || { echo "make test: stopped at '$$stage'" >&2; exit 1; }; \
	done; echo "make test: every stage passed ($(STAGES))"

lint: $(VENV)/developing  ## ruff: mistakes
	@$(BIN)/ruff check .

format: $(VENV)/developing  ## ruff: layout
	@$(BIN)/ruff format --check .

types: $(VENV)/developing  ## mypy --strict
	@$(BIN)/mypy

floors: $(VENV)/developing  ## import-linter: which room may import which
	@$(BIN)/lint-imports

suite: $(VENV)/developing  ## every test, README and docs executed, branch coverage with a floor
	@$(BIN)/python -m pytest -rfEs -n auto --dist worksteal --cov --cov-fail-under=$(COVERAGE)

docs: $(VENV)/developing  ## the documentation, warnings as errors, into docs/_build/html
	@$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

long: $(VENV)/developing  ## the suite with the slow tests and many more generated examples
	@BOUNDARIES_LONG=1 $(BIN)/python -m pytest -rfEs

bench: $(VENV)/developing  ## the benchmarks, as ratios; not part of `make test`
	@$(BIN)/python tests/bench/kernel.py
	@$(BIN)/python tests/bench/caseload.py
	@$(BIN)/python tests/bench/readers.py
	@$(BIN)/python tests/bench/conclude.py

bench-chats: $(VENV)-bench/installed  ## the WhatsApp reader beside two others, in an environment of its own
	@$(VENV)-bench/bin/python tests/bench/chats.py

bench-drift: $(VENV)-bench/installed  ## the detector of drift beside river, ruptures and control charts (ten minutes)
	@$(VENV)-bench/bin/python tests/bench/drift.py

# Each interpreter has an environment of its own beside $(VENV); one that is absent is named and passed over.
check-all-pythons:  ## types and the suite on every other supported Python found here
	@for v in $(PYTHONS); do \
	  [ "$$v" != "$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" ] || { \
	    echo "== Python $$v: the one of make test"; continue; }; \
	  python=$$( $(call first_python,python$$v $(PYENV)/versions/$$v.*/bin/python$$v)) || { \
	    echo "== Python $$v: not here, so nothing was run on it"; continue; }; \
	  echo "== Python $$v ($$python)"; \
	  $(MAKE) --no-print-directory --silent VENV=$(VENV)-$$v PYTHON="$$python" plain-suite || { \
	    echo "make check-all-pythons: stopped at Python $$v" >&2; exit 1; }; \
	done

.PHONY: plain-suite
plain-suite: $(VENV)/developing
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -rfEs -p no:cacheprovider -n auto --dist worksteal

clean:  ## remove the environments and everything built
	rm -rf $(VENV) $(VENV)-3.* $(VENV)-bench build dist docs/_build docs/reference/rules .coverage* .pytest_cache .mypy_cache \
	  .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- the environment ---------------------------------------------------------------------------------------

$(VENV)/installed: pyproject.toml | $(VENV)/created
	@echo "installing boundaries into $(VENV) (once; a minute or two)" >&2
	@$(PIP) --editable .
	@$(DURABLE)
	@touch $@

# The tools are listed once, in pyproject.toml; read from there, they install with a pip of any age.
$(VENV)/developing: pyproject.toml | $(VENV)/created
	@echo "installing boundaries and the tools that check it into $(VENV) (once; a minute or two)" >&2
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' \
	  > $(VENV)/tools.txt
	@$(PIP) --editable . --requirement $(VENV)/tools.txt
	@$(DURABLE)
	@touch $(VENV)/installed $@

# What it is measured beside stays out of the environment that is developed in.
$(VENV)-bench/installed: pyproject.toml | $(VENV)/created
	@echo "installing boundaries and what it is measured beside into $(VENV)-bench (once; a minute or two)" >&2
	@$(BIN)/python -m venv --clear $(VENV)-bench
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["bench"], sep="\n")' \
	  > $(VENV)-bench/tools.txt
	@$(VENV)-bench/bin/python -m pip --disable-pip-version-check install --quiet --prefer-binary --editable . \
	  --requirement $(VENV)-bench/tools.txt
	@touch $@

# An environment that runs is kept, so that one made by hand may serve too.
$(VENV)/created:
	@! $(call first_python,$(BIN)/python) >/dev/null || { touch $@; exit 0; }; \
	python=$$( $(call first_python,$(or $(PYTHON),python3 $(PYTHONS:%=python%) $(PYENV)/versions/3.1*/bin/python3))) || { \
	  echo "No Python of 3.11 or newer was found$(PYTHON:%= at %). Install one, or name it:" >&2; \
	  echo "  make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$$python cannot make virtual environments: its modules venv and ensurepip are missing." >&2; \
	  echo "On Debian and Ubuntu: apt-get install python3-venv. Or name another Python:" >&2; \
	  echo "  make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }; \
	"$$python" -m venv --clear $(VENV) && touch $@
