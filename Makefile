# make run     the app, with everything it needs
# make test    the tests, with everything they need
# make lint    style and direction of imports
# make slow    the tests that take minutes
# make bench   the benchmarks
# make docs    the generated tables in docs/
# make clean   away with the virtual environment and caches

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install -qq
# Another Python: make run PYTHON=/path/to/python3.12. Another port: make run ARGS="--server.port 8600".
PYTHON ?=
ARGS ?=
WORKERS ?= 2

.PHONY: run test lint slow bench docs constraints browser clean
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp
	$(PY) -m streamlit run app.py $(ARGS)

test: $(VENV)/test.stamp browser
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/test.stamp
	$(PY) -m ruff check .
	$(VENV)/bin/lint-imports --no-cache

slow: $(VENV)/test.stamp
	$(PY) -m pytest -m slow -n $(WORKERS) $(ARGS)

PEERS := benchmarks/peers

# All goals are measured even when one fails; the table comes last.
bench: $(VENV)/test.stamp $(PEERS)/.venv/made.stamp browser
	$(PY) -m benchmarks.goals --begin make bench $(ARGS)
	$(PY) -m pytest benchmarks --benchmark-enable --benchmark-columns=min,median,max --tb=line -s $(ARGS); failed=$$?; \
	$(PY) -m benchmarks.goals; exit $$failed

# What other tools need for the small model lives in an environment of its own.
$(PEERS)/.venv/made.stamp: $(PEERS)/requirements.txt | $(VENV)/made.stamp
	@echo "Installing the tools that the benchmarks compare with (about a minute)"
	@rm -rf $(@D) && $(PY) -m venv $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check install -qq -r $<
	@touch $@

docs: $(VENV)/run.stamp
	$(PY) -m docs.make_tables

constraints: $(VENV)/test.stamp
	$(PIP) 'uv>=0.13,<1'
	$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --no-annotate \
	    --custom-compile-command "make constraints" $(ARGS) requirements-dev.txt --output-file constraints.txt

clean:
	rm -rf $(VENV) $(PEERS)/.venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A Python counts only if it starts (shims of version managers may not), is 3.11 or newer and can make
# virtual environments.
$(VENV)/made.stamp:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	    if "$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Making $(VENV) with $$("$$python" --version)"; \
	        rm -rf $(VENV) && "$$python" -m venv $(VENV) && touch $@ && exit 0; \
	        exit 1; \
	    fi; \
	done; \
	echo "Nineteen needs Python 3.11 or newer with its venv module (on Debian: apt-get install python3-venv)." >&2; \
	exit 1

$(VENV)/run.stamp: requirements.txt constraints.txt | $(VENV)/made.stamp
	@echo "Installing what the app needs (about half a minute)"
	@$(PIP) -c constraints.txt -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements.txt requirements-cluster.txt requirements-dev.txt constraints.txt | $(VENV)/made.stamp
	@echo "Installing what the app and its tests need (about half a minute)"
	@$(PIP) -c constraints.txt -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

# The tests drive a real browser through Playwright: a Chromium of the system, or the one that Playwright brings.
BROWSER_FOUND := import os, shutil, sys; from playwright.sync_api import sync_playwright as start; \
    playwright = start().start(); own = playwright.chromium.executable_path; playwright.stop(); \
    sys.exit(not (os.path.exists(own) or any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))))

browser: $(VENV)/test.stamp
	@$(PY) -c '$(BROWSER_FOUND)' 2>/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	        chromium libatomic1 >/dev/null && exit 0; \
	fi; \
	$(PY) -m playwright install chromium && exit 0; \
	echo "No browser could be installed here: install Chromium or Chrome to run the browser tests." >&2
