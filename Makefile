# Everything a user or a CI machine needs: Python >= 3.11 and make. `make help` lists the targets.

PYTHON ?= python3
VENV ?= .venv
SCENARIOS ?= indonesia-korea
RUN_OPTIONS ?=
PYTEST_OPTIONS ?=
BENCH_OPTIONS ?=
APP_OPTIONS ?=
WHAT ?=

BIN := $(VENV)/bin

# What the environment is made with and where: "3.11", "3.13", or "none" where $(PYTHON) fails.
MINOR := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none)
SUPPORTED := $(shell $(PYTHON) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null)

# Pinned dependencies for this Python, else for the newest Python there is a file for.
PINNED := constraints/py$(subst .,,$(MINOR)).txt
NEWEST := $(lastword $(sort $(wildcard constraints/py3*.txt)))
CONSTRAINTS := $(or $(wildcard $(PINNED)),$(NEWEST))

# Stamps say what is installed. An environment holds absolute paths, so one that was made by
# another Python or that came along in a copy of this folder is made anew.
KEY := $(shell printf '%s in %s' '$(MINOR)' "$$PWD" | cksum | cut -d ' ' -f 1)
MADE := $(VENV)/.made-$(KEY)
INSTALLED := $(VENV)/.installed
INSTALLED_TEST := $(VENV)/.installed-test
INSTALLED_DEV := $(VENV)/.installed-dev
INSTALLED_APP := $(VENV)/.installed-app
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS)

# Python keeps what it compiles of our sources, as it does unless told otherwise: hundreds of
# processes of the suite would each compile it anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run app test test-fast lint format refresh validity bench clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | \
		while IFS='|' read -r target text; do printf '%-18s %s\n' "$$target" "$$text"; done

run: $(INSTALLED) ## install what is needed, then run the shipped cases
	@set -e; for scenario in $(SCENARIOS); do \
		$(BIN)/paradiplomacy run "$$scenario" --overwrite $(RUN_OPTIONS); \
	done

app: $(INSTALLED_APP) ## install what is needed, then open the live page
	@$(BIN)/paradiplomacy app $(APP_OPTIONS)

test: $(INSTALLED_TEST) ## run the whole test suite
	$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_OPTIONS)

test-fast: $(INSTALLED_TEST) ## run what needs neither compilation nor patience
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow and not compiled" $(PYTEST_OPTIONS)

lint: $(INSTALLED_DEV) ## check style, formatting, types and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache

format: $(INSTALLED_DEV) ## format the sources and repair what can be repaired
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

validity: $(INSTALLED_TEST) ## make anew what is stale in VALIDITY, ANSWER and README, or WHAT="levers ..."
	$(BIN)/python -m tools.pages $(WHAT)

refresh: $(INSTALLED_TEST) ## make anew what is made from the code, or only WHAT="odd schemas ..."
	$(BIN)/python -m tools.refresh $(WHAT)

bench: $(INSTALLED_TEST) ## measure the targets of speed and memory: JSON, and benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.bench $(BENCH_OPTIONS)

clean: ## remove environments, caches and builds; results stay
	rm -rf .venv .venv-* build dist
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
ifeq ($(SUPPORTED),True)
	@echo "Making $(VENV) with Python $(MINOR) ..."
	@rm -rf "$(VENV)"
	@$(PYTHON) -m venv "$(VENV)" || { rm -rf "$(VENV)"; \
		echo "error: $(PYTHON) cannot make virtual environments; install its venv module" >&2; exit 1; }
	@touch $@
else ifeq ($(MINOR),none)
	@echo "error: no working Python at '$(PYTHON)'; name one of 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1
else
	@echo "error: $(PYTHON) is Python $(MINOR), 3.11 or newer is needed: make PYTHON=/path/to/python3" >&2; exit 1
endif

$(INSTALLED): $(MADE) pyproject.toml $(CONSTRAINTS)
ifneq ($(CONSTRAINTS),$(PINNED))
	@echo "notice: no pinned dependencies for Python $(MINOR), using those of $(NEWEST)"
endif
	@echo "Installing paradiplomacy and its dependencies (the first time takes a few minutes) ..."
	@$(PIP_INSTALL) -e .
	@touch $@

$(INSTALLED_TEST): $(INSTALLED)
	@echo "Installing what the tests need ..."
	@$(PIP_INSTALL) -e '.[test]'
	@touch $@

$(INSTALLED_APP): $(INSTALLED)
	@echo "Installing what the page needs ..."
	@$(PIP_INSTALL) -e '.[app]'
	@touch $@

$(INSTALLED_DEV): $(INSTALLED_TEST)
	@echo "Installing what the checks need ..."
	@$(PIP_INSTALL) -e '.[test,dev]'
	@touch $@
