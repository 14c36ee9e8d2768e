# make demo   builds an environment and opens the demo project
# make test   builds an environment and runs the tests
PYTHON ?= python3
VENV ?= .venv
REAL ?= .venv-real
BIN := $(VENV)/bin
# The tools whose formats are read, each in an environment of its own ($(REAL)-<tool>) for tests/real/<tool>.
REAL_TOOLS := mlflow dvc ipython evidently great_expectations dask postgres team
REAL_mlflow := 'mlflow>=3.10,<4' 'scikit-learn>=1.6,<2' 'psycopg2-binary>=2.9'
REAL_dvc := 'dvc>=3.60,<4'
REAL_ipython := 'ipython>=9,<10'
REAL_evidently := 'evidently>=0.7.20,<0.8' 'pandas<3'
REAL_BESIDE := gitpython tomli PyYAML packaging license-expression ruff pytest pytest-asyncio pytest-xdist pytest-timeout hypothesis
REAL_postgres := 'sqlalchemy>=2' 'psycopg2-binary>=2.9'
REAL_dask := 'dask[distributed]>=2024.9'
REAL_team := 'pre-commit>=4,<5'
REAL_great_expectations := 'great-expectations>=1.20,<2'
REAL_TESTS := $(addprefix test-real-,$(REAL_TOOLS))

.PHONY: help demo test test-real real-tools $(REAL_TESTS) lint docs screenshots bench clean

help:
	@echo "make demo         build the demo project and open it (no terminal: print its ledger)"
	@echo "make test         the tests, under five minutes"
	@echo "make test-real    the tests that need the real $(REAL_TOOLS) (large downloads); test-real-dvc: one tool alone"
	@echo "make lint         ruff, pyright strict, import-linter"
	@echo "make docs         write RULES.md and the README's command table anew"
	@echo "make screenshots  write screenshots/ anew, by the application itself"
	@echo "make bench        measure scan and application beside their floors"

# Bytecode is made for what is loaded, when it is loaded: compiling whole pandas and plotly takes longer than the rest.
PIP := -m pip install --quiet --disable-pip-version-check --no-compile

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "debtscope needs Python 3.11 or later: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml | $(BIN)/python
	@$(BIN)/python $(PIP) -e .
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	@$(BIN)/python $(PIP) -e '.[test]'
	@touch $(VENV)/.base $@

$(VENV)/.lint: pyproject.toml | $(BIN)/python
	@$(BIN)/python $(PIP) -e '.[test,lint]'
	@touch $(VENV)/.base $(VENV)/.test $@

# Evidently wants an older plotly than debtscope: ours is put beside it without what only its screens need.
$(REAL)-evidently/.real: pyproject.toml
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@$(@D)/bin/python $(PIP) $(REAL_evidently) $(REAL_BESIDE)
	@$(@D)/bin/python $(PIP) --no-deps -e .
	@touch $@

$(REAL)-%/.real: pyproject.toml
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@$(@D)/bin/python $(PIP) -e '.[test,parquet]' $(REAL_$*)
	@touch $@

demo: $(VENV)/.base
	@$(BIN)/debtscope demo

test: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/python -m pytest -n auto --dist worksteal -m 'not real and not benchmark'

test-real: $(REAL_TESTS)

real-tools:
	@echo $(REAL_TOOLS)

$(REAL_TESTS): test-real-%: $(REAL)-%/.real
	@$(REAL)-$*/bin/python -m pytest -m real tests/real/$*

lint: $(VENV)/.lint
	@$(BIN)/ruff check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports

docs: $(VENV)/.test
	@$(BIN)/python -m tests.contracts.generate

screenshots: $(VENV)/.test
	@$(BIN)/python -m tests.contracts.screenshots
	@$(BIN)/python -m tests.contracts.animation

bench: $(VENV)/.test
	@$(BIN)/python tests/benchmarks/measure.py
	@$(BIN)/python tests/benchmarks/mlflow_store.py
	@$(BIN)/python tests/benchmarks/monitoring_reports.py
	@$(BIN)/python tests/benchmarks/bench_tui.py
	@$(BIN)/python tests/benchmarks/history.py

clean:
	@rm -rf $(VENV) $(REAL) $(REAL)-* dist build .pytest_cache .ruff_cache .hypothesis
