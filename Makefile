# Two commands need nothing but Python >= 3.11, make and a network for packages: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PIP := PYTHONWARNINGS=ignore $(BIN)/python -m pip --quiet --disable-pip-version-check install
LOCK := uv pip compile --no-config --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header --no-strip-extras --quiet

.PHONY: run test test-postgresql test-browser check dev docs evaluate faults bench bench-night bench-page bi-test lock vendor clean

REPORTS ?= 100000
TIMES ?= 1
BENCH ?= 200
RUNS ?= 5
JIONLP := .venv-jionlp/bin/python

run: $(READY)    ## raw reports -> checked warehouse, with a summary
	@$(BIN)/fazhi run

test: $(READY)   ## every test
	$(BIN)/pytest -n auto --dist loadfile

test-postgresql: $(READY) ## the mirror against a real PostgreSQL, which is installed if it is missing (Debian, root)
	@bash .ci/postgresql

test-browser: $(READY) ## the page in a real browser, installed if missing (Debian, root); SHOTS=1: pictures for docs/img
	@bash .ci/browser $(if $(SHOTS),tests/browser/pictures.py)

check: $(READY)  ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DAGSTER_DISABLE_TELEMETRY=1 $(BIN)/dg check defs

dev: $(READY)    ## the Dagster page on 127.0.0.1:3000
	DAGSTER_HOME=$(CURDIR) DAGSTER_DISABLE_TELEMETRY=1 $(BIN)/dg dev --host 127.0.0.1 --port 3000

docs: $(READY)   ## run the commands of the documents and write down what they print
	$(BIN)/python -m pipelines.dictionary docs/dictionary.md
	$(BIN)/python -m docs.render

evaluate: $(READY) ## figures on gold into docs/evaluation.md, and what the confidences are worth
	$(BIN)/python -m pipelines.evaluation

faults: $(READY) ## break a night in every way and see that nothing is lost (TIMES=3 tries each thrice)
	@PYTHONPATH=tests $(BIN)/python -m faults --times $(TIMES)

bench: $(READY) ## what reading costs beside yardsticks on the same text, into docs/performance.md
	@# JioNLP is a yardstick and no dependency: it has an environment of its own, and is left out where there is none.
	@test -x $(JIONLP) || { $(PYTHON) -m venv .venv-jionlp && \
		$(JIONLP) -m pip install --quiet --disable-pip-version-check jionlp==1.5.31; } || true
	@$(BIN)/fazhi bench --reports $(BENCH) --runs $(RUNS) --jionlp $(JIONLP) --document docs/performance.md \
		--output docs/performance.json --flame docs/img/flame.svg

bench-night: $(READY) ## what nights cost beside a full build, into docs/nights.md (REPORTS=20000 for fewer)
	@PYTHONPATH=tests $(BIN)/python -m bench_night --reports $(REPORTS)

bi-test: $(READY) ## the bundle of bi/superset in a real Superset, with pictures of its dashboards
	@PYTHON=$(PYTHON) bi/superset/test.sh

WAREHOUSE ?= warehouse/fazhi.duckdb

bench-page: $(READY) ## what the page takes from 50 visitors, into docs/page-load.md (needs wrk; WAREHOUSE=FILE)
	@PYTHONPATH=tests $(BIN)/python -m bench_page --warehouse $(WAREHOUSE)

lock:            ## write the lock files anew from the pins in pyproject.toml (needs uv)
	$(LOCK) --group build -o requirements-build.lock
	$(LOCK) pyproject.toml --extra bi --group dev -c requirements-build.lock -o requirements.lock
	$(LOCK) --group browser -c requirements.lock -o requirements-browser.lock
	$(LOCK) --python-version 3.11 bi/superset/requirements.in -o bi/superset/requirements.lock

vendor: $(READY) ## fetch the charts of the page anew (needs npm)
	$(BIN)/python -m pipelines.page.vendor

clean:           ## drop the environment; the warehouse stays
	rm -rf .venv .venv-superset

$(READY): requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Fazhi needs Python 3.11 or newer: make PYTHON=python3.12")'
	@echo "Installing the locked packages into .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes --no-deps -r requirements-build.lock
	@$(PIP) --require-hashes --no-deps --no-build-isolation -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@
