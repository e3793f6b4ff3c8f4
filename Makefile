# Everything sets itself up in .venv, from locked lists with hashes.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: site test serve lint bench audit lock clean

site: .venv/built
	$(BIN)/python build.py

test: .venv/tested lint
	$(BIN)/python -m pytest -n auto

serve: .venv/built
	$(BIN)/python build.py serve --open

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/built
	$(BIN)/python -m tools.bench

audit: site .venv/tested
	$(BIN)/python -m tools.audit

# Renews both lists; needs uv, which nothing else does.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --upgrade pyproject.toml --output-file requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --upgrade --constraint requirements.txt --group test pyproject.toml \
		--output-file requirements-test.txt

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/built: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/tested: requirements-test.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	touch $@ .venv/built

clean:
	rm -rf .venv tools/audit/node_modules
