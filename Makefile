# Each target first creates .venv if needed, from the locked requirements with hashes.
PYTHON ?= python3
BIN := .venv/bin
CONTENT ?= content
# Keep compiled modules, also where the environment says not to: many tests start new processes.
export PYTHONDONTWRITEBYTECODE =

.PHONY: site help check serve test lint format schemas commands pictures coverage soak bench audit lock clean

site: .venv/built  ## build content/ into site/ (the default)
	$(BIN)/python build.py

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: .venv/built  ## report every problem in the content, write nothing (CONTENT=DIR)
	$(BIN)/python build.py check --strict --content $(CONTENT)

serve: .venv/built  ## preview in the browser, rebuild on each save (CONTENT=DIR)
	$(BIN)/python build.py serve --open --content $(CONTENT)

test: chromium lint  ## check the code and run all tests; installs Chromium if missing
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/tested  ## ruff, mypy --strict and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/tested  ## let ruff format the code and sort imports
	$(BIN)/ruff check --quiet --fix --select I,RUF022 .
	$(BIN)/ruff format .

schemas: .venv/built  ## write the JSON Schemas in schemas/ anew, after a record's keys have changed
	$(BIN)/python -m tools.write_schemas

commands: .venv/built  ## write docs/commands.md anew, after an option has changed
	$(BIN)/python -m tools.write_commands

pictures: chromium  ## take the pictures in docs/pictures/ anew, after the look of a page has changed
	$(BIN)/python -m tools.pictures

coverage: chromium  ## run all tests and fail if branch coverage drops below the limit
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

soak: .venv/built  ## run the long tests, about an hour: kills, fuzzing, many files, full disks
	$(BIN)/python -m tools.soak $(SOAK)

bench: .venv/built  ## time builds beside Hugo, Eleventy, MkDocs, Pelican (QUICK=1: two minutes)
	$(BIN)/python -m tools.bench $(if $(QUICK),--quick) --write docs/benchmarks.md $(BENCH)

audit: .venv/tested  ## check the built site with outside tools; installs what is missing
	@$(BIN)/python -m tools.prerequisites chromium node npm java pandoc biber
	$(BIN)/python build.py
	$(BIN)/python -m tools.audit

lock:  ## update both requirements files (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --upgrade pyproject.toml --output-file requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --upgrade --constraint requirements.txt --group test pyproject.toml \
		--output-file requirements-test.txt

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is required; choose one with make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/built: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

# Runs each time: a browser may have been removed since.
.PHONY: chromium
chromium: .venv/tested
	@$(BIN)/python -m tools.prerequisites headless-chromium

.venv/tested: requirements-test.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	touch $@ .venv/built

clean:  ## remove .venv and the audit's packages
	rm -rf .venv tools/audit/node_modules
