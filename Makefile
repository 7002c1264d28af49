# What can be done here, each by one word. A machine needs Python 3.11 or newer and make.

ARGS ?=
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

VENV := .venv
BIN := $(VENV)/bin
ASSETS := app/web/assets
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Behind a proxy that reads along, as many firms have, Node must trust whom the system trusts.
export NODE_USE_SYSTEM_CA ?= 1

PIP := $(BIN)/python -m pip --quiet --no-input
PINS := $(PIP) install --require-hashes --requirement
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

NODE_IS_NEW := node -e 'const [major, minor] = process.versions.node.split(".").map(Number); \
	process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'

.PHONY: help demo test looks check audit bench soak lock install suggest
.DELETE_ON_ERROR:

help:
	@echo "make demo      the demonstration, on http://127.0.0.1:8000 (ARGS='--port 8080')"
	@echo "make test      every test, in the browser too (ARGS='-k readiness')"
	@echo "make looks     every page in every width and scheme (ARGS='--pictures')"
	@echo "make check     style, types, imports, templates, migrations"
	@echo "make audit     known faults in the parts that we use"
	@echo "make bench     how fast each page is (ARGS='--engine sqlite --largest 100')"
	@echo "make soak      the record under load (ARGS='--engine sqlite --entries 20000')"
	@echo "make install   all that the gatepost command needs"
	@echo "make suggest   KSBs suggested by the meaning of a text too: 50 MB more"
	@echo "make lock      newer parts, pinned and hashed"

install: $(VENV)/gatepost $(ASSETS)/built/manifest.json

suggest: install
	@$(PINS) requirements-suggest.lock

demo: install
	@$(BIN)/gatepost demo $(ARGS)

test: install $(VENV)/dev
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/pytest --numprocesses 2 --dist worksteal $(ARGS)

looks: install $(VENV)/dev
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m tests.browser.looks $(ARGS)

check: $(VENV)/gatepost $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint --quiet templates
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT \
		&& export GATEPOST_DATABASE_URL="sqlite:///$$folder/check.db" \
		&& $(BIN)/alembic upgrade head && $(BIN)/alembic check

audit: $(VENV)/dev $(ASSETS)/node_modules/.package-lock.json
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements-dev.lock
	cd $(ASSETS) && npm audit

bench: install $(VENV)/dev
	@$(BIN)/python -m tests.performance.suggestions
	@$(BIN)/python -m tests.performance.bench $(ARGS)

soak: install $(VENV)/dev
	@$(BIN)/python -m tests.performance.soak $(ARGS)

lock: $(VENV)/dev
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --group build --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock
	$(COMPILE) --group node --output-file requirements-node.lock
	$(COMPILE) --group suggest --constraints requirements-dev.lock \
		--output-file requirements-suggest.lock
	cd $(ASSETS) && npm update --package-lock-only

# Each file below stands for a step that is done, and is older than whatever asks for it again.

$(VENV)/pins: requirements.lock
	@test -n "$(PYTHON)" || { echo "Gatepost needs Python 3.11 or newer." >&2; exit 1; }
	@echo "Installing into $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PINS) requirements.lock
	@touch $@

$(VENV)/gatepost: $(VENV)/pins pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/pins requirements-dev.lock
	@echo "Installing what the tests need" >&2
	@$(PINS) requirements-dev.lock
	@touch $@

$(ASSETS)/node_modules/.package-lock.json: $(addprefix $(ASSETS)/,.npmrc package.json package-lock.json) | $(VENV)/pins
	@$(NODE_IS_NEW) 2>/dev/null && npm --version >/dev/null 2>&1 || $(PINS) requirements-node.lock
	@cd $(ASSETS) && npm ci --loglevel=error >&2
	@touch $@

$(ASSETS)/built/manifest.json: $(ASSETS)/node_modules/.package-lock.json $(ASSETS)/build.py \
		$(shell find $(addprefix $(ASSETS)/,images js scss) 2>/dev/null)
	@echo "Building the assets" >&2
	@$(BIN)/python $(ASSETS)/build.py
