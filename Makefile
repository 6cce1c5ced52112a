# Asbuilt, at the desk and in CI. `make` alone lists the targets.
#
# Needs Python 3.11 or newer and a package index. Node.js, Java and a browser are used where they
# are and fetched where they may be; requirements/*.txt pin everything that comes from the index.

PORT ?= 8000
HOST ?= 127.0.0.1
VENV ?= .venv
DEMO ?= demo-workspace
# Processes that tests run in; PYTEST_ARGS goes to pytest as it stands.
WORKERS ?= auto
PYTEST_ARGS ?=
# What SHACL engines are compared on: numbers of triples, and further options of `bench.shacl`.
SIZES ?= 10k,100k
# How many findings are loaded, judged, kept and paged.
FINDINGS ?= 20000
# How many processes the company has whose whole check is measured.
PROCESSES ?= 20,50
BENCH_ARGS ?=

BIN := $(VENV)/bin
PYTHON := $(BIN)/python
STAMPS := $(VENV)/.stamps
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet

# Pages that are generated must be fresh, and so on; each is a command line for $(PYTHON).
CHECKS := "-m asbuilt.docs --check"

FRONTEND := $(wildcard server/frontend/*.json server/frontend/*.mjs server/frontend/*.py \
              server/frontend/src/* server/frontend/src/*/*)

.DEFAULT_GOAL := help
.PHONY: help demo install develop browser test check lint types docs bench bundle lock clean
.NOTPARALLEL:

help: ## list the targets
	@echo "make demo    load, check and serve the example (PORT=$(PORT) HOST=$(HOST))"
	@echo "make test    run the whole suite; sets up what it needs"
	@echo "make check   lint, types, fresh docs, then the suite: what CI runs"
	@echo "make bench   compare speeds with those of peers (SIZES=$(SIZES) triples, FINDINGS=$(FINDINGS))"
	@echo "make bundle  build the front end again after a change to its sources"
	@echo "make lock    refresh requirements/*.txt from pyproject.toml"
	@echo "make clean   remove what was built; the environment in $(VENV), too"

# ---- what people run ------------------------------------------------------------------------

demo: install
	$(BIN)/asbuilt demo --dir $(DEMO) --port $(PORT) --host $(HOST)

test: develop browser
	@echo "Running the tests ..."
	@$(PYTHON) -m pytest -n $(WORKERS) $(PYTEST_ARGS)

check: lint types docs test

lint: develop
	@echo "Checking style ..."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: develop
	@echo "Checking types ..."
	@$(BIN)/mypy

docs: develop
	@echo "Checking that generated pages are fresh ..."
	@set -e; for check in $(CHECKS); do $(PYTHON) $$check; done

bench: develop $(STAMPS)/bench
	@$(PYTHON) -m bench
	@$(PYTHON) -m bench.loading
	@$(PYTHON) -m bench.filling --sizes $(SIZES)
	@$(PYTHON) -m bench.shacl --sizes $(SIZES) --peers $(VENV)/peers $(BENCH_ARGS)
	@$(PYTHON) -m bench.shacl.changes --sizes $(SIZES)
	@$(PYTHON) -m bench.findings --findings $(FINDINGS)
	@$(PYTHON) -m bench.reload --sizes $(SIZES)
	@$(PYTHON) -m bench.whole --processes $(PROCESSES)
	@$(PYTHON) -m bench.correspondence --sizes 100,1000
	@$(PYTHON) -m bench.soundness --sizes 100,1000

# ---- setting up: each step leaves a stamp, so that the next run is quick ------------------------
# The locked versions are constraints, too: a package that is asked for with an extra would otherwise
# be looked for in its newest version, which is not the locked one, and pip would give up.

install: $(STAMPS)/run

develop: $(STAMPS)/develop

bundle: $(STAMPS)/package

$(PYTHON):
	@sh requirements/find-python.sh $(VENV)

$(STAMPS)/packages: requirements/run.txt | $(PYTHON)
	@mkdir -p $(STAMPS)
	@echo "Installing what Asbuilt needs, with a Java runtime for the reasoner (about a minute) ..."
	@$(PIP) install --require-hashes -r requirements/run.txt -c requirements/run.txt
	@touch $@

$(STAMPS)/package: pyproject.toml $(FRONTEND) | $(PYTHON)
	@mkdir -p $(STAMPS)
	@echo "Installing Asbuilt and bundling its pages (about half a minute) ..."
	@$(PIP) install --no-deps --editable .
	@touch $@

$(STAMPS)/run: $(STAMPS)/packages $(STAMPS)/package
	@touch $@

$(STAMPS)/develop: requirements/develop.txt $(STAMPS)/run
	@echo "Installing what the tests need (about half a minute) ..."
	@$(PIP) install --require-hashes -r requirements/develop.txt -c requirements/develop.txt
	@touch $@

# The peers that are measured lie apart, so that nothing else can come to lean on them.
$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/develop
	@echo "Installing the engines to compare with ..."
	@$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/peers \
	  -r requirements/bench.txt
	@touch $@

browser: develop
	@sh tests/install-browser.sh $(PYTHON)

# ---- keeping house --------------------------------------------------------------------------

LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --extra reasoner \
  --generate-hashes --no-emit-index-url --no-annotate --upgrade --quiet \
  --custom-compile-command "make lock"

LOCK_PEERS := $(BIN)/uv pip compile --group pyproject.toml:bench --universal --python-version 3.11 \
  --no-deps --generate-hashes --no-emit-index-url --no-annotate --upgrade --quiet \
  --custom-compile-command "make lock"

lock: | $(PYTHON)
	@echo "Choosing the newest versions that fit pyproject.toml ..."
	@$(PIP) install uv
	@$(LOCK) --output-file requirements/run.txt
	@$(LOCK) --group test --group lint --constraint requirements/run.txt \
	  --output-file requirements/develop.txt
	@$(LOCK_PEERS) --output-file requirements/bench.txt

clean: ## the example's workspace holds only what `make demo` made
	rm -rf $(VENV) $(DEMO) build dist server/static/dist server/frontend/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
