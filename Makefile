# `make report` shows what the analyzer does; `make test` runs every check. Both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE ?= samples/tun-src-missing

.PHONY: report test lint bench accuracy fuzz docs clean help campaign

help:
	@echo "make report   analyze a sample bundle (SAMPLE=path for your own) and write report.html"
	@echo "make test     format, lint, types and tests"
	@echo "make bench    speed against the references named in README.md"
	@echo "make accuracy break healthy bundles in code, and write docs/accuracy.md: how often it is right"
	@echo "make fuzz     10,000 mutations of every made capture"
	@echo "make campaign 1,000 cases in one batch: throughput, memory, size of the index"
	@echo "make docs     write the generated pages again"

report: $(VENV)/ready
	@$(BIN)/analyze $(SAMPLE) --html report.html --fail-on never
	@echo
	@echo "The report lies in $(CURDIR)/report.html: open it in a browser."

test: $(VENV)/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

lint: $(VENV)/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy

bench: $(VENV)/ready
	$(BIN)/python -m tests.bench

accuracy: $(VENV)/ready
	$(BIN)/python -m tests.accuracy

fuzz: $(VENV)/ready
	$(BIN)/python -m tests.parsers.capture.fuzz

campaign: $(VENV)/ready
	$(BIN)/python -m tests.batch.campaign 1000

docs: $(VENV)/ready
	$(BIN)/python -m tests.docs

$(VENV)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed: $(PYTHON) is not it (make PYTHON=python3.12 ...)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv is missing. Debian and Ubuntu: apt install python3-venv; Fedora has it" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev --editable .
	@touch $@

clean:
	rm -rf $(VENV) report.html .mypy_cache .pytest_cache .ruff_cache
