# `make run` and `make test` work on a fresh machine that has Python 3.11+ and the package registries.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test soak lint types format bench audio lock train install clean
.DEFAULT_GOAL := help

help: ## what the targets do
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 12

$(BIN)/uv:
	$(PYTHON) -c 'import sys; sys.exit("Frontdesk needs Python 3.11 or newer; this is " + sys.version if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(STAMP): pyproject.toml requirements.lock | $(BIN)/uv
	@# Compiled here, once: where Python may not write bytecode, every start would compile a thousand modules anew (2 s).
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet --compile-bytecode -c requirements.lock -e '.[dev,evals]'
	$(BIN)/python -m compileall -q agents clinic demo evals graph knowledge server tools
	@touch $@

install: $(STAMP) ## make the environment

run: $(STAMP) ## start the demo clinic on http://127.0.0.1:8000
	FRONTDESK_MODE=$${FRONTDESK_MODE:-demo} $(BIN)/frontdesk serve

test: $(STAMP) ## install what the tests need and run the whole suite
	@sh tests/install_browser.sh $(BIN)
	@sh tests/second_fhir/install.sh $(BIN)
	$(BIN)/pytest

soak: $(STAMP) ## 1,000 concurrent bookings for 100 times, on both kinds of FHIR server (minutes)
	@sh tests/second_fhir/install.sh $(BIN)
	$(BIN)/python tests/second_fhir/soak.py

lint: $(STAMP) ## format check, lint, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PYTHONPATH=. $(BIN)/lint-imports

types: $(STAMP) ## strict type check
	$(BIN)/mypy

format: $(STAMP) ## format and fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP) ## the performance figures, measured on this machine
	$(BIN)/frontdesk bench

audio: $(STAMP) ## thirty callers by real sound: flite speaks, pocketsphinx hears (10 minutes; WAV files in build/audio)
	@command -v flite >/dev/null || { echo "flite is missing: apt-get install flite"; exit 1; }
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet -c requirements.lock -e '.[audio]'
	$(BIN)/python -m evals.audio.run build/audio

train: $(STAMP) ## retrain local understanding from agents/*/examples.yaml (some minutes)
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip install --quiet -e '.[train]'
	OMP_NUM_THREADS=1 $(BIN)/python -m agents.understanding.training

lock: $(BIN)/uv ## compile requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --no-header --no-emit-index-url --no-annotate --all-extras --python-version 3.11 pyproject.toml -o requirements.lock

clean: ## remove the environment and embedded data
	rm -rf $(VENV) data
