# Two commands matter: `make run` and `make test`. Each does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup setup-dev run demo test lint types e2e bench messages check lock

help:
	@echo "make run       serve on http://127.0.0.1:8000 (first start prints a set-up link)"
	@echo "make demo      serve a demo company of 80 people"
	@echo "make test      all tests; make e2e only the browser journeys"
	@echo "make check     lint, types, contracts, messages"
	@echo "make bench     benchmarks; make messages refreshes the catalogues; make lock the locks"

$(BIN)/.run: requirements/run.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(BIN)/.dev: $(BIN)/.run requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

setup: $(BIN)/.run
setup-dev: $(BIN)/.dev

run: setup
	$(BIN)/nezuku serve

demo: setup
	$(BIN)/nezuku demo

test: check
	$(BIN)/python -m pytest -q -m "not e2e"
	$(BIN)/python -m pytest -q -m e2e

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint src --lint --quiet
	$(BIN)/lint-imports

types: setup-dev
	$(BIN)/mypy

e2e: setup-dev
	$(BIN)/python -m pytest -m e2e

messages: setup-dev
	$(BIN)/python tools/messages.py

check: lint types
	$(BIN)/python tools/messages.py --check

bench: setup-dev
	$(BIN)/python bench/run.py

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/run.lock requirements/run.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements/run.lock -o requirements/dev.lock requirements/dev.in
