# Two commands for everyone: `make demo` and `make test`. All set up what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --only-binary :all: --require-hashes

.PHONY: demo test docs wheel fresh sbom licences audit bench lock clean

demo: $(VENV)/.run ## read the example op-ed and print its account
	$(BIN)/detente read examples/op-ed-ankara-athens.txt --date 2023-12-09

test: $(VENV)/.test ## style, types and tests
	$(BIN)/ruff check src tests bench training tools fuzz
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist worksteal

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(INSTALL) -r requirements/run.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	$(INSTALL) -r requirements/test.txt
	touch $@

$(VENV)/.docs: requirements/docs.txt $(VENV)/.test
	$(INSTALL) -r requirements/docs.txt
	touch $@

# Not --quiet: warnings that are not shown are not counted, and would not fail the build.
docs: $(VENV)/.docs ## the documentation site in build/site; a link, an anchor or a reference that leads nowhere fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build
	$(BIN)/python -m pytest tests/test_site.py
	@echo "open build/site/index.html"

# The same commit gives the same bytes (docs/release.md).
export SOURCE_DATE_EPOCH ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),1580601600)
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
WHEEL := dist/detente-$(VERSION)-py3-none-any.whl
FRESH := build/fresh

wheel: $(VENV)/.run ## dist/detente-VERSION-py3-none-any.whl
	$(BIN)/python -m hatchling build --target wheel --directory dist

fresh: wheel ## some minutes: the wheel and the locked dependencies in an environment of their own, tried there
	rm -rf $(FRESH)
	$(PYTHON) -m venv --without-pip $(FRESH)
	$(PIP) --python $(FRESH) install --quiet --only-binary :all: --require-hashes -r requirements/run.txt
	$(PIP) --python $(FRESH) install --quiet --no-deps $(WHEEL)
	cd $(FRESH) && bin/detente doctor
	cd $(FRESH) && bin/detente read $(CURDIR)/examples/wire-manila-beijing.txt --format json | bin/python -c "import json, sys; assert json.load(sys.stdin)['events']"

licences: $(VENV)/.run ## the licence of every locked dependency against the list of those allowed
	$(BIN)/python tools/licences.py requirements/run.txt

audit: $(VENV)/.test ## known vulnerabilities of all locked packages
	$(BIN)/python tools/audit.py requirements/run.txt requirements/test.txt requirements/docs.txt

sbom: $(VENV)/.test ## dist/detente-VERSION.cdx.json: the locked dependencies of a release, as CycloneDX
	$(BIN)/python tools/sbom.py requirements/run.txt dist/detente-$(VERSION).cdx.json

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
	$(COMPILE) --output-file requirements/docs.txt requirements/docs.in

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
