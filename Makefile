# `make help` lists the targets. Needs Python 3.11 or newer, make and the package registries, nothing else.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
RELEASES ?= releases
IMPORTS ?=

.DEFAULT_GOAL := help
.PHONY: help report-gaps serve build explorer test lint check lock bench bench-link virtuoso clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# The virtual environment, from the lock alone. Two stamps: what running needs, and what testing needs on top.
$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Amicorum needs Python 3.11 or newer; set PYTHON=…"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

build: $(VENV)/.run ## Build a release from ontology/, data/ and shapes/
	$(BIN)/amicorum build $(if $(IMPORTS),--imports $(IMPORTS)) --out $(RELEASES)
	@touch $(RELEASES)/.built

# For what only needs some release: built anew where anything has changed that a release is made of or by (a folder: what is gone).
MATERIAL := $(shell find ontology data shapes) $(shell find $(or $(IMPORTS),$(AMICORUM_IMPORTS),imports) 2>/dev/null) $(shell find service/amicorum -type f -not -path '*/__pycache__/*' -not -path '*/web/*')
$(RELEASES)/.built: $(VENV)/.run $(MATERIAL)
	$(BIN)/amicorum build $(if $(IMPORTS),--imports $(IMPORTS)) --out $(RELEASES)
	@touch $@

# The scripts of the pages. Where they cannot be built, this says so and the pages do without them.
SCRIPTS := service/amicorum/web/html/static/explorer
explorer: $(SCRIPTS)/.vite/manifest.json ## Build the scripts of the pages into the package

$(SCRIPTS)/.vite/manifest.json: $(VENV)/.run $(shell find explorer -type f -not -path '*/node_modules/*')
	@explorer/build.sh $(CURDIR)/$(BIN)/python

serve: $(RELEASES)/.built explorer ## Set up, build the graph, start the service and say where to look (PORT=8000)
	$(BIN)/amicorum serve --releases $(RELEASES) --port $(PORT)

test: $(VENV)/.dev explorer ## Set up and run the tests
	$(BIN)/python -m pytest

lint: $(VENV)/.dev ## Style, types and floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test ## Everything that must pass before a commit

lock: $(VENV)/.dev ## Renew the lock files from pyproject.toml (uv does the resolving)
	$(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --upgrade -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --upgrade -c requirements.lock -o requirements-dev.lock

bench: $(VENV)/.dev ## Compare our endpoint with its peers on this machine, as ratios, into docs/benchmarks.md (QUADS="1000000" MINUTES=24)
	$(BIN)/python -m bench --record docs/benchmarks.md $(if $(QUADS),--quads $(QUADS)) $(if $(MINUTES),--minutes $(MINUTES))

report-gaps: $(RELEASES)/.built ## Report what is not settled in the data, the most used first (GAPS="--format csv")
	$(BIN)/amicorum gaps --releases $(RELEASES) $(GAPS)

bench-link: $(RELEASES)/.built $(VENV)/.dev ## Measure the matcher: precision, recall, speed (LISTS="ror.csv isil.tsv")
	$(BIN)/python -m bench.link $(RELEASES) $(LISTS)

virtuoso: $(RELEASES)/.built $(VENV)/.dev ## Start a Virtuoso with the current release, to try AMICORUM_ENGINE with
	$(BIN)/python -m bench.virtuoso build/virtuoso $(RELEASES)/current/dumps/amicorum.nq

clean: ## Remove what was built
	rm -rf $(VENV) $(RELEASES) $(SCRIPTS) explorer/node_modules build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
