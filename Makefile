# Every command a contributor or an operator needs. `make` alone lists them.

PYTHON ?= $(shell sh scripts/find_python.sh)
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= 2
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
PYTEST_ARGUMENTS ?=
DRILLS ?=

export FLASK_APP := wsgi
export PORT
# Starting takes twice as long where Python may not keep what it compiled; a test run starts hundreds of times.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test drills check demo format translations screenshots lock

help: ## List what can be typed here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/base.stamp $(CATALOGUES:.po=.mo) ## Start the platform with its demo on http://127.0.0.1:8000 (PORT=...)
	@exec $(BIN)/python scripts/serve.py

test: $(VENV)/dev.stamp $(CATALOGUES:.po=.mo) ## Check everything, then run every test on SQLite, PostgreSQL and in a browser
	@$(BIN)/python scripts/system_packages.py
	@$(BIN)/python scripts/check.py
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(PYTEST_ARGUMENTS)

drills: $(VENV)/dev.stamp $(CATALOGUES:.po=.mo) ## Run the slower checks, one line each: what a release must pass (DRILLS="accessibility")
	@$(BIN)/python scripts/system_packages.py
	@$(BIN)/python scripts/drills.py --workers $(WORKERS) $(DRILLS)

check: $(VENV)/dev.stamp $(CATALOGUES:.po=.mo) ## Check format, lint, types, imports, templates, translations (a minute)
	@$(BIN)/python scripts/check.py
	@$(BIN)/python -m pytest -q tests/architecture

format: $(VENV)/dev.stamp ## Put every Python file in the house's format
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

demo: $(VENV)/base.stamp $(CATALOGUES:.po=.mo) ## Throw the demo's data away and load it anew
	@TACHAWOR_DEMO=1 $(BIN)/flask db upgrade
	@TACHAWOR_DEMO=1 $(BIN)/flask demo reset

translations: $(VENV)/base.stamp ## Find the sentences of the code, update the catalogues, compile them
	@$(BIN)/python -m scripts.translations update
	@$(BIN)/python -m scripts.translations compile

screenshots: $(VENV)/dev.stamp $(CATALOGUES:.po=.mo) ## Take the README's pictures from a demo of their own
	@$(BIN)/python scripts/system_packages.py
	@$(BIN)/python -m scripts.screenshots

lock: ## Write requirements/*.txt, with hashes, from requirements/*.in (needs uv)
	@sh scripts/lock.sh

$(VENV)/%.stamp: requirements/%.txt
	@test -n "$(PYTHON)"
	@"$(PYTHON)" scripts/environment.py $(VENV) $*

%.mo: %.po | $(VENV)/base.stamp
	@$(BIN)/python -m scripts.translations compile
