# Two commands for everyone: `make demo` and `make test`. Both set up what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --only-binary :all: --require-hashes

.PHONY: demo test lint types unit bench lock knowledge clean

demo: $(VENV)/.run ## read the example op-ed and print its account
	$(BIN)/detente read examples/op-ed-ankara-athens.txt --date 2023-12-09

test: $(VENV)/.test ## style, types and tests
	$(BIN)/ruff check src tests bench training tools fuzz
	$(BIN)/mypy
	$(BIN)/python -m pytest

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(INSTALL) -r requirements/run.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	$(INSTALL) -r requirements/test.txt
	touch $@

bench: $(VENV)/.test ## accuracy and speed; with ../shared beside the checkout it scores the field's data too
	$(BIN)/python bench/accuracy.py
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/duplicates.py
	$(BIN)/python bench/turning.py
	$(BIN)/python bench/backtest.py
	$(BIN)/python bench/million.py

COMPILE := pip-compile --quiet --allow-unsafe --generate-hashes --no-header --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

lock: ## renew the hashed locks (needs pip-tools)
	$(COMPILE) --output-file requirements/run.txt pyproject.toml requirements/build.in
	$(COMPILE) --extra test --constraint requirements/run.txt --output-file requirements/test.txt pyproject.toml requirements/build.in

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
