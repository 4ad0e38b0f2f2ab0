# Every target sets up what is missing first; the second time that takes a moment.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run setup test lint format bench screenshots translations clean

run:
	@$(PYTHON) packaging/bootstrap.py
	@$(BIN)/python -m workbench.cli $(ARGS)

setup:
	@$(PYTHON) packaging/bootstrap.py --dev

test: lint
	$(BIN)/python -m pytest $(ARGS)

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup
	$(BIN)/python -m tests.benchmarks $(ARGS)

screenshots: setup
	$(BIN)/python packaging/screenshots.py $(ARGS)

translations: setup
	$(BIN)/python packaging/translations.py $(ARGS)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
