# Gatepost's tasks. A machine needs python >= 3.11 (with venv) and make, nothing else.

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade

.PHONY: install lock

install: $(VENV)/installed

lock: $(VENV)/dev
	$(UV_COMPILE) --group build --output-file requirements.lock
	$(UV_COMPILE) --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(UV_COMPILE) --only-group node --output-file requirements-node.lock

$(VENV)/pins: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Gatepost needs Python 3.11 or newer: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --requirement requirements.lock
	touch $@

$(VENV)/installed: $(VENV)/pins pyproject.toml
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev: $(VENV)/installed requirements-dev.lock
	$(PIP) --require-hashes --requirement requirements-dev.lock
	touch $@
