# wangge 网格: two commands matter, `make demo` and `make test`; `make help` lists the others.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test setup setup-dev check test-long bench docs lock wheel

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
APPS := src/wangge/pages/static/apps
FRONT := $(shell find web -path '*/node_modules' -prune -o -type f -print)

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: setup ## A living demo on 127.0.0.1:8000. PORT=… another port, RESET=1 begins anew, LAN=1 for a phone, YEAR=1 adds a year
	@PORT=$(PORT) RESET=$(RESET) LAN=$(LAN) YEAR=$(YEAR) $(BIN)/wangge demo

test: setup-dev ## Everything that guards main, on SQLite and PostgreSQL and in chromium
	@$(BIN)/python -m tests.gate

setup: .venv/base.done $(APPS)/built.txt ## The environment and the front ends only; again it takes no time

setup-dev: .venv/dev.done $(APPS)/built.txt ## The environment with what tests and checks need

wheel: setup-dev ## A wheel with everything in it, front ends too, in dist/
	@$(BIN)/python -m pip --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation --wheel-dir dist . && ls dist

check: setup-dev ## Format, ruff, types, floors, migrations
	@$(BIN)/python -m tests.gate check

test-long: setup-dev ## Kills under load, ten thousand cuts, five hundred reports, every way to look, Lighthouse
	@$(BIN)/python -m pytest -m long -q -s
	@WANGGE_TEST_ENGINE=postgresql $(BIN)/python -m pytest -m "long and not web" -q -s

bench: setup-dev ## Moves beside the same SQL sent raw, points beside a bare tree, maps, due times, likeness, suggestions
	@for part in bench bench.points bench.maps bench.clock bench.answers bench.live bench.candidates bench.incidents bench.twins bench.personal bench.routing bench.learning; do echo "== $$part"; $(BIN)/python -m $$part; done

docs: setup-dev ## Pages of docs/reference and the front ends' types, made from the code
	@$(BIN)/wangge docs
	@scripts/front run types

lock: setup-dev ## Lock files made anew from pyproject.toml; UP=--upgrade for newer versions
	@scripts/lock $(UP)

.venv/base.done: requirements/base.lock pyproject.toml scripts/system-packages
	@PYTHON=$(PYTHON) scripts/system-packages
	@[ -x $(BIN)/python ] || { echo "Environment .venv …"; $(PYTHON) -m venv .venv; }
	@if [ -e .venv/dev.done ]; then lock=dev; else lock=base; fi; echo "Packages of requirements/$$lock.lock …"; \
		$(PIP) install --require-hashes -r requirements/$$lock.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.done: requirements/dev.lock .venv/base.done
	@PYTHON=$(PYTHON) scripts/system-packages test
	@echo "Packages of requirements/dev.lock …"
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

web/node_modules/.done: web/package-lock.json web/package.json .venv/base.done
	@scripts/front packages
	@touch $@

$(APPS)/built.txt: web/node_modules/.done $(FRONT)
	@scripts/front build
