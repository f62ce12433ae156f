# Tuoyu (托育). `make` lists what there is to do.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv

# The first Python that really runs and is new enough (a version manager may offer names that do not).
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := .venv-tools/bin/uv
RUN := .venv/bin
PORT ?= 8000

.PHONY: help demo test test-slow journeys check bench app docs screenshots clean format

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(UV):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (需要 Python 3.11 以上)"; exit 1; }
	@$(PYTHON) -m venv .venv-tools || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q python3-venv \
	  && $(PYTHON) -m venv .venv-tools; }
	@.venv-tools/bin/pip install -q --disable-pip-version-check 'uv>=0.5'

.venv/.runtime: pyproject.toml uv.lock | $(UV)
	@$(UV) sync -q --locked --no-dev --inexact -p $(PYTHON) && touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	@$(UV) sync -q --locked -p $(PYTHON) && touch $@ .venv/.runtime

demo: .venv/.runtime ## start a demonstration district (RESET=1 begins anew, PORT=8000)
	@$(RUN)/tuoyu demo --port $(PORT) $(if $(RESET),--reset)

test: .venv/.dev ## run every check and test, on SQLite and on PostgreSQL, browser journeys included
	@scripts/test

test-slow: .venv/.dev ## the large volumes: kills, mutations, fuzzing
	@scripts/test --slow

check: .venv/.dev ## only the static checks: format, lint, types, import contracts, policy
	@scripts/check

journeys: .venv/.dev ## only the browser journeys
	@scripts/test --journeys

bench: .venv/.dev ## print the table of benchmarks
	@$(RUN)/python -m bench

app: .venv/.dev ## make an app: make app FLOOR=operations NAME=pricing
	@$(RUN)/python scripts/make_app.py $(FLOOR) $(NAME)

docs: .venv/.dev ## generate the pages on flows, actions, roles and parameters
	@$(RUN)/python scripts/build_docs.py

screenshots: .venv/.dev ## take the pictures of docs/screenshots from a fresh demonstration
	@$(RUN)/python scripts/take_screenshots.py

format: .venv/.dev ## format the code
	@$(RUN)/ruff format -q . && $(RUN)/ruff check -q --fix .
	@find src -name '*.html' -path '*/templates/*' -print0 | xargs -0 $(RUN)/djade --target-version 5.2 || true

clean: ## remove what the commands made (the demonstration's data too)
	@rm -rf .venv .venv-tools var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
