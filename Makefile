# Everything a person does here: install, run, test, check. Needs Python 3.11, git and make, nothing else.

PORT ?= 8000
SMTP_PORT ?= 0
DEMO ?= 1
ARGS ?=
SECONDS ?= 600

# The first of these that really is Python 3.11 (a name alone may be a shim that leads nowhere).
PYTHON ?= $(shell for name in python3.11 python3 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo "$$name" && break; done)

BIN := .venv/bin
STAMPS := .venv/stamps
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPATH := src
export UV_PYTHON_DOWNLOADS := never
# Where bytecode is never written, every process compiles two thousand modules before it begins.
unexport PYTHONDONTWRITEBYTECODE
# Behind a company's proxy the certificates that count are the system's.
export UV_SYSTEM_CERTS ?= true
export NODE_USE_SYSTEM_CA ?= 1
export VIRTUAL_ENV := $(CURDIR)/.venv

CATALOGUES := $(wildcard src/rapport/locale/*/LC_MESSAGES/*.po)
FRONT_END := $(wildcard package.json package-lock.json) \
	$(shell find src/rapport \( -name '*.ts' -o -name '*.mjs' -o -path '*/assets/*' \) -type f -not -path '*/static/*' 2>/dev/null)
LOCKS := $(wildcard requirements/*.lock)

# uv is quick; pip is asked when uv cannot (pip knows a mirror or certificate that uv was not told of).
define require
@echo "Installing $(1)…"
@$(BIN)/uv pip install --quiet --require-hashes $(2) || { echo "  once more with pip…"; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(2); }
endef

.PHONY: help install run test check style contracts templates locks migrations types bench fmt words clean again
.DEFAULT_GOAL := help

help:
	@echo "make run      install what is missing and start Rapport (PORT=8000 SMTP_PORT=0 DEMO=1)"
	@echo "make install  only prepare"
	@echo "make test     all tests, on SQLite and on PostgreSQL where there is one (ARGS='-k word')"
	@echo "make check    style, types, import contracts, migrations, templates, locks"
	@echo "make fmt      put style right"
	@echo "make words    gather new words of the pages into the catalogues"
	@echo "make fuzz     read broken mails for ten minutes (SECONDS=600)"
	@echo "make bench    measure speed (SCALE=full for the large data set)"

install: $(STAMPS)/runtime $(STAMPS)/front-end $(STAMPS)/catalogues

run: install
	@RAPPORT_DEMO="$(DEMO)" exec ./rapport run --port "$(PORT)" --smtp-port "$(SMTP_PORT)" $(ARGS)

test: install $(STAMPS)/dev
	@exec $(BIN)/python tests/suite.py $(ARGS)

# All of it, whatever fails first.
check: install $(STAMPS)/dev
	@$(MAKE) --no-print-directory --keep-going style contracts templates locks migrations types
	@echo "All checks pass."

style:
	@echo "Style…" && ruff check --quiet . && ruff format --quiet --check .

contracts:
	@echo "Import contracts…" && lint-imports --no-cache > .venv/contracts.txt 2>&1 || { cat .venv/contracts.txt; exit 1; }

templates:
	@echo "Templates…" && git ls-files -co --exclude-standard '*.html' | xargs -r djade --check --target-version 5.2

locks:
	@echo "Locks name no servers…" && ! grep -n '://' $(LOCKS) && \
		! grep -n '"resolved": *"[a-z]*://' $(wildcard package-lock.json) /dev/null

migrations:
	@echo "Migrations…" && $(BIN)/python -m rapport makemigrations --check --dry-run

types:
	@echo "Types…" && mypy src

words: install $(STAMPS)/dev
	@$(BIN)/python tests/words.py

fmt: install $(STAMPS)/dev
	@ruff check --fix --quiet . ; ruff format --quiet .
	@git ls-files -co --exclude-standard '*.html' | xargs -r djade --target-version 5.2

bench: install $(STAMPS)/dev
	@exec ./rapport bench $(ARGS)

# Longer than the check does; a mail that breaks something is kept beside the tests.
fuzz: install $(STAMPS)/dev
	@FUZZ_SECONDS="$(SECONDS)" exec $(BIN)/python -m pytest tests/fuzz -s

again:

clean:
	rm -rf .venv node_modules src/rapport/web/static/build

$(STAMPS)/venv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 was not found. Install it, or name it: make install PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making the environment in .venv with $(PYTHON)…"
	@$(PYTHON) -m venv .venv || { echo "Python's venv is incomplete; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/uv: $(STAMPS)/venv requirements/uv.lock
	@echo "Installing the installer…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock
	@touch $@

$(STAMPS)/runtime: $(STAMPS)/uv requirements/runtime.lock requirements/build.lock
	$(call require,what Rapport needs,-r requirements/runtime.lock -r requirements/build.lock)
	@touch $@

$(STAMPS)/dev: $(STAMPS)/runtime requirements/dev.lock
	$(call require,what the tests need,-r requirements/dev.lock)
	@touch $@

# A stamp is not believed when what it stands for was deleted.
$(STAMPS)/node-modules: $(STAMPS)/runtime $(wildcard package.json package-lock.json .npmrc) $(if $(wildcard node_modules),,again)
	@if [ -f package.json ]; then echo "Installing front-end parts…" && $(BIN)/npm ci --loglevel=error --no-progress --no-update-notifier; fi
	@touch $@

$(STAMPS)/front-end: $(STAMPS)/node-modules $(FRONT_END) $(if $(wildcard src/rapport/web/static/build),,again)
	@if [ -f package.json ]; then echo "Building the front end…" && $(BIN)/npm run --silent build; fi
	@touch $@

$(STAMPS)/catalogues: $(STAMPS)/runtime $(CATALOGUES)
	@if [ -n "$(CATALOGUES)" ]; then echo "Compiling translations…"; fi
	@for file in $(CATALOGUES); do $(BIN)/pybabel --quiet compile --input-file "$$file" --output-file "$${file%.po}.mo" || exit 1; done
	@touch $@
