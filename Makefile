# Sets up, demonstrates and checks 明园. Needs python3 (3.11 or newer) with venv, and the network once.
SHELL := /bin/sh
BIN := .venv/bin
# A virtual environment holds absolute paths: one that was made elsewhere, and moved with its folder, is made anew.
VENV := .venv/.made-$(shell pwd | cksum | cut -d' ' -f1)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.PHONY: help setup demo test lock
.DEFAULT_GOAL := help

help:
	@echo "make setup   prepare .venv, the stylesheet, the fonts and the translations"
	@echo "make demo    set up and serve a city with invented kindergartens at http://127.0.0.1:8000"
	@echo "make test    set up and run every check and test"
	@echo "make lock    write requirements.txt and package-lock.json anew"

$(VENV):
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@echo "setup: making .venv"
	@python3 -m venv --clear .venv
	@touch $@

.venv/.requirements: requirements.txt $(VENV)
	@echo "setup: installing Python packages (about 350 MB the first time)"
	@$(PIP) install --progress-bar off --only-binary :all: --require-hashes -r requirements.txt
	@touch $@

.venv/.project: pyproject.toml .venv/.requirements
	@echo "setup: installing the project itself"
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

setup: .venv/.project
	@$(BIN)/python -m portal.assets

demo: setup
	@$(BIN)/portal demo

# Every check runs even when an earlier one fails; the exit code is that of all together.
test: setup
	@failed=""; \
	check() { name="$$1"; shift; printf '\n--- %s\n' "$$name"; "$$@" || failed="$$failed, $$name"; }; \
	check "ruff check" $(BIN)/ruff check .; \
	check "ruff format" $(BIN)/ruff format --check .; \
	check "mypy" $(BIN)/mypy; \
	check "import contracts" $(BIN)/lint-imports; \
	check "tests" $(BIN)/pytest -n 2; \
	if [ -n "$$failed" ]; then echo "make test: failed: $${failed#, }"; exit 1; fi

lock: .venv/.project
	@$(BIN)/python -m venv .venv/uv
	@.venv/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
	@.venv/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --all-extras pyproject.toml -o requirements.txt --custom-compile-command "make lock"
	@$(BIN)/python -m portal.assets --lock
